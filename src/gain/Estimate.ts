import * as Schema from "effect/Schema"

const Bound = Schema.NullOr(Schema.Finite)

export const Verdict = Schema.Literals([
  "positive",
  "positive-below-relevance",
  "harmful",
  "no-relevant-gain",
  "non-inferior",
  "inconclusive",
  "unmatched",
  "not-estimable"
])
export type Verdict = typeof Verdict.Type

export const Status = Schema.Literals(["ok", "unbounded", "uninformative", "ceiling", "not-estimable"])
export type Status = typeof Status.Type

/** A logarithmic term with its interval; `null` where it is not estimable. */
export const Term = Schema.Struct({
  name: Schema.Literals(["resource-accumulation", "independent-ensemble", "interaction", "team-over-single"]),
  /** As a ratio (the exponential of the log term). */
  ratio: Bound,
  lower: Bound,
  upper: Bound,
  /** Why there is none; absent when there is one. */
  reason: Schema.optionalKey(Schema.String)
})

/** One row of a report: one system on one family, against one kind of single agent. */
export const Estimate = Schema.Struct({
  system: Schema.String,
  family: Schema.String,
  task: Schema.String,
  /** `parity`: the single agent holds the union of the team's information. `access`: it holds one agent's share. */
  comparison: Schema.Literals(["parity", "access"]),
  /** Mean score of the team, rescaled to [0, 1]. */
  phiM: Bound,
  /** Cross-fitted mean score of the single agent's envelope at the team's mean cost. */
  phiS: Bound,
  /** The same chosen in-sample: biased up. */
  phiSInSample: Bound,
  /** phiM / phiS; `null` with a status that says why. */
  gamma: Bound,
  gammaInSample: Bound,
  status: Status,
  reason: Schema.optionalKey(Schema.String),
  interval: Schema.Struct({ lower: Bound, upper: Bound, level: Schema.Finite, method: Schema.String }),
  /** Φ_M − Φ_S with a paired t interval. */
  delta: Schema.Struct({ value: Bound, lower: Bound, upper: Bound }),
  /** Largest Γ that there could be, 1/Φ_S; absent where the single agent scores 0 or there is no Γ. */
  bound: Schema.optionalKey(Schema.Finite),
  /** (1 − Φ_S)/(1 − Φ_M), the ratio of the errors, where a mean exceeds .9; `value` and `upper` are `null` where unbounded. */
  errorRatio: Schema.optionalKey(Schema.Struct({ value: Bound, lower: Bound, upper: Bound })),
  /** What remains of Γ above guessing, (Φ_M − g)/(Φ_S − g), where the task has a guess rate. */
  chanceCorrected: Schema.optionalKey(
    Schema.Struct({
      guessRate: Schema.Finite,
      phiM: Schema.Finite,
      phiS: Schema.Finite,
      gamma: Bound,
      lower: Bound,
      upper: Bound,
      reason: Schema.optionalKey(Schema.String)
    })
  ),
  /** What the result is to hold for: tasks like these, or these items only. Absent where nothing was estimated. */
  population: Schema.optionalKey(Schema.Literals(["tasks", "benchmark"])),
  /**
   * Budget at which the single agent scores as much as the team, as a multiple λ of the team's. `lambda` is `null` where the
   * single agent never gets there, and then above `above`; `upper` is `null` where no sampled budget is shown to be enough.
   */
  equivalentBudget: Schema.optionalKey(
    Schema.Struct({
      lambda: Bound,
      lower: Bound,
      upper: Bound,
      above: Schema.optionalKey(Schema.Finite),
      /** A strategy's samples ended before: with more of them the single agent may get there for less. */
      atMost: Schema.optionalKey(Schema.Literal(true)),
      reason: Schema.optionalKey(Schema.String)
    })
  ),
  /**
   * Where the run had a stopping rule: what it came to. The interval then holds at all looks at once, and its method is
   * `always-valid`.
   */
  stopping: Schema.optionalKey(
    Schema.Struct({
      /** The task ended before all of its items were done. */
      early: Schema.Boolean,
      looks: Schema.Int,
      /** Items that fixed budget and policies, items after them that the interval rests on, and items that were never run. */
      pilot: Schema.Int,
      items: Schema.Int,
      spared: Schema.Int,
      /** Natural logarithm of the e-value against Γ ≤ 1; `null` where there is none. */
      logE: Bound
    })
  ),
  verdict: Verdict,
  /** Every rule that holds, the headline among them. */
  verdicts: Schema.Array(Verdict),
  /** Two-sided p-value at Γ = 1 that agrees with the interval, and the same after Holm over all rows. */
  p: Bound,
  pHolm: Bound,
  /** Smallest Γ above 1 that this run would have shown with 80 % power; `null` when none below 1/Φ_S. */
  minimumDetectable: Bound,
  baseline: Schema.Struct({
    /** All strategies that competed, with the cost range their samples cover, in the matched dimension. */
    strategies: Schema.Array(
      Schema.Struct({
        name: Schema.String,
        /** Mean cost of the cheapest and dearest point. */
        from: Schema.Finite,
        to: Schema.Finite,
        /** Score at the team's mean cost under free disposal. */
        score: Schema.Finite,
        /** Samples an item. */
        samples: Schema.Int,
        /** Share of the strategy's calls whose reply could be read in the form asked for. */
        parseRate: Schema.NullOr(Schema.Finite)
      })
    ),
    /** The policy chosen on all items, e.g. `self-consistency of 6 (chain-of-thought)`. */
    selected: Schema.NullOr(Schema.String),
    /** Gain of the envelope from B̄ to coverage × B̄, in score points: steep means not saturated. */
    slope: Bound
  }),
  items: Schema.Int,
  /** Trials an item of the team. */
  seeds: Schema.Int,
  /** Items left out because a trial is missing, overran or has no known cost. */
  missing: Schema.Int,
  /** Γ with the missing scored 0 and scored 1; absent when nothing is missing. */
  missingBounds: Schema.optionalKey(Schema.Struct({ lower: Bound, upper: Bound })),
  /** Share of the team's calls whose reply could be read in the form asked for. */
  parseRate: Schema.NullOr(Schema.Finite),
  /** Share of the team's trials in which a reply or a call was cut by a limit. */
  cutOffRate: Schema.NullOr(Schema.Finite),
  budget: Schema.Struct({
    dimension: Schema.String,
    /** Cap a trial. */
    cap: Schema.NullOr(Schema.Finite),
    /** Mean realised cost a trial of the team. */
    team: Bound,
    /** Mean cost at which the single agent was read, ≤ team. */
    single: Bound,
    matched: Schema.Boolean,
    reason: Schema.optionalKey(Schema.String)
  }),
  decomposition: Schema.Array(Term),
  notes: Schema.Array(Schema.String)
})
export type Estimate = typeof Estimate.Type
export type Term = typeof Term.Type
