import { studentCdf } from "../stats/studentCdf.js"
import { studentQuantile } from "../stats/studentQuantile.js"
import type { Limits } from "../stats/wilsonLimits.js"

const excludes = ({ lower, upper }: Limits, ratio: number): boolean => lower > ratio || upper < ratio

/**
 * Two-sided p-value that agrees with a family of intervals: the level at which the interval just touches the ratio.
 *
 * Unit: probability. Below `1 − level` exactly when the interval at `level` excludes the ratio; 1 when no interval of the
 * family does. Half of it is the one-sided p-value on the side on which the estimate lies.
 * Assumes: the intervals are nested and grow without bound; `limits` takes the two-sided critical value of Student's t
 * with `degrees` degrees of freedom.
 *
 * @category gain
 */
export const intervalPValue = (of: {
  readonly limits: (quantile: number) => Limits
  readonly degrees: number
  readonly level: number
  /** The ratio under test; default 1. */
  readonly ratio?: number
}): number => {
  const { limits, degrees, level, ratio = 1 } = of
  const outside = (quantile: number) => excludes(limits(quantile), ratio)
  let out = 1e-9
  if (!outside(out)) return 1
  let inside = 1
  while (outside(inside) && inside < 1e150) {
    out = inside
    inside *= 2
  }
  while (inside - out > 1e-14 * inside) {
    const middle = (out + inside) / 2
    if (middle <= out || middle >= inside) break
    if (outside(middle)) out = middle
    else inside = middle
  }
  const p = 2 * studentCdf(-out, degrees)
  // Bisection ends within rounding of the truth; the interval decides which side of α the value lies on.
  const alpha = 1 - level
  const rejected = outside(studentQuantile((1 + level) / 2, degrees))
  return rejected ? Math.min(p, alpha * (1 - 1e-12)) : Math.max(p, alpha)
}
