import * as Effect from "effect/Effect"
import type { Stop } from "../Conversation.js"
import { closeRound, frameOf, messagesOf, type Outcome, outcomeOf, type Scene, solving } from "../Scene.js"

/** One agent answers and then judges its own answer. */
export const verify = Effect.fnUntraced(function* (scene: Scene): Effect.fn.Return<Outcome, Stop> {
  const [solution = null] = messagesOf([yield* scene.conversation.ask(solving(scene, 0))])
  if (solution === null) return outcomeOf([closeRound(scene, [null])])
  const judged = yield* scene.conversation.ask({
    agent: 0,
    round: 1,
    turn: { kind: "criticise", ...frameOf(scene, 0), solution }
  })
  return outcomeOf([closeRound(scene, [solution])], judged?.reading.accepted === true ? 1 : 0)
})
