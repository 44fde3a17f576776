import type { ModelReply, Prompt } from "../../model/LanguageModel.js"
import type { GuardMemory } from "./CollapseGuard.js"
import type { CpmobiusEnd, ProblemRecord, Spending } from "./CpmobiusEvent.js"
import type { CoachedProblem } from "./coachRewards.js"
import type { ProbeHistory, ProbeStep } from "./ProbeHistory.js"
import type { PlayerReport } from "./proposal.js"
import type { Checkpoint, UpdateReport } from "./Trainer.js"
import type { Vote } from "./vote.js"

/** One text of the Coach. */
export interface Proposal {
  readonly round: number
  readonly place: number
  readonly prompt: Prompt
  readonly reply: ModelReply
  /** `null`: the text is no problem. */
  readonly problem: string | null
}

/** A problem with its answers. */
export interface Solved extends Proposal {
  readonly solvePrompt: Prompt
  readonly answers: ReadonlyArray<{ readonly reply: ModelReply; readonly answer: string | null }>
}

/** A problem after the vote. */
export interface Voted extends Solved {
  readonly keys: ReadonlyArray<string | null>
  readonly vote: Vote
}

/** A problem after the gate. */
export interface Judged extends Voted {
  readonly fate: ProblemRecord["fate"]
}

/** What one iteration has gathered so far. */
export interface Work {
  readonly step: number
  readonly round: number
  readonly judged: ReadonlyArray<Judged>
  readonly kept: ReadonlyArray<Judged>
  readonly player: UpdateReport | null
  readonly coach: UpdateReport | null
  readonly probe: ProbeStep | null
  readonly accuracy: number | null
  /** Rewards by proposal, as `round.place`. */
  readonly coachPay: ReadonlyMap<string, number>
}

/**
 * Where the loop stands. Every state leads to the next in this order; the gate leads back to `propose` until enough problems
 * are kept, and a checkpoint to the next iteration.
 *
 *     warm-up ─► first-probe ─► propose ─► solve ─► vote ─► gate ─► save-best ─► update-player ─► probe
 *                                  ▲ ◄───────────────────────┘                                       │
 *                                  └── checkpoint ◄── rollback ◄── update-coach ◄────────────────────┘
 */
export type LoopState =
  | { readonly at: "warm-up" }
  | { readonly at: "first-probe" }
  | { readonly at: "propose"; readonly work: Work }
  | { readonly at: "solve"; readonly work: Work; readonly proposals: ReadonlyArray<Proposal> }
  | { readonly at: "vote"; readonly work: Work; readonly solved: ReadonlyArray<Solved> }
  | { readonly at: "gate"; readonly work: Work; readonly voted: ReadonlyArray<Voted> }
  | { readonly at: "save-best"; readonly work: Work }
  | { readonly at: "update-player"; readonly work: Work }
  | { readonly at: "probe"; readonly work: Work }
  | { readonly at: "update-coach"; readonly work: Work }
  | { readonly at: "rollback"; readonly work: Work }
  | { readonly at: "checkpoint"; readonly work: Work }
  | { readonly at: "done"; readonly step: number; readonly reason: CpmobiusEnd["reason"] }

/** A Coach text that waits for its Δ. */
export interface Pending {
  readonly step: number
  readonly key: string
  readonly prompt: Prompt
  readonly text: string
  readonly finish: ModelReply["finish"]
  readonly sampledTokens: number | null
  readonly problem: string | null
  readonly seen: Omit<CoachedProblem, "clusterShare">
}

/** Policies to go back to when the Player collapses. */
export interface GoodPolicies {
  readonly step: number
  readonly coach: Checkpoint
  readonly player: Checkpoint
  readonly history: ProbeHistory
}

/** All that the loop carries from one iteration to the next: plain data, written into every checkpoint. */
export interface LoopMemory {
  readonly history: ProbeHistory | null
  /** g of every step with a probe. */
  readonly gains: ReadonlyArray<number>
  readonly rewardSum: number
  readonly rewardSteps: number
  readonly report: PlayerReport | null
  readonly best: Checkpoint | null
  readonly pending: ReadonlyArray<Pending>
  readonly guard: GuardMemory
  readonly good: ReadonlyArray<GoodPolicies>
  readonly spent: Spending
}
