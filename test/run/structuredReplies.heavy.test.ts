import { existsSync, readdirSync } from "node:fs"
import { join, resolve } from "node:path"
import * as Effect from "effect/Effect"
import { expect, it } from "vitest"
import { debate } from "../../factors/presets/debate.js"
import type { AgentSpec } from "../../src/blueprint/AgentSpec.js"
import type { Blueprint } from "../../src/blueprint/Blueprint.js"
import type { LanguageModel } from "../../src/model/LanguageModel.js"
import { llamaModel } from "../../src/model/LlamaModel.js"
import { packageRoot } from "../../src/model/packageRoot.js"
import { syntheticTask } from "../../src/task/syntheticTask.js"
import { runOne } from "../fixtures/runOne.js"

// Is the mechanism `structured` a remedy for models that seldom keep to a form? Counted on a real instruct model.
const shelf = resolve(packageRoot(), "..", "shared", "models")
const found = existsSync(shelf) ? readdirSync(shelf).find((name) => name.endsWith(".gguf")) : undefined
const path = process.env.GAIN_TEST_MODEL ?? (found === undefined ? undefined : join(shelf, found))
if (path === undefined) {
  console.warn("SKIPPED: structured replies of an instruct model. Set GAIN_TEST_MODEL to a .gguf with a chat template.")
}

const agent = (id: string): AgentSpec => ({ ...debate.agents[0], id, replyTokens: 128 })
const duo: Blueprint = {
  ...debate,
  id: "duo",
  agents: [agent("a"), agent("b")],
  protocol: { kind: "debate", rounds: 1 }
}

it.skipIf(path === undefined)(
  "every uncut structured reply of an instruct model parses; free text and JSON without grammar mostly do not",
  async () => {
    const { items, instruction } = await Effect.runPromise(
      syntheticTask({ family: "arithmetic", level: 1, items: 2, seed: 1 })
    )
    const measure = async (model: LanguageModel, change: Partial<Blueprint>) => {
      const calls = []
      for (const item of items) {
        const task = instruction === undefined ? {} : { task: { instruction } }
        calls.push(...(await runOne({ blueprint: { ...duo, ...change }, model, item, ...task })).calls)
      }
      return {
        calls: calls.length,
        parsed: calls.filter((call) => call.parsed).length,
        cut: calls.filter((call) => call.finish === "length").length,
        sampled: calls.reduce((sum, { usage }) => sum + (usage.sampledTokens ?? 0), 0) / calls.length,
        texts: calls.filter(({ finish }) => finish === "stop").map(({ text }) => text)
      }
    }
    await Effect.runPromise(
      Effect.scoped(
        Effect.flatMap(llamaModel({ path: path ?? "", contextTokens: 1024, sequences: 2 }), (model) =>
          Effect.promise(async () => {
            expect(model.abilities.grammar).toBe(true)
            const free = await measure(model, {})
            const unheld = await measure(
              { ...model, abilities: { ...model.abilities, grammar: false } },
              { mechanism: "structured" }
            )
            const held = await measure(model, { mechanism: "structured" })
            for (const [name, { calls, parsed, cut, sampled, texts }] of Object.entries({ free, unheld, held })) {
              console.log(`${name}: ${parsed} of ${calls} parsed, ${cut} cut, ${sampled.toFixed(1)} tokens a reply`)
              console.log(texts[0])
            }
            expect(held.parsed).toBe(held.calls - held.cut)
            for (const text of held.texts) JSON.parse(text)
            expect(held.parsed / held.calls).toBeGreaterThanOrEqual(0.9)
            expect(held.parsed).toBeGreaterThan(Math.max(free.parsed, unheld.parsed))
          })
        )
      )
    )
  }
)
