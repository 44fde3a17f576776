import * as Effect from "effect/Effect"
import { best, bm25, graphWalk } from "./bm25.js"
import type { Stop } from "./Conversation.js"
import { frameOf, type Scene } from "./Scene.js"
import type { Message } from "./Turn.js"

const cosine = (a: ReadonlyArray<number>, b: ReadonlyArray<number>): number => {
  let [product, squareA, squareB] = [0, 0, 0]
  for (const [index, value] of a.entries()) {
    const other = b[index] ?? 0
    product += value * other
    squareA += value * value
    squareB += other * other
  }
  return product / Math.sqrt(squareA * squareB || 1)
}

/**
 * What of the older messages that an agent may read stays in its prompt, as the blueprint's recall says; all of them when it
 * says nothing.
 */
export const recollect = Effect.fnUntraced(function* (
  scene: Scene,
  position: number,
  round: number,
  older: ReadonlyArray<Message>
): Effect.fn.Return<ReadonlyArray<string>, Stop> {
  const { blueprint, conversation, item } = scene
  const { recall } = blueprint
  const texts = older.map((message) => conversation.show(message))
  if (recall === undefined || texts.length === 0) return texts
  switch (recall.kind) {
    case "none":
      return []
    case "window":
      return texts.slice(-recall.messages)
    case "bm25":
      return best(bm25(item.question, texts), recall.messages).map((index) => texts[index] ?? "")
    case "graph":
      return graphWalk(item.question, texts, recall.statements)
    case "embedding": {
      const embedded = yield* conversation.embed(position, [item.question, ...texts])
      if (embedded === null) return []
      const [question = [], ...vectors] = embedded
      return best(
        vectors.map((vector) => cosine(question, vector)),
        recall.messages
      ).map((index) => texts[index] ?? "")
    }
    case "summary": {
      const said = yield* conversation.ask({
        agent: position,
        round,
        turn: { kind: "condense", ...frameOf(scene, position), material: texts.join("\n"), tokens: recall.tokens }
      })
      return said === null ? [] : [said.message.text]
    }
  }
})
