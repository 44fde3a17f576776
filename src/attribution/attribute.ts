import { InputError } from "../errors/InputError.js"
import { benjaminiHochberg } from "../stats/benjaminiHochberg.js"
import { holm } from "../stats/holm.js"
import { normalQuantile } from "../stats/normalQuantile.js"
import { studentQuantile } from "../stats/studentQuantile.js"
import type { Attribution, CostEffect, EffectEstimate, FactorAttribution, Interaction } from "./Attribution.js"
import type { AttributionOptions, CellData, ClassContrast } from "./CellData.js"
import type { Contrast } from "./Contrast.js"
import type { Classified } from "./classifyFactor.js"
import { costEffects } from "./costEffects.js"
import { diagnosePair } from "./diagnosePair.js"
import { gridOf } from "./Grid.js"
import { judgeFactors } from "./judgeFactors.js"
import { fewestSuccesses, type MeasuredEffect, type Measures, measureContrasts, measuresOf } from "./Measures.js"
import { modelContrasts } from "./modelContrasts.js"
import { type Entry, planContrasts } from "./planContrasts.js"
import { cautionOf, compareContext, disagreementsOf, scaleFlagOf } from "./readings.js"
import type { Surface } from "./Surface.js"
import { sobolIndices } from "./sobolIndices.js"

/**
 * Attributes Γ to the factors of a design: what each does alone, in the full system and on average, how they interact, and
 * which of them may be called a driver.
 *
 *     cells ─► 1 check, number ─► 2 contrasts ─► 3 estimates, adjusted ─► 4 classes ─► 5 pairs ─► 6 checks
 *
 * Every effect is a contrast Σ L_c·v(c) of the cells' values v = log Φ_c − log Φ_S*(B_c) (or Φ_c − Φ_S* on the linear scale);
 * at equal budgets the baseline cancels and is left out. One rule gives all standard errors: see `estimateContrasts`.
 *
 * | measure | compares |
 * | --- | --- |
 * | from base | the factor alone with nothing |
 * | from full | the full system with the full system without the factor (an ablation) |
 * | main | on with off, averaged over all settings of the others; equals the Banzhaf value |
 * | Shapley | on with off, averaged over all orders of adding the factors |
 *
 * Shape: every cell holds the same items in the same order; rows may differ in their number of seeds. Factors of more than
 * two levels have one entry a level, against the null level; Shapley values exist for null and on levels only.
 * Unit: ratios of Γ, score points on the linear scale; defaults are in {@link AttributionOptions}.
 * Assumes: clusters of items are independent draws from the items the result is to hold for; `contrast` and `relevance` were
 * fixed before the run. That a baseline was chosen is not in the intervals of cells that have their own.
 * Errors: InputError for malformed data or options. What the cells cannot show is `null` with a reason: cells that were not
 * run, a score of 0 on the log scale (the linear one takes its place), fewer than two items, aliased interactions.
 * Source: docs/attribution.md; Shapley (1953), Banzhaf (1965), Yates (1937), Holm (1979).
 *
 * @example
 * ```ts
 * import { attribute } from "collaboration-gain"
 *
 * const critic = { id: "critic", levels: ["off", "on"], nullLevel: "off", onLevel: "on" }
 * const scores = (right: number) => Array.from({ length: 40 }, (_, item) => [item < right ? 1 : 0])
 * const { factors } = attribute({
 *   factors: [critic],
 *   cells: [
 *     { levels: { critic: "off" }, scores: scores(20) },
 *     { levels: { critic: "on" }, scores: scores(30) }
 *   ]
 * })
 * console.log(factors[0]?.fromFull.ratio.value) // 1.50
 * ```
 *
 * @category attribution
 */
