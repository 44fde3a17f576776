import { join } from "node:path"
import * as Effect from "effect/Effect"
import { expect, it } from "vitest"
import { chatModel } from "../../src/langchain/ChatModel.js"
import { llamaModel } from "../../src/model/LlamaModel.js"
import { packageRoot } from "../../src/model/packageRoot.js"

it("the embedded model speaks as a LangChain chat model: invoke, batch, stream, usage, abort", async () => {
  await Effect.runPromise(
    Effect.scoped(
      Effect.gen(function* () {
        const embedded = yield* llamaModel({ path: join(packageRoot(), "models", "mid.gguf") })
        yield* Effect.promise(async () => {
          const model = chatModel(embedded, { temperature: 0 })
          const reply = await model.invoke("Q37+48T")
          expect(reply.text).toMatch(/A85$/u)
          expect(Reflect.get(reply, "usage_metadata")).toMatchObject({
            input_tokens: embedded.countTokens({ kind: "text", text: "Q37+48T" })
          })
          const batch = await model.batch(["Q37+48T", "Q12+13T", "Q37+48T"])
          expect(batch.map(({ text }) => text)).toEqual([reply.text, expect.stringMatching(/A25$/u), reply.text])
          let streamed = ""
          for await (const chunk of await model.stream("Q37+48T")) streamed += chunk.text
          expect(streamed).toBe(reply.text)
          await expect(model.invoke("Q37+48T", { signal: AbortSignal.abort() })).rejects.toThrow()
          expect(() => model.bindTools([])).toThrow(/no words for tools|no grammar/u)
        })
      })
    )
  )
})
