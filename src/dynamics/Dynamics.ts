import * as Schema from "effect/Schema"
import { ItemMean, ItemShare, Measure } from "./Measure.js"

/** What moved in one round, over the items of the task. */
export const RoundDynamics = Schema.Struct({
  /** From 0. */
  round: Schema.Int,
  /** Answers in each entropy within a run: the agents that had been asked for one by then. */
  answers: Schema.Int,
  /** H_t across the agents of a run, in nats; a run that ended early keeps its answers. */
  entropy: ItemMean,
  /** The same over log(answers), without the small-sample term: 0 to 1. */
  normalizedEntropy: ItemMean,
  /** Entropy of one agent's answer across the seeds of an item, mean over agents; items with all their seeds. */
  entropyAcrossSeeds: ItemMean,
  /** D_t: mean over agents of 1 − similarity between their messages in the round before and in this one. */
  distance: ItemMean,
  /** D_t of agents that only draw anew, estimated between seeds. */
  floor: ItemMean,
  /** D_t above its floor: 0 for mere redraws, below 0 for repetition. */
  excess: ItemMean,
  /** Share of the floor's redraws that had the same prompt. At 1 the floor is that of one state, below it is too high. */
  samePrompt: Measure,
  /** R: mean similarity between the agents of a run. */
  redundancy: ItemMean
})
export type RoundDynamics = typeof RoundDynamics.Type

/** A team against one run of one strategy of the single agent. */
export const VersusSingle = Schema.Struct({
  /** Blueprint of the strategy. */
  single: Schema.String,
  /** O: additional turns over the single agent's turns. */
  overhead: ItemMean,
  /** E_c: the team's mean score over its turns relative to the single agent's. */
  efficiency: ItemMean,
  /** (1 − Φ_M)/(1 − Φ_S). */
  outcomeAmplification: ItemMean
})
export type VersusSingle = typeof VersusSingle.Type

/** What happened during the runs of one team on one task. */
export const ArmDynamics = Schema.Struct({
  slot: Schema.Int,
  system: Schema.String,
  task: Schema.String,
  family: Schema.String,
  agents: Schema.Int,
  /** Trials that were looked at, and planned ones that are missing or overran. */
  trials: Schema.Int,
  missing: Schema.Int,
  rounds: Schema.Array(RoundDynamics),
  /** Calls a trial. */
  turns: ItemMean,
  /** c: messages between agents a turn. */
  density: ItemMean,
  /** Not estimable from a ledger; `surprisal` is the nearest that one may hold. */
  tokenEntropy: Measure,
  /** Mean negative log-probability of the sampled tokens, in nats. */
  surprisal: ItemMean,
  versus: Schema.Array(VersusSingle),
  /** Wrong claims adopted a wrong claim made. */
  traceAmplification: ItemMean,
  conformity: Schema.Struct({
    /** P(gives up a right answer | most peers wrong), and its control. */
    rightGivenUp: Schema.Struct({ peersWrong: ItemShare, peersRight: ItemShare }),
    /** P(gives up a wrong answer | most peers right), and its control. */
    wrongGivenUp: Schema.Struct({ peersRight: ItemShare, peersWrong: ItemShare })
  })
})
export type ArmDynamics = typeof ArmDynamics.Type

/** Information-level dynamics of every team of a run, as the library defines them. */
export const Dynamics = Schema.Struct({
  /** Confidence level of all limits. */
  level: Schema.Finite,
  /** How messages were compared. */
  similarity: Schema.String,
  arms: Schema.Array(ArmDynamics),
  notes: Schema.Array(Schema.String)
})
export type Dynamics = typeof Dynamics.Type
