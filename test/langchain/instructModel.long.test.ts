import { existsSync, readdirSync } from "node:fs"
import { join, resolve } from "node:path"
import { tool } from "@langchain/core/tools"
import * as Effect from "effect/Effect"
import { expect, it } from "vitest"
import { z } from "zod"
import { chatModel } from "../../src/langchain/ChatModel.js"
import { llamaModel } from "../../src/model/LlamaModel.js"
import { packageRoot } from "../../src/model/packageRoot.js"

const shelf = resolve(packageRoot(), "..", "shared", "models")
const found = existsSync(shelf) ? readdirSync(shelf).find((name) => name.endsWith(".gguf")) : undefined
const path = process.env.GAIN_TEST_MODEL ?? (found === undefined ? undefined : join(shelf, found))
if (path === undefined) {
  console.warn("SKIPPED: LangChain over an instruct model. Set GAIN_TEST_MODEL to a .gguf with a chat template.")
}

it.skipIf(path === undefined)(
  "a real instruct model gives structured output and calls tools through LangChain, by grammar",
  async () => {
    await Effect.runPromise(
      Effect.scoped(
        Effect.gen(function* () {
          const local = yield* llamaModel({ path: path ?? "", contextTokens: 1024 })
          yield* Effect.promise(async () => {
            const model = chatModel(local, { temperature: 0, maxTokens: 96 })
            const person = z.object({ name: z.string().max(20), age: z.number().int(), adult: z.boolean() })
            const output = await model.withStructuredOutput(person).invoke("Ada is 36 years old. Describe her.")
            console.log(JSON.stringify(output))
            expect(person.safeParse(output).success).toBe(true)
            const add = tool(async ({ a, b }) => String(a + b), {
              name: "add",
              description: "Adds two whole numbers.",
              schema: z.object({ a: z.number().int(), b: z.number().int() })
            })
            const called = await model
              .bindTools([add], { tool_choice: "any" })
              .invoke("What is 2 plus 3? Use the tool.")
            console.log(JSON.stringify(called.tool_calls))
            expect(called.tool_calls).toMatchObject([
              { name: "add", args: { a: expect.any(Number), b: expect.any(Number) } }
            ])
          })
        })
      )
    )
  },
  300_000
)