export const attribute = (data: CellData, options: AttributionOptions = {}): Attribution => {
  // 1
  const { scale = "log", level = 0.95, relevance = 1.05, contrast = "from-full" } = options
  checkOptions({ scale, level, relevance, contrast })
  const grid = gridOf(data)
  const measures = measuresOf(grid, scale, level)

  // 2
  const model = modelContrasts(grid)
  const { entries, pairs } = planContrasts({ grid, model, aliases: data.aliases })

  // 3
  const parts = {
    "from-base": entries.map(({ contrasts }) => contrasts["from-base"]),
    "from-full": entries.map(({ contrasts }) => contrasts["from-full"]),
    main: entries.map(({ contrasts }) => contrasts.main),
    shapley: entries.map(({ contrasts }) => contrasts.shapley),
    context: entries.map(({ contrasts }) => contrasts.context),
    crossed: pairs.map(({ effect }) => effect),
    simple: pairs.flatMap(({ simple }) => simple)
  }
  const columns = measureColumns(measures, parts)

  // 4
  const judged = judgeFactors({ measures, entries, effects: columns[contrast], contrast, relevance })
  const costs = costEffects(measures, parts[contrast])
  const surface = wholeSurface(measures)
  const sobol =
    grid.complete && grid.twoLevel ? sobolIndices({ surface, items: grid.items, groups: grid.groups.count }) : null
  const factors = entries.map((entry, index): FactorAttribution => {
    const effects = {
      "from-base": effectAt(columns["from-base"], index),
      "from-full": effectAt(columns["from-full"], index),
      main: effectAt(columns.main, index),
      shapley: effectAt(columns.shapley, index)
    }
    const context = effectAt(columns.context, index)
    const contextWords = compareContext(entry.name, context)
    const { class: factorClass, verdict, reason } = judged[index] as Classified
    return {
      factor: entry.id,
      level: entry.level,
      against: entry.against,
      fromBase: effects["from-base"],
      fromFull: effects["from-full"],
      main: effects.main,
      shapley: effects.shapley,
      context,
      sobol: sobol?.[entry.factor] ?? null,
      class: factorClass,
      verdict,
      reason: factorClass === "II" ? reason + cautionOf(effects, contrast) : reason,
      minimumDetectable: detectable(measures, columns[contrast][index] as MeasuredEffect),
      disagreements: disagreementsOf({ effects, contrast, level }),
      scaleFlag: scaleFlagOf(effects),
      cost: costs[index] as CostEffect,
      ...(contextWords === undefined ? {} : { contextWords })
    }
  })

  // 5
  const interactions = pairs.map((pair, index): Interaction => {
    const [first, second] = pair.ids
    const part = (position: number) => effectAt(columns.simple, 4 * index + position)
    const found = {
      effect: effectAt(columns.crossed, index),
      firstWithout: part(0),
      firstWith: part(1),
      secondWithout: part(2),
      secondWith: part(3)
    }
    return { factors: [first, second], ...found, ...diagnosePair({ first, second, ...found, level }) }
  })

  // 6
  const corner = (on: 0 | 1): Attribution["base"] => {
    const cell = grid.find(grid.factors.map(() => on))
    return { score: grid.cells[cell]?.score ?? null, value: surface.values[cell] ?? null }
  }
  return {
    scale,
    level,
    relevance,
    contrast,
    items: grid.items,
    clusters: grid.groups.count,
    cells: grid.cells.length,
    complete: grid.complete,
    resolution: model.resolution,
    base: corner(0),
    full: corner(1),
    factors,
    interactions,
    efficiency: efficiencyOf({ measures, entries, shapley: columns.shapley }),
    notes: notesOf(measures, Object.values(columns).flat())
  }
}

const checkOptions = (options: Required<AttributionOptions>): void => {
  const { scale, level, relevance, contrast } = options
  const refuse = (what: string, value: unknown, limit: string, advice: string): never => {
    throw new InputError({ what, value: String(value), limit, advice })
  }
  if (!["log", "linear"].includes(scale)) refuse("Scale", scale, "requires log or linear", "Take log.")
  if (!(level > 0.5 && level < 1)) {
    refuse("Confidence level", level, "requires a number above 0.5 and below 1", "Take 0.95 unless you have a reason.")
  }
  if (!(relevance > 1 && Number.isFinite(relevance))) {
    refuse("Relevance", relevance, "requires a number above 1", "Give the smallest gain that matters, such as 1.05.")
  }
  const contrasts: ReadonlyArray<ClassContrast> = ["from-full", "from-base", "main", "shapley"]
  if (!contrasts.includes(contrast)) {
    refuse("Class contrast", contrast, `requires one of ${contrasts.join(", ")}`, "Declare one before the run.")
  }
}

const effectAt = (column: ReadonlyArray<MeasuredEffect>, index: number): EffectEstimate =>
  (column[index] as MeasuredEffect).effect

