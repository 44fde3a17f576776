import { readFileSync } from "node:fs"
import { copyFile, mkdtemp, rm, truncate } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import * as Effect from "effect/Effect"
import { describe, expect, it } from "vitest"
import { type LlamaOptions, llamaModel } from "../../src/model/LlamaModel.js"
import { nodeLlamaCppVersion } from "../../src/model/loadNodeLlamaCpp.js"
import { packageRoot } from "../../src/model/packageRoot.js"
import { planLlama } from "../../src/model/planLlama.js"
import { readGguf } from "../../src/model/readGguf.js"

const path = join(packageRoot(), "models", "mid.gguf")
const fault = (options: Partial<LlamaOptions>) =>
  Effect.runPromise(Effect.flip(Effect.scoped(llamaModel({ path, ...options }))))

const missing = (name: string) => async () => {
  throw Object.assign(new Error(`Cannot find package '${name}' imported from /app/index.js`), {
    code: "ERR_MODULE_NOT_FOUND"
  })
}

describe("without node-llama-cpp", () => {
  it("the error says the line that installs the tested version", async () => {
    const error = await fault({ load: missing("node-llama-cpp") })
    expect(error).toMatchObject({ _tag: "ModelError", reason: "unavailable", retryable: false })
    expect(error.message).toBe(
      `Local model: node-llama-cpp is not installed; node-llama-cpp 3.22.1 is required to run a .gguf file. Run: npm install node-llama-cpp@3.22.1`
    )
    const { optionalDependencies } = JSON.parse(readFileSync(join(packageRoot(), "package.json"), "utf8"))
    expect(optionalDependencies["node-llama-cpp"]).toBe(nodeLlamaCppVersion)
  })

  it("a library that is there but broken says why", async () => {
    const error = await fault({ load: missing("lifecycle-utils") })
    expect(error.value).toContain("Cannot find package 'lifecycle-utils'")
    expect(error.value).not.toContain("is not installed")
  })
})

describe("a file that cannot be run", () => {
  it("is an input error before the native library is loaded", async () => {
    const folder = await mkdtemp(join(tmpdir(), "llama-"))
    const cut = join(folder, "cut.gguf")
    await copyFile(path, cut)
    await truncate(cut, 1_000_000)
    const load = () => Promise.reject(new Error("loaded"))
    expect(await fault({ path: cut, load })).toMatchObject({ _tag: "InputError", value: cut })
    expect(await fault({ path: join(folder, "none.gguf"), load })).toMatchObject({ _tag: "InputError" })
    await rm(folder, { recursive: true })
  })

  it("is a model error when the machine has no such device", async () => {
    const error = await fault({ gpu: process.platform === "darwin" ? "cuda" : "metal" })
    expect(error).toMatchObject({ _tag: "ModelError", reason: "unavailable" })
    expect(error.advice).toContain("Leave out the gpu option")
  })
})

describe("too little memory", () => {
  it("is told from other failures, and says what to ask less of", async () => {
    class InsufficientMemoryError extends Error {}
    const failing = (cause: Error) => async () => ({
      LlamaLogLevel: { error: "error" },
      getLlama: () => Promise.reject(cause)
    })
    const large = new InsufficientMemoryError(
      "A context size of 8192 with 256 sequences is too large for the available RAM"
    )
    const error = await fault({ load: failing(large) })
    expect(error).toMatchObject({ _tag: "ModelError", reason: "out-of-memory" })
    expect(error.advice).toContain("fewer sequences")
    expect(await fault({ load: failing(new Error("broken")) })).toMatchObject({
      reason: "unavailable",
      value: "Error: broken"
    })
  })
})

describe("options", () => {
  it("out of range are input errors before anything is loaded", async () => {
    const load = () => Promise.reject(new Error("loaded"))
    for (const options of [
      { sequences: 0 },
      { sequences: 2.5 },
      { contexts: -1 },
      { threads: 0 },
      { contextTokens: 257 },
      { contexts: 1, sequences: 257 }
    ]) {
      expect(await fault({ ...options, load }), JSON.stringify(options)).toMatchObject({ _tag: "InputError" })
    }
  })

  it("left out follow the file and the machine", async () => {
    const tiny = await Effect.runPromise(readGguf(path))
    const large = { ...tiny, bytes: 5e9, contextLength: 131072 }
    const machine = { cores: 8, onGpu: false }
    expect(planLlama({}, machine, tiny)).toEqual({ contexts: 4, sequences: 256, contextTokens: 256, threads: 1 })
    expect(planLlama({}, { cores: 2, onGpu: false }, tiny)).toMatchObject({ contexts: 2, sequences: 128 })
    expect(planLlama({}, machine, large)).toEqual({ contexts: 1, sequences: 8, contextTokens: 4096, threads: 7 })
    expect(planLlama({}, { cores: 1, onGpu: true }, large)).toMatchObject({ contexts: 1, threads: 1 })
    expect(planLlama({ sequences: 1 }, machine, tiny)).toMatchObject({ contexts: 1, sequences: 1 })
    expect(planLlama({ sequences: 600 }, { cores: 1, onGpu: false }, tiny)).toMatchObject({
      contexts: 3,
      sequences: 600
    })
    expect(planLlama({ contextTokens: 131072 }, machine, large)).toMatchObject({ sequences: 1 })
  })
})
