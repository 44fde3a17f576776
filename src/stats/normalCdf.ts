// Cody's coefficients. A numerator's last entry multiplies the highest power, the others follow in falling order.
const centreNumerator = [
  2.2352520354606839287, 161.02823106855587881, 1067.6894854603709582, 18154.981253343561249, 0.065682337918207449113
]
const centreDenominator = [47.20258190468824187, 976.09855173777669322, 10260.932208618978205, 45507.789335026729956]
const middleNumerator = [
  0.39894151208813466764, 8.8831497943883759412, 93.506656132177855979, 597.27027639480026226, 2494.5375852903726711,
  6848.1904505362823326, 11602.651437647350124, 9842.7148383839780218, 1.0765576773720192317e-8
]
const middleDenominator = [
  22.266688044328115691, 235.38790178262499861, 1519.377599407554805, 6485.558298266760755, 18615.571640885098091,
  34900.952721145977266, 38912.003286093271411, 19685.429676859990727
]
const farNumerator = [
  0.21589853405795699, 0.1274011611602473639, 0.022235277870649807, 0.001421619193227893466, 2.9112874951168792e-5,
  0.02307344176494017303
]
const farDenominator = [
  1.28426009614491121, 0.468238212480865118, 0.0659881378689285515, 0.00378239633202758244, 7.29751555083966205e-5
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
