import { groupsOf } from "../gain/Groups.js"
import { holm } from "../stats/holm.js"
import { mean } from "../stats/mean.js"
import { studentCdf } from "../stats/studentCdf.js"
import { studentQuantile } from "../stats/studentQuantile.js"
import type { Attribution } from "./Attribution.js"
import type { ClassContrast } from "./CellData.js"
import type { LedgerCells } from "./cellsFromLedger.js"
import type { ContextEffect } from "./DesignAttribution.js"
import { effectUnder } from "./effectUnder.js"
import { estimateContrasts } from "./estimateContrasts.js"
import { type CellValue, surfaceOf } from "./Surface.js"

/** One stratum with what was found in it. */
export interface Stratum {
  readonly cells: LedgerCells
  readonly result: Attribution | null
}

/**
 * Compares strata whose items differ: what a context factor does to Γ, and whether it changes what the other factors do.
 *
 * Γ at a level over Γ at the null level is the geometric mean over the configurations run at both. Strata are independent
 * samples of items, so that their variances add; degrees of freedom are Welch's.
 *
 * Shape: one entry a context factor that changes the items and level other than its null level.
 * Assumes: no item is in two strata; where one is, there is no estimate, with a reason.
 * Source: Welch (1947), Biometrika 34.
 *
 * @category attribution
 */
export const contextEffects = (
  strata: ReadonlyArray<Stratum>,
  options: { readonly level: number; readonly contrast: ClassContrast }
): ReadonlyArray<ContextEffect> => {
  const [first] = strata
  if (first === undefined || strata.length < 2) return []
  const held = Object.keys(first.cells.stratum)
  return first.cells.design.factors
    .filter(({ id }) => held.includes(id))
    .flatMap(({ id, levels, nullLevel }) =>
      levels
        .filter((level) => level !== nullLevel)
        .map((level) => contextEffect(strata, { id, level, nullLevel }, options))
    )
}

/** Part of an estimate that one stratum gives. */
interface Part {
  readonly value: number
  readonly error: number
  readonly degrees: number
}

const contextEffect = (
  strata: ReadonlyArray<Stratum>,
  factor: { readonly id: string; readonly level: string; readonly nullLevel: string },
  options: { readonly level: number; readonly contrast: ClassContrast }
): ContextEffect => {
  const { id, level, nullLevel } = factor
  const head = { factor: id, level, against: nullLevel }
  const nothing = (reason: string): ContextEffect => ({ ...head, ...noRatio, configurations: 0, moderates: [], reason })
  const others = ({ cells }: Stratum) => JSON.stringify(Object.entries(cells.stratum).filter(([name]) => name !== id))
  const pairs = strata.flatMap((above) =>
    above.cells.stratum[id] !== level
      ? []
      : strata
          .filter((below) => below.cells.stratum[id] === nullLevel && others(below) === others(above))
          .map((below) => ({ above, below }))
  )
  if (pairs.length === 0) return nothing(`no stratum has ${id}=${nullLevel} beside ${id}=${level}`)
  const inBoth = pairs.some(({ above, below }) => above.cells.items.some((item) => below.cells.items.includes(item)))
  if (inBoth) return nothing("some items are in both strata, so that these are not independent samples")

  const parts: Array<{ readonly sign: 1 | -1; readonly part: Part }> = []
  let configurations = 0
  for (const { above, below } of pairs) {
    const keys = keysOf(below)
    const shared = keysOf(above).filter((key) => keys.includes(key))
    if (shared.length === 0) return nothing("no configuration of the other factors was run in both strata")
    configurations += shared.length
    for (const [stratum, sign] of [
      [above, 1],
      [below, -1]
    ] as const) {
      const part = meanLogGamma(stratum, shared)
      if ("reason" in part) return nothing(part.reason)
      parts.push({ sign, part })
    }
  }
  const compared = welch(parts, pairs.length, options.level)
  const moderates = moderation(pairs, options)
  return { ...head, ...compared, configurations, moderates }
}

const noRatio = { ratio: { value: null, lower: null, upper: null }, p: null } as const

/** Configurations of a stratum by the levels that vary in it. */
const keysOf = ({ cells }: Stratum): ReadonlyArray<string> =>
  cells.cells.map(({ levels }) =>
    JSON.stringify(Object.entries(levels).filter(([name]) => !Object.hasOwn(cells.stratum, name)))
  )

