import * as Effect from "effect/Effect"
import type { Blueprint } from "../blueprint/Blueprint.js"
import { heardBy } from "../blueprint/Topology.js"
import type { Usage } from "../budget/Usage.js"
import type { Item } from "../task/Item.js"
import { aggregate } from "./aggregate.js"
import type { Ask, Conversation, Said, Stop } from "./Conversation.js"
import type { Message } from "./Turn.js"

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

/** Everything an interpreter of a blueprint needs. */
export interface TeamContext {
  readonly blueprint: Blueprint
  readonly item: Item
  /** Windows of facts in reading order; at least one, empty when the item has no facts. */
  readonly windows: ReadonlyArray<ReadonlyArray<string>>
  readonly conversation: Conversation
  readonly usage: () => Usage
  /** Integer in [0, n) from the trial's own stream. */
  readonly draw: (n: number) => number
}

/**
 * Runs a blueprint on one item: topology × protocol × memory, until there is an answer or the budget ends.
 *
 * When no further call can be sent, the answers at hand are aggregated without one.
 */
export const runTeam = (context: TeamContext): Effect.Effect<Outcome, Stop> => {
  switch (context.blueprint.protocol.kind) {
    case "independent":
      return independent(context)
    case "debate":
      return debate(context, context.blueprint.protocol.rounds)
    case "critique":
      return critique(context, context.blueprint.protocol.rounds)
    case "aggregate":
      return workersThenAggregator(context)
    case "relay":
      return relay(context)
    case "verify":
      return verify(context)
  }
}

/** Facts that one call of an agent may carry. */
const factsOf = ({ blueprint, windows }: TeamContext, position: number): ReadonlyArray<string> => {
  const agent = blueprint.agents[position]
  if (agent?.information !== "own-window") return windows.flat()
  const own = agent.window ?? position
  const holders = agent.window === undefined ? blueprint.agents.length : windows.length
  return windows.filter((_, index) => index % holders === own % holders).flat()
}

const solving = (context: TeamContext, position: number): Ask => ({
  agent: position,
  round: 0,
  turn: {
    kind: context.blueprint.agents[position]?.style === "direct" ? "direct" : "solve",
    question: context.item.question,
    facts: factsOf(context, position)
  }
})

const answers = (latest: ReadonlyArray<Message | null>): ReadonlyArray<string | null> =>
  latest.map((message) => message?.answer ?? null)

const closeRound = (context: TeamContext, latest: ReadonlyArray<Message | null>): Round => ({
  answers: answers(latest),
  answer: aggregate(context.blueprint.aggregation, answers(latest), context.draw),
  usage: context.usage()
})

const outcome = (rounds: ReadonlyArray<Round>, selection: number | null = null): Outcome => ({
  answer: rounds.at(-1)?.answer ?? null,
  rounds,
  selection
})

const messages = (said: ReadonlyArray<Said | null>): Array<Message | null> => said.map((one) => one?.message ?? null)

const independent = (context: TeamContext): Effect.Effect<Outcome, Stop> =>
  Effect.map(
    context.conversation.askAll(context.blueprint.agents.map((_, position) => solving(context, position))),
    (said) => outcome([closeRound(context, messages(said))])
  )

const debate = Effect.fnUntraced(function* (context: TeamContext, rounds: number): Effect.fn.Return<Outcome, Stop> {
  const { blueprint, conversation, item } = context
  const first = yield* conversation.askAll(blueprint.agents.map((_, position) => solving(context, position)))
  let latest = messages(first)
  const record = [closeRound(context, latest)]
  for (let round = 1; round <= rounds; round++) {
    const before = latest
    const said = yield* conversation.askAll(
      blueprint.agents.map((agent, position) => ({
        agent: position,
        round,
        turn: {
          kind: "revise",
          question: item.question,
          facts: factsOf(context, position),
          own: agent.memory === "own" ? (before[position] ?? null) : null,
          peers: heardBy(blueprint.topology, blueprint.agents.length, position).flatMap((peer) => before[peer] ?? [])
        }
      }))
    )
    latest = said.map((one, position) => one?.message ?? before[position] ?? null)
    record.push(closeRound(context, latest))
    if (said.every((one) => one === null)) break
  }
  return outcome(record)
})

