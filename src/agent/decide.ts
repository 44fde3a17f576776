import * as Effect from "effect/Effect"
import { speakers } from "../blueprint/audience.js"
import { aggregateAtHand } from "./aggregateAtHand.js"
import type { Ask, Stop } from "./Conversation.js"
import { handOver } from "./handOver.js"
import { instantRunoff } from "./instantRunoff.js"
import { closeRound, frameOf, type Round, type Scene } from "./Scene.js"
import type { Message } from "./Turn.js"

/** As long as an answer is taken to be when the closing step is priced before there are answers. */
const standIn = "0".repeat(8)

const judging = (scene: Scene, agent: number, round: number, peers: ReadonlyArray<Message>): Ask => ({
  agent,
  round,
  turn: { kind: "aggregate", ...frameOf(scene, agent), peers },
  closing: true
})

/** Holds back what the judge of a blueprint will need; nothing where there is no judge. */
export const holdBackForJudge = (scene: Scene, peers: ReadonlyArray<number> = speakers(scene.blueprint)): void => {
  const { aggregation, agents } = scene.blueprint
  if (aggregation.kind !== "judge") return
  scene.conversation.holdBack(
    judging(
      scene,
      aggregation.agent,
      0,
      peers.map((position) => ({ agent: agents[position]?.id ?? "", text: standIn, answer: standIn }))
    )
  )
}

/**
 * The round that decides: the same as the last one but where a judge or ballots have the last word. A judge reads the messages
 * of those it hears, all speakers unless said, as they are handed over or already were. Without budget the majority of the answers at hand
 * stands.
 */
export const decide = Effect.fnUntraced(function* (
  scene: Scene,
  latest: ReadonlyArray<Message | null>,
  round: number,
  heard: ReadonlyArray<number> = speakers(scene.blueprint),
  handedOver?: ReadonlyArray<Message | null>
): Effect.fn.Return<Round | undefined, Stop> {
  const { blueprint, conversation, draw } = scene
  const { aggregation } = blueprint
  if (aggregation.kind === "judge") {
    const handed = handedOver ?? (yield* handOver(scene, latest, round, (position) => heard.includes(position)))
    const peers = heard.flatMap((position) => handed[position] ?? [])
    const decided = yield* conversation.ask(judging(scene, aggregation.agent, round, peers))
    return decided === null ? undefined : { ...closeRound(scene, latest), answer: decided.message.answer }
  }
  if (aggregation.kind === "ranked") {
    const options = [...new Set(latest.flatMap((message) => message?.answer ?? []))]
    if (options.length < 2) return undefined
    const ballots = yield* conversation.askAll(
      speakers(blueprint).map((agent) => ({ agent, round, turn: { kind: "rank", ...frameOf(scene, agent), options } }))
    )
    const ranked = ballots.flatMap((ballot) => (ballot?.reading.ranking === undefined ? [] : [ballot.reading.ranking]))
    const answer = instantRunoff(ranked, draw) ?? aggregateAtHand(aggregation, latest, draw)
    return { ...closeRound(scene, latest), answer }
  }
  return undefined
})
