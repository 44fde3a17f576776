import * as Schema from "effect/Schema"
import { PlanSpec } from "../design/plans/PlanSpec.js"
import { Verdict } from "../gain/Estimate.js"
import { Attribution } from "./Attribution.js"

const Bound = Schema.NullOr(Schema.Finite)
const Levels = Schema.Record(Schema.String, Schema.String)

/** Why there is no attribution. */
export const AttributionProblem = Schema.Struct({
  /**
   * - `no-complete-item`: no item has all its trials in every cell and every single-agent arm (outages, overruns).
   * - `unknown-cost`: the cost of some arm is not known, so that budgets cannot be matched.
   * - `no-baseline`: no single-agent strategy can be run for what some cell spends.
   * - `unmatched`: the single agent's curve ends below what some cell spends.
   * - `one-level`: in this stratum every factor was run at one level only.
   */
  kind: Schema.Literals(["no-complete-item", "unknown-cost", "no-baseline", "unmatched", "one-level"]),
  /** In plain words, naming the cell or arm, with what can be done. */
  words: Schema.String
})
export type AttributionProblem = typeof AttributionProblem.Type

/** One configuration of a design, as it was run. */
export const DesignCell = Schema.Struct({
  /** Level of every factor of the design, context factors included. */
  levels: Levels,
  /** Name of the system in `estimates`; configurations that are the same system share one. */
  system: Schema.String,
  /** The task that it ran on: the design's, or one derived from it by context factors. */
  task: Schema.String,
  /** Mean score, rescaled to [0, 1], and mean cost a trial in the matched dimension, over the items of the attribution. */
  score: Bound,
  cost: Bound,
  /** The single agent's envelope at this cell's own cost, cross-fitted, over the same items; `null` where it cancels. */
  baseline: Bound,
  /** Γ of this configuration with its interval, as in `estimates`. */
  gamma: Schema.Struct({ value: Bound, lower: Bound, upper: Bound, verdict: Verdict })
})
export type DesignCell = typeof DesignCell.Type

/** A factor as the design declared it. */
export const AttributedFactor = Schema.Struct({
  id: Schema.String,
  version: Schema.Int,
  kind: Schema.Literals(["control", "information", "context"]),
  /** What its author believes, in one sentence that this attribution can contradict. */
  claim: Schema.String,
  source: Schema.String,
  /** Levels of the design, in the factor's order. */
  levels: Schema.Array(Schema.String),
  nullLevel: Schema.String,
  /** The level that counts as "with"; of more than two levels `attribute` compares each with the null level. */
  onLevel: Schema.String,
  /** A nuisance, such as the wording: never classified. Absent: false. */
  block: Schema.optionalKey(Schema.Boolean)
})
export type AttributedFactor = typeof AttributedFactor.Type

/** What a context factor does to Γ: items differ between its levels, so that they are compared as independent samples. */
export const ContextEffect = Schema.Struct({
  factor: Schema.String,
  level: Schema.String,
  against: Schema.String,
  /** Γ at the level over Γ at the null level, averaged (on the log scale) over the configurations run at both. */
  ratio: Schema.Struct({ value: Bound, lower: Bound, upper: Bound }),
  /** Two-sided p-value of Welch's test. */
  p: Bound,
  /** Configurations of the other factors that both were run with. */
  configurations: Schema.Int,
  /** Whether the other factors' effects (under the declared contrast) differ between the two levels: ratio of their ratios. */
  moderates: Schema.Array(
    Schema.Struct({
      factor: Schema.String,
      level: Schema.String,
      ratio: Schema.Struct({ value: Bound, lower: Bound, upper: Bound }),
      p: Bound,
      pHolm: Bound
    })
  ),
  /** Why there is no ratio; absent when there is one. */
  reason: Schema.optionalKey(Schema.String)
})
export type ContextEffect = typeof ContextEffect.Type

/**
 * Which factor of one design moves Γ, on one task.
 *
 * Cells over the same items are compared item by item. Where a context factor changes which items are run, there is one entry a
 * stratum (a combination of such factors' levels), and the strata are compared in `contexts` of the first of them.
 */
export const DesignAttribution = Schema.Struct({
  design: Schema.String,
  /** Id of the study's task; derived tasks are named in the cells. */
  task: Schema.String,
  family: Schema.String,
  /** Levels of the factors that hold for the whole stratum because they change the items; empty: all cells share their items. */
  stratum: Levels,
  /** Name of the blueprint that the factors were applied to. */
  base: Schema.String,
  /** All factors of the design in the order of application. `result` is about those that vary within the stratum. */
  factors: Schema.Array(AttributedFactor),
  plan: Schema.Struct({
    spec: PlanSpec,
    /** The plan in words: size, resolution, generators, aliases, notes, rows. */
    text: Schema.String,
    runs: Schema.Int,
    /** Different systems among the runs; fewer where configurations come to the same system. */
    systems: Schema.Int,
    resolution: Schema.NullOr(Schema.Int),
    model: Schema.Literals(["main", "main+2fi"]),
    aliases: Schema.Array(Schema.Struct({ effect: Schema.String, aliasedWith: Schema.Array(Schema.String) })),
    biases: Schema.Array(Schema.Struct({ effect: Schema.String, by: Schema.String, weight: Schema.Finite })),
    clear: Schema.Array(Schema.String),
    notes: Schema.Array(Schema.String)
  }),
  cells: Schema.Array(DesignCell),
  /** What costs and budgets are counted in. */
  dimension: Schema.String,
  /**
   * What the effects are about. `gamma`: Γ, every cell against the single agent at that cell's own cost, or at a cost that all
   * share. `score`: scores alone, whatever they cost; always exploratory.
   */
  basis: Schema.Literals(["gamma", "score"]),
  /** What was declared before the run. */
  declared: Schema.Struct({
    contrast: Schema.Literals(["from-full", "from-base", "main", "shapley"]),
    scale: Schema.Literals(["log", "linear"])
  }),
  /** Something differs from what was declared; in what. Empty: confirmatory. */
  exploratory: Schema.Array(Schema.String),
  /** Items left out because some cell or single-agent arm has no score for them. */
  missing: Schema.Int,
  /** Where items are missing: which arms lack how many. */
  missingFrom: Schema.Array(Schema.Struct({ system: Schema.String, items: Schema.Int })),
  /** `null` with a `problem`. */
  result: Schema.NullOr(Attribution),
  problem: Schema.optionalKey(AttributionProblem),
  contexts: Schema.Array(ContextEffect),
  notes: Schema.Array(Schema.String)
})
export type DesignAttribution = typeof DesignAttribution.Type
