import { join } from "node:path"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Scope from "effect/Scope"
import { describe, expect, it } from "vitest"
import type { ModelRequest } from "../../src/model/LanguageModel.js"
import { llamaModel } from "../../src/model/LlamaModel.js"
import { packageRoot } from "../../src/model/packageRoot.js"

const models = join(packageRoot(), "models")
const open = { path: join(models, "mid.gguf"), contexts: 1, sequences: 2 }
const request: ModelRequest = {
  prompt: { kind: "text", text: "Q37+48-09*3+11-52*7+66-23T" },
  maxTokens: 200,
  temperature: 1,
  seed: 1,
  stop: []
}
const until = (condition: () => boolean) =>
  Effect.gen(function* () {
    while (!condition()) yield* Effect.sleep(1)
  })

describe("interrupting a call", () => {
  it("stops it within milliseconds and returns its sequence", async () => {
    await Effect.runPromise(
      Effect.scoped(
        Effect.gen(function* () {
          const model = yield* llamaModel(open)
          // Nearly even dice over 99 tokens: this seed does not throw the end token 200 times in a row.
          const long = { ...request, temperature: 1000, seed: 7 }
          const start = performance.now()
          const whole = yield* model.generate(long)
          const duration = performance.now() - start
          expect(whole.sampledTokens).toBe(200)

          const fiber = yield* Effect.forkChild(model.generate(long))
          yield* until(() => model.idleSequences() === 1)
          const begin = performance.now()
          yield* Fiber.interrupt(fiber)
          yield* until(() => model.idleSequences() === 2)
          // Relative to the whole call, so that a busy machine does not matter: one token of 200, and some room.
          expect(performance.now() - begin).toBeLessThan(duration / 4)
          // The sequence is clean for whoever comes next.
          expect(yield* model.generate(long)).toEqual(whole)
        })
      )
    )
  })

  it("takes a waiting caller out of the queue", async () => {
    await Effect.runPromise(
      Effect.scoped(
        Effect.gen(function* () {
          const model = yield* llamaModel(open)
          const fibers = yield* Effect.forEach([1, 2, 3, 4], (seed) =>
            Effect.forkChild(model.generate({ ...request, seed }))
          )
          yield* until(() => model.idleSequences() === 0)
          yield* Fiber.interrupt(fibers[2] as (typeof fibers)[number])
          const last = yield* Fiber.join(fibers[3] as (typeof fibers)[number])
          expect(last.text).not.toBe("")
          yield* Fiber.joinAll([fibers[0], fibers[1]] as typeof fibers)
          expect(model.idleSequences()).toBe(2)
        })
      )
    )
  })
})

describe("closing the scope", () => {
  it("ends the calls that run and those that wait, and refuses later ones", async () => {
    const scope = Scope.makeUnsafe()
    const model = await Effect.runPromise(Scope.provide(llamaModel(open), scope))
    const calls = [1, 2, 3, 4].map((seed) => Effect.runPromise(Effect.result(model.generate({ ...request, seed }))))
    await Effect.runPromise(until(() => model.idleSequences() === 0))
    await Effect.runPromise(Scope.close(scope, Exit.void))
    for (const result of await Promise.all(calls)) {
      expect(result).toMatchObject({ _tag: "Failure", failure: { _tag: "ModelError", reason: "aborted" } })
    }
    const later = await Effect.runPromise(Effect.flip(model.generate(request)))
    expect(later).toMatchObject({ reason: "aborted", retryable: false })
  })

  it("leaves another open model alone, and the file can be opened again", async () => {
    await Effect.runPromise(
      Effect.scoped(
        Effect.gen(function* () {
          const novice = yield* llamaModel({ ...open, path: join(models, "novice.gguf") })
          const first = yield* Effect.scoped(Effect.flatMap(llamaModel(open), (model) => model.generate(request)))
          const own = yield* novice.generate(request)
          const second = yield* Effect.scoped(Effect.flatMap(llamaModel(open), (model) => model.generate(request)))
          expect(second).toEqual(first)
          expect(yield* novice.generate(request)).toEqual(own)
          expect(own.text).not.toBe(first.text)
        })
      )
    )
  })
})
