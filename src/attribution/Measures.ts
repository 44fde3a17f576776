import { studentCdf } from "../stats/studentCdf.js"
import { studentQuantile } from "../stats/studentQuantile.js"
import type { EffectEstimate } from "./Attribution.js"
import { type Contrast, isClear } from "./Contrast.js"
import { type ContrastEstimate, estimateContrasts } from "./estimateContrasts.js"
import type { Grid } from "./Grid.js"
import { type CellValue, type Surface, surfaceOf } from "./Surface.js"
import { smoothedRatio } from "./smoothedRatio.js"

/** Fewest successes in a cell for which normal theory on the log scale is trusted. */
export const fewestSuccesses = 5

/** Everything needed to turn a contrast into an effect. */
export interface Measures {
  readonly grid: Grid
  readonly log: Surface
  readonly linear: Surface
  readonly asked: "log" | "linear"
  readonly level: number
  readonly degrees: number
}

/** The effect on the log scale with its test statistics' parts, or why there is none. */
export type LogEffect =
  | { readonly estimate: number; readonly error: number | null; readonly smoothed: boolean }
  | { readonly reason: string }

/**
 * Values and influences of all cells on both scales: log Φ_c − log Φ_S*(B_c), and Φ_c − Φ_S*(B_c).
 *
 * @category attribution
 */
export const measuresOf = (grid: Grid, asked: "log" | "linear", level: number): Measures => {
  const { items, groups } = grid
  const surface = (cellValue: (cell: Grid["cells"][number]) => CellValue) =>
    surfaceOf({ cells: grid.cells.map(cellValue), items, groups })
  const mean = (values: ReadonlyArray<number>) => values.reduce((sum, value) => sum + value, 0) / items
  return {
    grid,
    asked,
    level,
    degrees: groups.count - 1,
    log: surface(({ name, means, score, baseline }) => {
      if (!(score > 0)) return { reason: `the score is 0 in cell ${name}` }
      if (baseline === null) {
        return { value: Math.log(score), influence: (item) => (means[item] as number) / score - 1, magnitude: 1 }
      }
      const single = mean(baseline)
      if (!(single > 0)) return { reason: `the single agent's score is 0 at the budget of cell ${name}` }
      return {
        value: Math.log(score) - Math.log(single),
        influence: (item) => (means[item] as number) / score - (baseline[item] as number) / single,
        magnitude: 1
      }
    }),
    linear: surface(({ means, score, baseline }) => {
      if (baseline === null) {
        return { value: score, influence: (item) => (means[item] as number) - score, magnitude: score }
      }
      const single = mean(baseline)
      return {
        value: score - single,
        influence: (item) => (means[item] as number) - score - ((baseline[item] as number) - single),
        magnitude: Math.max(score, Math.abs(single))
      }
    })
  }
}

/** A contrast's effect, without the adjustment for the other effects of its column, and its log form. */
export interface MeasuredEffect {
  readonly effect: EffectEstimate
  readonly log: LogEffect
}

/**
 * Estimates many contrasts on both scales.
 *
 * Where two single cells of equal budget are compared and too few items tell them apart for normal theory (none, or fewer
 * than 5 successes in a cell), the interval on the log scale is the smoothed one.
 *
 * @category attribution
 */
export const measureContrasts = (measures: Measures, contrasts: ReadonlyArray<Contrast>): Array<MeasuredEffect> => {
  const { grid, asked } = measures
  const possible = contrasts.flatMap((contrast) => ("weights" in contrast ? [contrast.weights] : []))
  const on = (surface: Surface) =>
    estimateContrasts({
      surface,
      contrasts: possible,
      items: grid.items,
      groups: grid.groups.count,
      binary: grid.complete && grid.twoLevel
    })
  const logs = on(measures.log)
  const linears = on(measures.linear)
  let next = 0
  return contrasts.map((contrast) => {
    if ("reason" in contrast) return { effect: noEffect(asked, contrast.reason), log: contrast }
    const position = next++
    const log = logEffect(measures, contrast.weights, logs[position] as ContrastEstimate)
    const linear = linears[position] as ContrastEstimate
    return { effect: effectOf({ measures, contrast, log, linear }), log }
  })
}

/** Interval and two-sided p-value of an estimate; `null` where it has no standard error. */
export const sized = (
  { level, degrees }: Pick<Measures, "level" | "degrees">,
  of: { readonly estimate: number; readonly error: number | null }
): { readonly lower: number | null; readonly upper: number | null; readonly p: number | null } => {
  if (of.error === null || !(degrees >= 1)) return { lower: null, upper: null, p: null }
  const half = studentQuantile((1 + level) / 2, degrees) * of.error
  return {
    lower: of.estimate - half,
    upper: of.estimate + half,
    p: Math.min(1, 2 * studentCdf(-Math.abs(of.estimate) / of.error, degrees))
  }
}

/** The two cells that a contrast compares, when it compares two single ones. */
export const comparedCells = (weights: Float64Array): { readonly over: number; readonly under: number } | null => {
  let over = -1
  let under = -1
  for (let cell = 0; cell < weights.length; cell++) {
    const weight = weights[cell] as number
    if (weight === 0) continue
    if (Math.abs(weight - 1) < 1e-9 && over < 0) over = cell
    else if (Math.abs(weight + 1) < 1e-9 && under < 0) under = cell
    else return null
  }
  return over >= 0 && under >= 0 ? { over, under } : null
}

