import * as Schema from "effect/Schema"
import { Verdict } from "../gain/Estimate.js"

const Bound = Schema.NullOr(Schema.Finite)
const Scale = Schema.Literals(["log", "linear"])

/** Another effect that the cells run cannot tell from this one. */
export const Alias = Schema.Struct({
  /** Factor ids joined by " × ". */
  effect: Schema.String,
  /** 1 or −1 where the two are the same but for sign, between where partly; `null` where only declared. */
  weight: Bound
})
export type Alias = typeof Alias.Type

/** One effect with its interval; `null` where it is not estimable. */
export const EffectEstimate = Schema.Struct({
  scale: Scale,
  /** Difference of log Γ on the log scale, of score points (or of Δ, where baselines differ) on the linear one. */
  estimate: Bound,
  /** Standard error. */
  error: Bound,
  lower: Bound,
  upper: Bound,
  /** The effect as a factor on Γ; `null` where the log scale is not estimable. */
  ratio: Schema.Struct({ value: Bound, lower: Bound, upper: Bound }),
  /** `delta`: normal theory on per-item influences. `smoothed`: the same with four half items added, see docs. */
  method: Schema.Literals(["delta", "smoothed"]),
  /** Two-sided p-value of no effect, and the same adjusted over the table's column: Holm for claims, BH for screening. */
  p: Bound,
  pHolm: Bound,
  pBH: Bound,
  /** The same effect on the other scale; `null` where not estimable. */
  other: Schema.NullOr(Schema.Struct({ scale: Scale, estimate: Schema.Finite, lower: Bound, upper: Bound, p: Bound })),
  /** The cells run tell this effect from every main effect and two-factor interaction. False where it is not estimable. */
  clear: Schema.Boolean,
  /** Main effects and two-factor interactions it cannot be told from; when there are none, the next higher order that has some. */
  aliasedWith: Schema.Array(Alias),
  /** What the estimate takes for granted; absent when nothing. */
  assumes: Schema.optionalKey(Schema.String),
  /** Why there is no estimate or interval, or why it is not on the scale asked for. */
  reason: Schema.optionalKey(Schema.String)
})
export type EffectEstimate = typeof EffectEstimate.Type

/** Change of the mean cost an item, in the matched dimension. */
export const CostEffect = Schema.Struct({
  difference: Bound,
  lower: Bound,
  upper: Bound,
  ratio: Schema.Struct({ value: Bound, lower: Bound, upper: Bound }),
  reason: Schema.optionalKey(Schema.String)
})
export type CostEffect = typeof CostEffect.Type

/** Γ paper's classes; the rule is this library's own. */
export const FactorClass = Schema.Literals(["I", "II", "unclassified"])
export type FactorClass = typeof FactorClass.Type

/** One factor at one level against its null level. */
export const FactorAttribution = Schema.Struct({
  factor: Schema.String,
  level: Schema.String,
  against: Schema.String,
  /** Alone against nothing. */
  fromBase: EffectEstimate,
  /** The full system against the full system without it. */
  fromFull: EffectEstimate,
  /** Averaged over the other factors' levels (Banzhaf value, twice the Walsh coefficient). */
  main: EffectEstimate,
  /** Averaged over all orders in which the factors can be added; on the null and on levels only. */
  shapley: EffectEstimate,
  /** From full minus from base: below 0 it overlaps with the rest, above 0 it needs the rest. */
  context: EffectEstimate,
  /** Shares of the unsigned variance over all configurations, corrected for noise. Secondary. */
  sobol: Schema.NullOr(Schema.Struct({ first: Schema.Finite, total: Schema.Finite, shapley: Schema.Finite })),
  class: FactorClass,
  verdict: Verdict,
  /** Why this class, in plain words. */
  reason: Schema.String,
  /** Smallest ratio above 1 that the declared contrast would have shown with 80 % power, before correction. */
  minimumDetectable: Bound,
  /** Other measures that read the factor differently from the declared contrast, in plain words. */
  disagreements: Schema.Array(Schema.String),
  /** Set when log and linear scale disagree about the direction. */
  scaleFlag: Schema.NullOr(Schema.String),
  /** Effect on cost under the declared contrast. */
  cost: CostEffect,
  /** The two directions compared, in plain words; absent when nothing can be said. */
  contextWords: Schema.optionalKey(Schema.String)
})
export type FactorAttribution = typeof FactorAttribution.Type

export const PairDiagnosis = Schema.Literals([
  "redundant",
  "synergistic",
  "overlapping",
  "reinforcing",
  "none-shown",
  "not-estimable"
])
export type PairDiagnosis = typeof PairDiagnosis.Type

/** Two factors at their on levels. */
export const Interaction = Schema.Struct({
  factors: Schema.Tuple([Schema.String, Schema.String]),
  /** Effect of the first with the second minus without it (the same the other way round), averaged over the others. */
  effect: EffectEstimate,
  /** Effect of each with the other off and on, averaged over the other factors. */
  firstWithout: EffectEstimate,
  firstWith: EffectEstimate,
  secondWithout: EffectEstimate,
  secondWith: EffectEstimate,
  diagnosis: PairDiagnosis,
  /** The diagnosis in plain words. */
  words: Schema.String
})
export type Interaction = typeof Interaction.Type

/** Score and value of one corner of the design; `null` where it was not run or is not estimable. */
const Corner = Schema.Struct({ score: Bound, value: Bound })

/** Which design factor moves Γ, and how sure that is. */
export const Attribution = Schema.Struct({
  /** The scale asked for. */
  scale: Scale,
  level: Schema.Finite,
  relevance: Schema.Finite,
  /** The contrast that decides the class, declared before the run. */
  contrast: Schema.Literals(["from-full", "from-base", "main", "shapley"]),
  items: Schema.Int,
  /** Independent units: clusters, or items where there are none. */
  clusters: Schema.Int,
  cells: Schema.Int,
  /** Every combination of the levels was run. */
  complete: Schema.Boolean,
  /** Of an incomplete two-level design; `null` otherwise or where main effects cannot be had. */
  resolution: Schema.NullOr(Schema.Literals(["III", "IV", "V or higher"])),
  base: Corner,
  full: Corner,
  factors: Schema.Array(FactorAttribution),
  interactions: Schema.Array(Interaction),
  /** Shapley values must make up the difference of the full and the base system. */
  efficiency: Schema.Struct({
    scale: Scale,
    sum: Bound,
    total: Bound,
    difference: Bound,
    holds: Schema.NullOr(Schema.Boolean),
    reason: Schema.optionalKey(Schema.String)
  }),
  notes: Schema.Array(Schema.String)
})
export type Attribution = typeof Attribution.Type