const critique = Effect.fnUntraced(function* (context: TeamContext, rounds: number): Effect.fn.Return<Outcome, Stop> {
  const { blueprint, conversation, item } = context
  const critic = blueprint.agents.length - 1
  const first = yield* conversation.ask(solving(context, 0))
  let solution = first?.message ?? null
  const record = [closeRound(context, [solution])]
  for (let round = 1; round <= rounds && solution !== null; round++) {
    const shared = { question: item.question, solution }
    const judged = yield* conversation.ask({
      agent: critic,
      round,
      turn: { kind: "criticise", ...shared, facts: factsOf(context, critic) }
    })
    const corrected: Said | null =
      judged === null || judged.reading.accepted === true
        ? null
        : yield* conversation.ask({
            agent: 0,
            round,
            turn: { kind: "correct", ...shared, critique: judged.message.text, facts: factsOf(context, 0) }
          })
    if (corrected !== null) solution = corrected.message
    record.push(closeRound(context, [solution]))
    if (corrected === null) break
  }
  return outcome(record)
})

/** As long as an answer is taken to be when the closing step is priced before there are answers. */
const standIn = "0".repeat(8)

const workersThenAggregator = Effect.fnUntraced(function* (context: TeamContext): Effect.fn.Return<Outcome, Stop> {
  const { blueprint, conversation, item } = context
  const last = blueprint.agents.length - 1
  const workers = blueprint.agents.slice(0, last)
  const closing = (peers: ReadonlyArray<Message>): Ask => ({
    agent: last,
    round: 1,
    turn: { kind: "aggregate", question: item.question, facts: factsOf(context, last), peers },
    closing: true
  })
  conversation.holdBack(closing(workers.map((worker) => ({ agent: worker.id, text: standIn, answer: standIn }))))
  const said = yield* conversation.askAll(workers.map((_, position) => solving(context, position)))
  const latest = messages(said)
  const atHand = closeRound(context, latest)
  const heard = heardBy(blueprint.topology, blueprint.agents.length, last)
  const decided = yield* conversation.ask(closing(heard.flatMap((peer) => latest[peer] ?? [])))
  if (decided === null) return outcome([atHand])
  return outcome([
    atHand,
    { answers: [...atHand.answers, decided.message.answer], answer: decided.message.answer, usage: context.usage() }
  ])
})

const relay = Effect.fnUntraced(function* (context: TeamContext): Effect.fn.Return<Outcome, Stop> {
  const { blueprint, conversation, item, windows } = context
  const record: Array<Round> = []
  let note: string | null = null
  for (const [round, facts] of windows.entries()) {
    const said: Said | null = yield* conversation.ask({
      agent: round % blueprint.agents.length,
      round,
      turn: { kind: "read", question: item.question, facts, note }
    })
    if (said === null) break
    note = said.reading.note ?? note
    record.push(closeRound(context, [said.message]))
    if (said.message.answer !== null) break
  }
  return outcome(record)
})

const verify = Effect.fnUntraced(function* (context: TeamContext): Effect.fn.Return<Outcome, Stop> {
  const { conversation, item } = context
  const said = yield* conversation.ask(solving(context, 0))
  const solution = said?.message ?? null
  if (solution === null) return outcome([closeRound(context, [null])])
  const judged = yield* conversation.ask({
    agent: 0,
    round: 1,
    turn: { kind: "criticise", question: item.question, facts: factsOf(context, 0), solution }
  })
  return outcome([closeRound(context, [solution])], judged?.reading.accepted === true ? 1 : 0)
})
