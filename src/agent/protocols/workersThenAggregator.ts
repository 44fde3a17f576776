import * as Effect from "effect/Effect"
import { heardBy } from "../../blueprint/edgesOf.js"
import type { Stop } from "../Conversation.js"
import { decide, holdBackForJudge } from "../decide.js"
import { handOver } from "../handOver.js"
import { closeRound, messagesOf, type Outcome, outcomeOf, type Scene, solving } from "../Scene.js"

/** Every agent but the last answers; the last one reads those it hears and decides. */
export const workersThenAggregator = Effect.fnUntraced(function* (scene: Scene): Effect.fn.Return<Outcome, Stop> {
  const { agents, topology } = scene.blueprint
  const last = agents.length - 1
  const workers = Array.from({ length: last }, (_, position) => position)
  const judged: Scene = { ...scene, blueprint: { ...scene.blueprint, aggregation: { kind: "judge", agent: last } } }
  holdBackForJudge(judged, workers)
  const said = yield* scene.conversation.askAll(workers.map((position) => solving(scene, position)))
  const latest = messagesOf(said)
  const atHand = closeRound(scene, latest)
  const heard = heardBy(topology, agents.length, last)
  const passed = yield* handOver(scene, latest, 1, (position) => heard.includes(position))
  const decided = yield* decide(
    judged,
    passed.map((message, position) => (heard.includes(position) ? message : null)),
    1
  )
  return outcomeOf(
    decided === undefined
      ? [atHand]
      : [atHand, { answers: [...atHand.answers, decided.answer], answer: decided.answer, usage: scene.usage() }]
  )
})