// Measures all columns in one pass over the items, then adjusts the p-values of each.
const measureColumns = <Name extends string>(
  measures: Measures,
  parts: Readonly<Record<Name, ReadonlyArray<Contrast>>>
): Readonly<Record<Name, ReadonlyArray<MeasuredEffect>>> => {
  const names = Object.keys(parts) as Array<Name>
  const found = measureContrasts(
    measures,
    names.flatMap((name) => parts[name])
  )
  let start = 0
  const columns = names.map((name) => {
    const column = found.slice(start, start + parts[name].length)
    start += parts[name].length
    return [name, adjusted(column)] as const
  })
  return Object.fromEntries(columns) as Record<Name, ReadonlyArray<MeasuredEffect>>
}

// Adjusts the p-values of one column of a table.
const adjusted = (column: ReadonlyArray<MeasuredEffect>): ReadonlyArray<MeasuredEffect> => {
  const raw = column.map(({ effect }) => effect.p)
  const claims = holm(raw)
  const finds = benjaminiHochberg(raw)
  return column.map((one, index) => ({
    ...one,
    effect: { ...one.effect, pHolm: claims[index] ?? null, pBH: finds[index] ?? null }
  }))
}

// The scale asked for when every cell has a value on it, else the linear one.
const wholeSurface = ({ asked, log, linear }: Measures): Surface =>
  asked === "log" && !log.values.includes(null) ? log : linear

const detectable = ({ level, degrees }: Measures, { log }: MeasuredEffect): number | null => {
  if ("reason" in log || log.error === null || degrees < 1) return null
  const ratio = Math.exp((studentQuantile((1 + level) / 2, degrees) + normalQuantile(0.8)) * log.error)
  return Number.isFinite(ratio) ? ratio : null
}

const efficiencyOf = (of: {
  readonly measures: Measures
  readonly entries: ReadonlyArray<Entry>
  readonly shapley: ReadonlyArray<MeasuredEffect>
}): Attribution["efficiency"] => {
  const { measures, entries, shapley } = of
  const { grid, asked } = measures
  const nothing = (reason: string) => ({ scale: asked, sum: null, total: null, difference: null, holds: null, reason })
  // Levels beyond the on level have no Shapley value of their own.
  const players = shapley.filter(
    (_, index) => entries[index]?.level === grid.factors[entries[index]?.factor ?? -1]?.levels[1]
  )
  const [first] = players
  const missing = players.find(({ effect }) => effect.estimate === null)
  if (first === undefined || missing !== undefined) return nothing(missing?.effect.reason ?? "no Shapley values")
  const { scale, assumes } = first.effect
  const values = (scale === "log" ? measures.log : measures.linear).values
  const [base, full] = [0, 1].map((on) => values[grid.find(grid.factors.map(() => on))] ?? null)
  const sum = players.reduce((all, { effect }) => all + (effect.estimate ?? 0), 0)
  if (base == null || full == null) return { ...nothing("the full or the base system was not run"), scale, sum }
  const total = full - base
  const difference = sum - total
  return {
    scale,
    sum,
    total,
    difference,
    holds: assumes === undefined ? Math.abs(difference) <= 1e-9 * Math.max(1, Math.abs(total)) : null,
    ...(assumes === undefined
      ? {}
      : { reason: "Shapley values rest on a model here; the difference is its lack of fit" })
  }
}

const notesOf = ({ grid, asked }: Measures, effects: ReadonlyArray<MeasuredEffect>): ReadonlyArray<string> => {
  const few = grid.cells.filter(({ successes }) => successes < fewestSuccesses - 1e-9).length
  const constant = grid.factors.filter(({ present }) => present.length < 2).map(({ id }) => id)
  const fell = asked === "log" && effects.some(({ effect }) => effect.estimate !== null && effect.scale === "linear")
  const units = grid.groups.labelled ? "clusters" : "items"
  return [
    ...(grid.groups.count < 30
      ? [`few ${units}: ${grid.groups.count}; intervals rest on normal theory and want 30 or more`]
      : []),
    ...(few > 0
      ? [
          `few successes: ${few} of ${grid.cells.length} cells have fewer than ${fewestSuccesses}; averages over them are not trusted`
        ]
      : []),
    ...(fell ? ["some effects are on the linear scale, since a score of 0 has no logarithm; each says so"] : []),
    ...(constant.length > 0 ? [`run at one level only, so without effects: ${constant.join(", ")}`] : []),
    ...(grid.cells.some(({ baseline }) => baseline !== null)
      ? ["cells have baselines of their own: that these were chosen is not in the intervals"]
      : []),
    ...(grid.factors.some(({ levels }) => levels.length > 2)
      ? [
          "factors of more than two levels: each level is compared with the null level; the other factors' on levels make the full system"
        ]
      : [])
  ]
}
