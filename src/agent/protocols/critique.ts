import * as Effect from "effect/Effect"
import type { Said, Stop } from "../Conversation.js"
import { closeRound, frameOf, messagesOf, type Outcome, outcomeOf, type Scene, solving } from "../Scene.js"

/** The first agent answers; the last one criticises, and the first corrects, until the critic accepts. */
export const critique = Effect.fnUntraced(function* (scene: Scene, rounds: number): Effect.fn.Return<Outcome, Stop> {
  const { blueprint, conversation } = scene
  const critic = blueprint.agents.length - 1
  let [solution = null] = messagesOf([yield* conversation.ask(solving(scene, 0))])
  const record = [closeRound(scene, [solution])]
  for (let round = 1; round <= rounds && solution !== null; round++) {
    const judged = yield* conversation.ask({
      agent: critic,
      round,
      turn: { kind: "criticise", ...frameOf(scene, critic), solution }
    })
    const corrected: Said | null =
      judged === null || judged.reading.accepted === true
        ? null
        : yield* conversation.ask({
            agent: 0,
            round,
            turn: { kind: "correct", ...frameOf(scene, 0), solution, critique: judged.message.text, peers: [] }
          })
    if (corrected !== null) solution = corrected.message
    record.push(closeRound(scene, [solution]))
    if (corrected === null) break
  }
  return outcomeOf(record)
})
