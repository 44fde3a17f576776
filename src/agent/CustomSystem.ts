import type { Blueprint } from "../blueprint/Blueprint.js"
import type { Protocol } from "../blueprint/Protocol.js"
import type { MeteredModel } from "./MeteredModel.js"
import type { ProtocolScene } from "./ProtocolScene.js"

/** What a foreign system is given for one item. The answer key is not part of it. */
export interface ForeignTrial<Agent extends string = string> {
  readonly question: string
  /** Facts that some agent may see, in reading order; each agent's own are with its model. */
  readonly facts: ReadonlyArray<string>
  /** What the task tells models that were not trained on it. */
  readonly instruction: string | undefined
  /** The metered chat model of every declared agent, by id. */
  readonly agents: Readonly<Record<Agent, MeteredModel>>
  /** Keeps an answer: what counts when the budget ends before a better one. */
  readonly atHand: (answer: string) => void
  /** Seed for chance of the system's own; a 32-bit integer, different in every trial. */
  readonly seed: number
  /** Aborted when the trial ends. */
  readonly signal: AbortSignal
}

/** Code that plays a blueprint's agents in an order of its own. */
export interface OwnProtocol {
  readonly kind: "protocol"
  readonly id: string
  readonly version: string
  /** What a blueprint names it by. */
  readonly protocol: Protocol
  /** Gives the system's answer; `null` is none. */
  play(scene: ProtocolScene): Promise<string | null>
}

/** A whole system of somebody else's making. */
export interface ForeignSystem {
  readonly kind: "foreign"
  readonly id: string
  readonly version: string
  /** The arm: listed under `teams`, or with one agent under `singles`. */
  readonly blueprint: Blueprint
  /** Gives the system's answer; `null` is none. */
  run(trial: ForeignTrial): Promise<string | null>
}

/** Code that a run is handed, known by id and version. */
export type CustomSystem = OwnProtocol | ForeignSystem

/** How code is named: `id@version`. */
export const systemName = ({ id, version }: { readonly id: string; readonly version: string }): string =>
  `${id}@${version}`
