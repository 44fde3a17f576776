/**
 * What Stirling's formula leaves out: log Γ(x) − [(x − ½) log x − x + ½ log 2π].
 *
 * Assumes: x ≥ 15, where the series below is exact to double precision. Written apart from the large terms, it lets
 * differences of log gammas keep their accuracy.
 * Source: NIST DLMF 5.11.1.
 *
 * @example
 * stirlingError(20) // 0.00416631969…
 *
 * @category stats
 */
export const stirlingError = (x: number): number => {
  const inverse = 1 / (x * x)
  return (
    (1 / 12 -
      inverse *
        (1 / 360 -
          inverse *
            (1 / 1260 - inverse * (1 / 1680 - inverse * (1 / 1188 - inverse * (691 / 360360 - inverse / 156)))))) /
    x
  )
}
