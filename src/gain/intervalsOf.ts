import { bayesBootstrapIntervals } from "./bayesBootstrapIntervals.js"
import { bcaIntervals } from "./bcaIntervals.js"
import { deltaLogIntervals } from "./deltaLogIntervals.js"
import { fiellerIntervals } from "./fiellerIntervals.js"
import { moverLimits } from "./moverLimits.js"
import type { MethodSettings, Pair, PairIntervals } from "./PairIntervals.js"
import { smoothedIntervals } from "./smoothedIntervals.js"

/**
 * The intervals of one pair of arms by the method that was asked for.
 *
 * @category gain
 */
export const intervalsOf = (pair: Pair, settings: MethodSettings): PairIntervals => {
  const { floor } = settings
  switch (settings.method) {
    case "mover-wilson":
      return { limits: (quantile) => moverLimits(pair.moments, quantile, floor), degrees: pair.moments.degrees }
    case "delta-log":
      return deltaLogIntervals(pair, floor)
    case "smoothed":
      return smoothedIntervals(pair, floor)
    case "fieller":
      return fiellerIntervals(pair, floor)
    case "bayes-bootstrap":
      return bayesBootstrapIntervals(pair, settings)
    case "bca":
      return bcaIntervals(pair, settings)
  }
}