/** Mean of log Γ over some configurations of a stratum. */
const meanLogGamma = (stratum: Stratum, keys: ReadonlyArray<string>): Part | { readonly reason: string } => {
  const { cells } = stratum
  const where = Object.entries(cells.stratum)
    .map((pair) => pair.join("="))
    .join(", ")
  if (cells.problem !== undefined && cells.problem.kind !== "one-level")
    return { reason: `${where}: ${cells.problem.words}` }
  if (cells.baselines.length === 0) return { reason: "scores alone cannot be compared over different items" }
  const own = keysOf(stratum)
  const groups = groupsOf(cells.items.length, cells.clusters)
  const values = cells.cells.map((cell, index): CellValue => {
    const scores = cells.means[index] ?? []
    const baseline = cells.baselines[index] ?? []
    const [team, single] = [mean(scores), mean(baseline)]
    if (!(team > 0)) return { reason: `the score of ${cell.system} is 0` }
    if (!(single > 0)) return { reason: `the single agent's score is 0 at the cost of ${cell.system}` }
    return {
      value: Math.log(team) - Math.log(single),
      influence: (item) => (scores[item] as number) / team - (baseline[item] as number) / single,
      magnitude: 1
    }
  })
  const weights = Float64Array.from(own, (key) => (keys.includes(key) ? 1 / keys.length : 0))
  const [found] = estimateContrasts({
    surface: surfaceOf({ cells: values, items: cells.items.length, groups }),
    contrasts: [weights],
    items: cells.items.length,
    groups: groups.count,
    binary: false
  })
  if (found === undefined || "reason" in found) return { reason: `${where}: ${found?.reason ?? "no cells"}` }
  if (found.error === null) return { reason: `${where}: no item deviates, so that there is no standard error` }
  return { value: found.estimate, error: found.error, degrees: groups.count - 1 }
}

/** Sum of signed parts over a number of pairs, as a ratio with Welch's interval. */
const welch = (
  parts: ReadonlyArray<{ readonly sign: 1 | -1; readonly part: Part }>,
  pairs: number,
  level: number
): Pick<ContextEffect, "ratio" | "p"> => {
  const estimate = parts.reduce((sum, { sign, part }) => sum + (sign * part.value) / pairs, 0)
  const variances = parts.map(({ part }) => (part.error / pairs) ** 2)
  const variance = variances.reduce((sum, one) => sum + one, 0)
  const degrees =
    variance ** 2 / parts.reduce((sum, { part }, index) => sum + (variances[index] as number) ** 2 / part.degrees, 0)
  const error = Math.sqrt(variance)
  const half = studentQuantile((1 + level) / 2, degrees) * error
  return {
    ratio: { value: Math.exp(estimate), lower: Math.exp(estimate - half), upper: Math.exp(estimate + half) },
    p: Math.min(1, 2 * studentCdf(-Math.abs(estimate) / error, degrees))
  }
}

/** Whether the other factors' effects differ between the two levels of a context factor. */
const moderation = (
  pairs: ReadonlyArray<{ readonly above: Stratum; readonly below: Stratum }>,
  { level, contrast }: { readonly level: number; readonly contrast: ClassContrast }
): ContextEffect["moderates"] => {
  const names = pairs[0]?.above.result?.factors.map(({ factor, level: own }) => ({ factor, level: own })) ?? []
  const rows = names.map((name, index) => {
    const parts: Array<{ readonly sign: 1 | -1; readonly part: Part }> = []
    for (const { above, below } of pairs) {
      for (const [{ result }, sign] of [
        [above, 1],
        [below, -1]
      ] as const) {
        const factor = result?.factors[index]
        const effect = factor === undefined ? undefined : effectUnder(factor, contrast)
        if (result === null || effect?.estimate == null || effect.error === null || effect.scale !== "log") {
          return { ...name, ...noRatio }
        }
        parts.push({ sign, part: { value: effect.estimate, error: effect.error, degrees: result.clusters - 1 } })
      }
    }
    return { ...name, ...welch(parts, pairs.length, level) }
  })
  const adjusted = holm(rows.map(({ p }) => p))
  return rows.map((row, index) => ({ ...row, pHolm: adjusted[index] ?? null }))
}
