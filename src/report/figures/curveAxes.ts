import type { Report } from "../Report.js"
import type { Axis } from "./Axis.js"
import type { CurveLayout } from "./CurveLayout.js"
import { linearAxis } from "./linearAxis.js"
import { logAxis } from "./logAxis.js"

type Curve = Report["curves"][number]

/** The least stretch of scores that an axis shows: less would make noise look like structure. */
const leastSpan = 0.2

/**
 * The scores worth looking at: the teams' and the envelope's from half of what the cheapest team spends, and strategies
 * not far below them. What is hopeless would flatten everything else.
 */
const scoresInView = (curve: Curve): ReadonlyArray<number> => {
  const teams = curve.teams.map((team) => team.point)
  const from = teams.length === 0 ? 0 : Math.min(...teams.map((point) => point.cost)) / 2
  const dear = (points: Curve["envelope"]) => points.filter((point) => point.cost >= from)
  const core = [...teams, ...dear(curve.envelope)].map((point) => point.score)
  const strategies = dear(curve.strategies.flatMap((strategy) => strategy.points)).map((point) => point.score)
  if (core.length === 0) return strategies.length === 0 ? [0, 1] : strategies
  const least = Math.min(...core)
  const reach = Math.max(leastSpan, Math.max(...core) - least) / 2
  return [...core, ...strategies.filter((score) => score >= least - reach)]
}

/** The axes of a cost–score figure: cost logarithmic where it can be, scores on the stretch worth looking at. */
export const curveAxes = (curve: Curve, layout: CurveLayout): { readonly x: Axis; readonly y: Axis } => {
  const points = [
    ...curve.strategies.flatMap((strategy) => strategy.points),
    ...curve.envelope,
    ...curve.teams.map((team) => team.point)
  ]
  const costs = points.length === 0 ? [1, 10] : points.map((point) => point.cost)
  const low = Math.min(...costs)
  const high = Math.max(...costs)
  const stretch = { start: layout.left, end: layout.right, gap: layout.gap }
  const scores = scoresInView(curve)
  const least = Math.min(...scores)
  const most = Math.max(...scores)
  const air = Math.max((leastSpan - (most - least)) / 2, 0.02)
  const shift = Math.max(0, air - least) - Math.max(0, most + air - 1)
  return {
    x:
      low > 0
        ? logAxis({ from: low / 1.15, to: high * 1.15, ...stretch })
        : linearAxis({ from: low, to: high, ...stretch }),
    y: linearAxis({
      from: Math.max(0, least - air + Math.min(0, shift)),
      to: Math.min(1, most + air + Math.max(0, shift)),
      start: layout.bottom,
      end: layout.top,
      gap: 22
    })
  }
}
