import type { AgentSpec } from "../blueprint/AgentSpec.js"
import type { Said } from "./Conversation.js"
import type { Frame, Matter, Message } from "./Turn.js"

/** What an agent is asked to do in a protocol of one's own; question and facts are added to it. */
export type OwnTurn = Matter & Partial<Pick<Frame, "plan" | "recalled">>

/** One turn of one agent. */
export interface OwnAsk {
  /** Position of the agent in the blueprint. */
  readonly agent: number
  readonly turn: OwnTurn
  /** The one window of facts that the turn carries, counted from 0; needed where the agent reads in turn. */
  readonly window?: number
}

/**
 * What a protocol of one's own plays with: the turns of the blueprint's agents, worded in the model's dialect, paid for by the
 * trial's budget and written to the ledger like those of any other protocol. The answer key is not part of it.
 */
export interface ProtocolScene {
  readonly question: string
  readonly instruction: string | undefined
  readonly agents: ReadonlyArray<AgentSpec>
  /** Number of windows that the item's facts come in; at least 1. */
  readonly windows: number
  /** Positions of the agents whose messages this one may read: what topology, sharing and mechanism grant. */
  readonly hears: (agent: number) => ReadonlyArray<number>
  /** One turn; `null` when budget or context cannot carry it, and the trial is marked as cut. */
  readonly ask: (ask: OwnAsk) => Promise<Said | null>
  /** Turns taken side by side: reserved together, their reply limits shrunk alike. One result an ask, in the same order. */
  readonly askAll: (asks: ReadonlyArray<OwnAsk>) => Promise<ReadonlyArray<Said | null>>
  /**
   * Ends a round: records what every agent holds, by position, and gives the answer that the blueprint's aggregation reads
   * from it without a model call.
   */
  readonly closeRound: (latest: ReadonlyArray<Message | null>) => string | null
  /** Ends the last round, with the judge or the ballots that the aggregation asks for. Their cost was held back for a judge. */
  readonly decide: (latest: ReadonlyArray<Message | null>) => Promise<string | null>
  /** Integer in [0, n) from the trial's own stream. */
  readonly draw: (n: number) => number
  /** Aborted when the trial ends. */
  readonly signal: AbortSignal
}