/** Smoothed form of a comparison of two single cells of equal budget; `null` for any other contrast. */
export const smoothedEffect = (
  { grid, degrees }: Pick<Measures, "grid" | "degrees">,
  weights: Float64Array
): { readonly estimate: number; readonly error: number } | null => {
  const compared = comparedCells(weights)
  if (compared === null || degrees < 1) return null
  const over = grid.cells[compared.over]
  const under = grid.cells[compared.under]
  if (over === undefined || under === undefined || over.baseline !== null) return null
  return smoothedRatio({ over: over.means, under: under.means, groups: grid.groups })
}

const logEffect = (measures: Measures, weights: Float64Array, plain: ContrastEstimate): LogEffect => {
  if ("reason" in plain) return plain
  if (plain.error !== null && successesOf(measures.grid, weights) >= fewestSuccesses) {
    return { ...plain, smoothed: false }
  }
  const smoothed = smoothedEffect(measures, weights)
  return smoothed === null ? { ...plain, smoothed: false } : { ...smoothed, smoothed: true }
}

/** Fewest successes in any cell that a contrast takes part of. */
export const successesOf = (grid: Grid, weights: Float64Array): number =>
  grid.cells.reduce(
    (fewest, { successes }, cell) => (weights[cell] === 0 ? fewest : Math.min(fewest, successes + 1e-9)),
    Number.POSITIVE_INFINITY
  )

const noRatio: EffectEstimate["ratio"] = { value: null, lower: null, upper: null }

/** An effect that is not estimable. */
export const noEffect = (scale: "log" | "linear", reason: string): EffectEstimate => ({
  scale,
  estimate: null,
  error: null,
  lower: null,
  upper: null,
  ratio: noRatio,
  method: "delta",
  p: null,
  pHolm: null,
  pBH: null,
  other: null,
  clear: false,
  aliasedWith: [],
  reason
})

// An exponential that JSON can hold.
const exp = (value: number | null): number | null => {
  if (value === null) return null
  const result = Math.exp(value)
  return Number.isFinite(result) ? result : null
}

const effectOf = (of: {
  readonly measures: Measures
  readonly contrast: Extract<Contrast, { readonly weights: Float64Array }>
  readonly log: LogEffect
  readonly linear: ContrastEstimate
}): EffectEstimate => {
  const { measures, contrast, log, linear } = of
  const { asked, log: surface } = measures
  const common = {
    pHolm: null,
    pBH: null,
    clear: isClear(contrast),
    aliasedWith: contrast.aliasedWith,
    ...(contrast.assumes === undefined ? {} : { assumes: contrast.assumes })
  }
  const onLinear =
    "reason" in linear ? null : { estimate: linear.estimate, error: linear.error, ...sized(measures, linear) }
  const onLog =
    "reason" in log
      ? null
      : {
          // The point estimate is the plain one also where the interval is smoothed.
          estimate: weighted(contrast.weights, surface.values),
          error: log.error,
          ...sized(measures, log)
        }
  const ratio =
    onLog === null ? noRatio : { value: exp(onLog.estimate), lower: exp(onLog.lower), upper: exp(onLog.upper) }
  const scale = asked === "log" && onLog !== null ? "log" : "linear"
  const [shown, hidden] = scale === "log" ? [onLog, onLinear] : [onLinear, onLog]
  const otherScale = scale === "log" ? "linear" : "log"
  if (shown === null) return { ...noEffect(asked, "reason" in linear ? linear.reason : "no value"), ...common }
  const reason = reasonOf({ measures, log, fell: asked === "log" && scale === "linear", error: shown.error })
  return {
    scale,
    ...shown,
    ratio,
    method: scale === "log" && "smoothed" in log && log.smoothed ? "smoothed" : "delta",
    other:
      hidden === null
        ? null
        : { scale: otherScale, estimate: hidden.estimate, lower: hidden.lower, upper: hidden.upper, p: hidden.p },
    ...common,
    ...(reason === undefined ? {} : { reason })
  }
}

const weighted = (weights: Float64Array, values: ReadonlyArray<number | null>): number =>
  weights.reduce((sum, weight, cell) => (weight === 0 ? sum : sum + weight * (values[cell] ?? 0)), 0)

const reasonOf = (of: {
  readonly measures: Measures
  readonly log: LogEffect
  readonly fell: boolean
  readonly error: number | null
}): string | undefined => {
  const { measures, log, fell, error } = of
  const parts = [
    ...(fell && "reason" in log ? [`not estimable on the log scale, so on the linear one: ${log.reason}`] : []),
    ...(error === null ? [noError(measures)] : [])
  ]
  return parts.length === 0 ? undefined : parts.join("; ")
}

/** Why an estimate has no standard error. */
export const noError = ({ grid }: Pick<Measures, "grid">): string =>
  grid.groups.count < 2
    ? `requires at least 2 independent ${grid.groups.labelled ? "clusters" : "items"}, got ${grid.groups.count}`
    : "every item shows the same effect, so how far it varies cannot be seen"
