// Cody's coefficients. A numerator's last entry multiplies the highest power, the others follow in falling order.
const centreNumerator = [
  2.2352520354606837, 161.02823106855587, 1067.6894854603709, 18154.98125334356, 0.06568233791820745
]
const centreDenominator = [47.202581904688245, 976.0985517377767, 10260.932208618979, 45507.78933502673]
const middleNumerator = [
  0.39894151208813466, 8.883149794388377, 93.50665613217785, 597.2702763948002, 2494.5375852903726, 6848.190450536283,
  11602.65143764735, 9842.714838383978, 1.0765576773720192e-8
]
const middleDenominator = [
  22.266688044328117, 235.387901782625, 1519.3775994075547, 6485.558298266761, 18615.571640885097, 34900.95272114598,
  38912.00328609327, 19685.429676859992
]
const farNumerator = [
  0.215898534057957, 0.12740116116024736, 0.022235277870649807, 0.0014216191932278934, 2.9112874951168793e-5,
  0.023073441764940174
]
const farDenominator = [
  1.284260096144911, 0.4682382124808651, 0.06598813786892856, 0.0037823963320275824, 7.297515550839662e-5
]

// Both polynomials by Horner's rule; the denominator's highest coefficient is 1.
const rational = (numerator: ReadonlyArray<number>, denominator: ReadonlyArray<number>, x: number): number => {
  let above = numerator[denominator.length] as number
  let below = 1
  for (let i = 0; i < denominator.length; i++) {
    above = above * x + (numerator[i] as number)
    below = below * x + (denominator[i] as number)
  }
  return above / below
}

// exp(−x²/2) with x² split so that its rounding does not enter the exponent.
const bell = (x: number): number => {
  const coarse = Math.trunc(x * 16) / 16
  return Math.exp(-coarse * coarse * 0.5) * Math.exp(-(x - coarse) * (x + coarse) * 0.5)
}

/**
 * Probability that a standard normal variable is at most x.
 *
 * Unit: probability in [0, 1]. For the upper tail take `normalCdf(-x)`, which keeps its relative accuracy; `1 − …` does
 * not.
 * Source: W. J. Cody (1969), Rational Chebyshev approximations for the error function, Math. Comp. 23, in the form of
 * his ANORM.
 *
 * @example
 * normalCdf(1.959963984540054) // 0.975
 *
 * @category stats
 */
export const normalCdf = (x: number): number => {
  if (Number.isNaN(x)) return Number.NaN
  const size = Math.abs(x)
  if (size <= 0.67448975) return 0.5 + x * rational(centreNumerator, centreDenominator, x * x)
  if (size > 40) return x > 0 ? 1 : 0
  const tail = bell(size) * (size <= Math.sqrt(32) ? middle(size) : far(size))
  return x > 0 ? 1 - tail : tail
}

const middle = (x: number): number => rational(middleNumerator, middleDenominator, x)

const far = (x: number): number => {
  const inverse = 1 / (x * x)
  return (1 / Math.sqrt(2 * Math.PI) - inverse * rational(farNumerator, farDenominator, inverse)) / x
}
