import * as Effect from "effect/Effect"
import type { Stop } from "./Conversation.js"
import { frameOf, type Scene } from "./Scene.js"
import type { Message } from "./Turn.js"

/** The longest beginning of a text that has at most so many tokens, as `count` counts them. */
const beginning = (text: string, tokens: number, count: (text: string) => number): string => {
  let [fits, fails] = [0, text.length + 1]
  while (fails - fits > 1) {
    const middle = Math.floor((fits + fails) / 2)
    if (count(text.slice(0, middle)) <= tokens) fits = middle
    else fails = middle
  }
  return text.slice(0, fits)
}

/**
 * The shortest beginning of a message from which its own sender still concludes the same answer, by bisection over the words
 * (over the characters of a text without spaces). The whole message when the budget ends on the way.
 *
 * Assumes, as bisection does, that a beginning that suffices goes on to suffice when it is longer.
 */
const sufficientBeginning = Effect.fnUntraced(function* (
  scene: Scene,
  position: number,
  message: Message,
  round: number
): Effect.fn.Return<Message, Stop> {
  const pieces = /\s/.test(message.text.trim()) ? message.text.split(/(?<=\s)/) : [...message.text]
  let [fails, fits] = [-1, pieces.length]
  while (fits - fails > 1) {
    const middle = Math.floor((fits + fails) / 2)
    const said = yield* scene.conversation.ask({
      agent: position,
      round,
      turn: { kind: "conclude", ...frameOf(scene, position), beginning: pieces.slice(0, middle).join("") }
    })
    if (said === null) return message
    if (said.message.answer === message.answer) fits = middle
    else fails = middle
  }
  return { ...message, text: pieces.slice(0, fits).join("") }
})

/** One message as it is handed over: in the blueprint's form, refined first where the blueprint says so. */
const handed = Effect.fnUntraced(function* (
  scene: Scene,
  position: number,
  message: Message,
  round: number
): Effect.fn.Return<Message, Stop> {
  const { blueprint, conversation } = scene
  if (blueprint.mechanism === "answer-only") return { ...message, text: message.answer ?? "" }
  let handedOver = message
  if (blueprint.refinement === true && blueprint.message !== "conclusion" && blueprint.message !== "confidence") {
    const refined = yield* conversation.ask({
      agent: position,
      round,
      turn: { kind: "refine", ...frameOf(scene, position), material: message.text }
    })
    if (refined?.reading.parsed === true) handedOver = { ...message, text: refined.message.text }
  }
  const form = blueprint.message
  if (typeof form === "string") return handedOver
  switch (form.kind) {
    case "prefix":
      return {
        ...handedOver,
        text: beginning(handedOver.text, form.tokens, (text) => conversation.countTokens(position, text))
      }
    case "sufficient-prefix":
      return message.answer === null ? handedOver : yield* sufficientBeginning(scene, position, handedOver, round)
    case "compressed": {
      const condensed = yield* conversation.ask({
        agent: position,
        round,
        turn: { kind: "condense", ...frameOf(scene, position), material: handedOver.text, tokens: form.tokens }
      })
      // Without budget for the rewriting, what fits of the message itself goes out: never more than was granted.
      return {
        ...handedOver,
        text:
          condensed?.message.text ??
          beginning(handedOver.text, form.tokens, (text) => conversation.countTokens(position, text))
      }
    }
  }
})

/**
 * Turns what agents said into what others may read of it, at the senders' cost. Messages that nobody would read are left as
 * they are: `readers(position)` says whether somebody does.
 */
export const handOver = (
  scene: Scene,
  latest: ReadonlyArray<Message | null>,
  round: number,
  readers: (position: number) => boolean
): Effect.Effect<ReadonlyArray<Message | null>, Stop> =>
  Effect.forEach(latest, (message, position) =>
    message === null || !readers(position) ? Effect.succeed(message) : handed(scene, position, message, round)
  )
