import * as Effect from "effect/Effect"
import type { Said, Stop } from "../Conversation.js"
import { handOver } from "../handOver.js"
import { closeRound, frameOf, type Outcome, outcomeOf, type Round, type Scene } from "../Scene.js"
import type { Message } from "../Turn.js"

/** The windows are read one after the other, each by its holder, which passes a note on. */
export const relay = Effect.fnUntraced(function* (scene: Scene): Effect.fn.Return<Outcome, Stop> {
  const { blueprint, conversation, windows } = scene
  const record: Array<Round> = []
  let note: string | null = null
  for (const [round, facts] of windows.entries()) {
    const position = round % blueprint.agents.length
    const said: Said | null = yield* conversation.ask({
      agent: position,
      round,
      turn: { kind: "read", ...frameOf(scene, position), facts, note }
    })
    if (said === null) break
    record.push(closeRound(scene, [said.message]))
    if (said.message.answer !== null) break
    const written: string | null = said.reading.note ?? note
    if (written === null || round === windows.length - 1) continue
    const latest: ReadonlyArray<Message | null> = blueprint.agents.map((_, index) =>
      index === position ? { ...said.message, text: written } : null
    )
    const handed: ReadonlyArray<Message | null> = yield* handOver(scene, latest, round, () => true)
    note = handed[position]?.text ?? written
  }
  return outcomeOf(record)
})
