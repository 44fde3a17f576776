import * as Schema from "effect/Schema"
import { DesignAttribution } from "../attribution/DesignAttribution.js"
import { Dynamics } from "../dynamics/Dynamics.js"
import { Estimate } from "../gain/Estimate.js"
import { Judging } from "../gain/judging.js"
import { PromptVariantGain } from "../gain/promptVariants.js"
import { BudgetGain, OverallRow, TraitRow, UnitGain } from "./GainViews.js"

/** Version of report.json's schema. */
export const reportVersion = 1

/** One point of a curve: mean cost in the matched dimension, mean score in [0, 1]. */
export const CurvePoint = Schema.Struct({ cost: Schema.Finite, score: Schema.Finite })

/** A conversation shown as evidence. */
export const Transcript = Schema.Struct({
  trial: Schema.String,
  system: Schema.String,
  task: Schema.String,
  item: Schema.String,
  question: Schema.String,
  key: Schema.String,
  answer: Schema.NullOr(Schema.String),
  score: Schema.Finite,
  turns: Schema.Array(
    Schema.Struct({
      agent: Schema.String,
      turn: Schema.String,
      prompt: Schema.String,
      text: Schema.String,
      parsed: Schema.Boolean
    })
  )
})

/** Who had what: one line an arm. */
export const ParityRow = Schema.Struct({
  system: Schema.String,
  role: Schema.Literals(["team", "single", "access"]),
  task: Schema.String,
  agents: Schema.Int,
  models: Schema.Array(Schema.String),
  information: Schema.Array(Schema.String),
  memory: Schema.Array(Schema.String),
  tools: Schema.Array(Schema.String),
  /** True when all its calls share one tuple. */
  singleAgent: Schema.Boolean,
  trials: Schema.Int,
  meanCost: Schema.NullOr(Schema.Finite),
  meanCalls: Schema.NullOr(Schema.Finite),
  meanScore: Schema.NullOr(Schema.Finite),
  parseRate: Schema.NullOr(Schema.Finite),
  cutOffRate: Schema.NullOr(Schema.Finite)
})

/** Everything a report says, as data: follows from design, items and scores alone; no clock, no path. */
export const Report = Schema.Struct({
  version: Schema.Literal(reportVersion),
  study: Schema.String,
  designHash: Schema.String,
  seed: Schema.Int,
  models: Schema.Array(
    Schema.Struct({
      alias: Schema.String,
      id: Schema.String,
      digest: Schema.String,
      dialect: Schema.String,
      notice: Schema.optionalKey(Schema.String)
    })
  ),
  budget: Schema.Struct({ dimension: Schema.String, caps: Schema.Record(Schema.String, Schema.Finite) }),
  analysis: Schema.Struct({
    level: Schema.Finite,
    relevance: Schema.Finite,
    margin: Schema.Finite,
    folds: Schema.Int,
    coverage: Schema.Finite
  }),
  estimates: Schema.Array(Estimate),
  parity: Schema.Array(ParityRow),
  /** The single agent's policies and the teams in the plane of cost and score, one entry a task. */
  curves: Schema.Array(
    Schema.Struct({
      task: Schema.String,
      comparison: Schema.Literals(["parity", "access"]),
      strategies: Schema.Array(Schema.Struct({ name: Schema.String, points: Schema.Array(CurvePoint) })),
      envelope: Schema.Array(CurvePoint),
      teams: Schema.Array(Schema.Struct({ system: Schema.String, point: CurvePoint }))
    })
  ),
  /** Which factor moves Γ, for every design over factors; empty for a study without. */
  attribution: Schema.Array(DesignAttribution),
  /** Γ(B): every team at the budgets of its rounds. */
  gainCurves: Schema.Array(BudgetGain),
  /** Every row's Γ with budgets matched in other units; only units that do not hang on the machine. */
  units: Schema.Array(UnitGain),
  /** Γ of systems that ran on several tasks. */
  overall: Schema.Array(OverallRow),
  /** Γ by traits of the items. */
  traits: Schema.Array(TraitRow),
  /** Γ under each wording of the prompts; absent where the study ran one wording alone. */
  promptVariants: Schema.optionalKey(Schema.Array(PromptVariantGain)),
  /** What judges did in tasks that a model scores, their measured error and Γ without it; absent without a judge. */
  judges: Schema.optionalKey(Schema.Array(Judging)),
  /** What moved during the runs. */
  dynamics: Dynamics,
  transcripts: Schema.Array(Transcript),
  /** Trials that stayed missing, with the reason. */
  missing: Schema.Array(
    Schema.Struct({
      trial: Schema.String,
      system: Schema.String,
      task: Schema.String,
      item: Schema.String,
      error: Schema.String
    })
  )
})
export type Report = typeof Report.Type
