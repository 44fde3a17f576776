import * as Effect from "effect/Effect"
import { speakers } from "../../blueprint/audience.js"
import type { Stop } from "../Conversation.js"
import { decide, holdBackForJudge } from "../decide.js"
import { closeRound, type Outcome, outcomeOf, type Scene, solving } from "../Scene.js"
import type { Message } from "../Turn.js"

/** Every speaker answers alone, at the same time; by position, `null` for those that do not speak or could not. */
export const answerAlone = Effect.fnUntraced(function* (
  scene: Scene
): Effect.fn.Return<ReadonlyArray<Message | null>, Stop> {
  const speaking = speakers(scene.blueprint)
  const said = yield* scene.conversation.askAll(speaking.map((position) => solving(scene, position)))
  return scene.blueprint.agents.map((_, position) => said[speaking.indexOf(position)]?.message ?? null)
})

/** Every agent answers once, alone. */
export const independent = Effect.fnUntraced(function* (scene: Scene): Effect.fn.Return<Outcome, Stop> {
  holdBackForJudge(scene)
  const latest = yield* answerAlone(scene)
  const alone = closeRound(scene, latest)
  const decided = yield* decide(scene, latest, 1)
  return outcomeOf(decided === undefined ? [alone] : [alone, decided])
})
