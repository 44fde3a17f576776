import * as Effect from "effect/Effect"
import { audience } from "../../blueprint/audience.js"
import type { Stop } from "../Conversation.js"
import { decide, holdBackForJudge } from "../decide.js"
import { closeRound, type Outcome, outcomeOf, type Scene } from "../Scene.js"
import { answerAlone } from "./independent.js"

/** Every speaker but the last agent answers; the last one reads those it hears and decides. */
export const workersThenAggregator = Effect.fnUntraced(function* (scene: Scene): Effect.fn.Return<Outcome, Stop> {
  const last = scene.blueprint.agents.length - 1
  const judged: Scene = { ...scene, blueprint: { ...scene.blueprint, aggregation: { kind: "judge", agent: last } } }
  holdBackForJudge(judged)
  const latest = yield* answerAlone(judged)
  const atHand = closeRound(scene, latest)
  const decided = yield* decide(judged, latest, 1, audience(scene.blueprint, last))
  return outcomeOf(
    decided === undefined
      ? [atHand]
      : [atHand, { answers: [...atHand.answers, decided.answer], answer: decided.answer, usage: scene.usage() }]
  )
})
