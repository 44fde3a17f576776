import type { Blueprint } from "../blueprint/Blueprint.js"
import type { Usage } from "../budget/Usage.js"
import type { Item } from "../task/Item.js"
import { aggregateAtHand } from "./aggregateAtHand.js"
import type { Ask, Conversation, Said } from "./Conversation.js"
import type { CustomSystem } from "./CustomSystem.js"
import type { Frame, Message } from "./Turn.js"

/** What the system would have answered after a round. */
export interface Round {
  readonly answers: ReadonlyArray<string | null>
  readonly answer: string | null
  readonly usage: Usage
}

/** How a trial ended. */
export interface Outcome {
  readonly answer: string | null
  readonly rounds: ReadonlyArray<Round>
  /** Selection score of best-of-n; `null` where the protocol gives none. */
  readonly selection: number | null
}

/** Everything that a protocol needs to play a blueprint on one item. */
export interface Scene {
  readonly blueprint: Blueprint
  readonly item: Item
  /** Windows of facts in reading order; at least one, empty when the item has no facts. */
  readonly windows: ReadonlyArray<ReadonlyArray<string>>
  readonly conversation: Conversation
  readonly usage: () => Usage
  /** Integer in [0, n) from the trial's own stream. */
  readonly draw: (n: number) => number
  /** The task's own instruction, for systems that find words of their own. */
  readonly instruction?: string
  /** The code of a custom protocol. */
  readonly system?: CustomSystem
  /** What the planner wrote, once it has. */
  readonly plan?: string
}

/** The windows of facts that an agent may see. */
export const windowsFor = ({ blueprint, windows }: Scene, position: number): ReadonlyArray<ReadonlyArray<string>> => {
  const agent = blueprint.agents[position]
  if (agent?.information !== "own-window") return windows
  const own = agent.window ?? position
  const holders = agent.window === undefined ? blueprint.agents.length : windows.length
  return windows.filter((_, index) => index % holders === own % holders)
}

/** Facts that one call of an agent may carry. */
export const factsOf = (scene: Scene, position: number): ReadonlyArray<string> => windowsFor(scene, position).flat()

/** What every turn of an agent shows. */
export const frameOf = (scene: Scene, position: number): Frame => ({
  question: scene.item.question,
  facts: factsOf(scene, position),
  ...(scene.plan === undefined ? {} : { plan: scene.plan })
})

/** An agent's first answer. */
export const solving = (scene: Scene, position: number, round = 0): Ask => ({
  agent: position,
  round,
  turn: {
    kind: scene.blueprint.agents[position]?.style === "direct" ? "direct" : "solve",
    ...frameOf(scene, position)
  }
})

/** What the agents say, where they said anything. */
export const messagesOf = (said: ReadonlyArray<Said | null>): Array<Message | null> =>
  said.map((one) => one?.message ?? null)

/** The round that ends with these latest messages. */
export const closeRound = (scene: Scene, latest: ReadonlyArray<Message | null>): Round => ({
  answers: latest.map((message) => message?.answer ?? null),
  answer: aggregateAtHand(scene.blueprint.aggregation, latest, scene.draw),
  usage: scene.usage()
})

export const outcomeOf = (rounds: ReadonlyArray<Round>, selection: number | null = null): Outcome => ({
  answer: rounds.at(-1)?.answer ?? null,
  rounds,
  selection
})
