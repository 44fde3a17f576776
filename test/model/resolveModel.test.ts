import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { createServer, type Server } from "node:net"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"
import * as Effect from "effect/Effect"
import { describe, expect, it } from "vitest"
import { organismNotice } from "../../src/model/organismNotice.js"
import { packageRoot } from "../../src/model/packageRoot.js"
import { type ResolveModelOptions, resolveModel } from "../../src/model/resolveModel.js"

const root = join(dirname(fileURLToPath(import.meta.url)), "..", "..")
const small = { contexts: 1, sequences: 1 }
const identity = (spec: string, options: ResolveModelOptions = small) =>
  Effect.runPromise(Effect.scoped(Effect.map(resolveModel(spec, options), (model) => model.identity)))
const fault = (spec: string, options: ResolveModelOptions = small) =>
  Effect.runPromise(Effect.flip(Effect.scoped(resolveModel(spec, options))))

describe("the folder of the package", () => {
  it("is found from the sources and from a build", () => {
    expect(packageRoot()).toBe(root)
    expect(packageRoot(join(root, "dist", "src", "model"))).toBe(root)
  })

  it("is not mistaken for another package's", () => {
    const folder = mkdtempSync(join(tmpdir(), "package-"))
    mkdirSync(join(folder, "src"))
    writeFileSync(join(folder, "package.json"), '{ "name": "another" }')
    expect(() => packageRoot(join(folder, "src"))).toThrow("collaboration-gain")
    rmSync(folder, { recursive: true })
  })
})

describe("names of models", () => {
  it("embedded is the middle model, with its notice and its dialect", async () => {
    const embedded = await identity("embedded")
    expect(embedded).toMatchObject({
      id: "embedded",
      parameters: 865792,
      contextTokens: 256,
      dialect: "compact",
      notice: organismNotice
    })
    expect({ ...(await identity("embedded:mid")), id: "embedded" }).toEqual(embedded)
    const novice = await identity("embedded:novice")
    expect(novice).toMatchObject({ id: "embedded:novice", dialect: "compact", notice: organismNotice })
    expect(novice.digest).not.toBe(embedded.digest)
  })

  it("a path is the file, and options pass through", async () => {
    const path = join(root, "models", "mid.gguf")
    expect(await identity(path, { ...small, id: "mine", notice: "Loud." })).toMatchObject({
      id: "mine",
      notice: "Loud."
    })
    expect(await identity(path)).toMatchObject({ id: path })
    expect(await fault(join(root, "models", "none.gguf"))).toMatchObject({ _tag: "InputError", limit: "no such file" })
  })

  it("anything else is an input error that lists the forms", async () => {
    for (const spec of [
      "",
      "gpt-4",
      "embedded:expert",
      "constructor",
      "hf:",
      "hf:user",
      "hf:user/repo",
      "hf:a/b/c.bin"
    ]) {
      const error = await fault(spec)
      expect(error, spec).toMatchObject({ _tag: "InputError" })
      expect(error.limit, spec).toContain("hf:user/repo/file.gguf")
    }
  })
})

describe("a download without a network", () => {
  const listening = (server: Server) =>
    new Promise<string>((resolve) => {
      server.listen(0, "127.0.0.1", () => {
        const address = server.address()
        if (typeof address === "object" && address !== null) resolve(`http://127.0.0.1:${address.port}/`)
      })
    })
  const folder = mkdtempSync(join(tmpdir(), "download-"))
  const options = { ...small, directory: folder }

  it("fails at once when the server refuses", async () => {
    const server = createServer()
    const endpoint = await listening(server)
    await new Promise((resolve) => server.close(resolve))
    const error = await fault("hf:user/repo:Q4_K_M", { ...options, endpoint })
    expect(error).toMatchObject({ _tag: "ModelError", reason: "unavailable", retryable: true })
    expect(error.value).toContain("ECONNREFUSED")
  })

  it("fails when the server stays silent", async () => {
    const server = createServer(() => {})
    const endpoint = await listening(server)
    const begin = performance.now()
    const error = await fault("hf:user/repo/file.gguf", { ...options, endpoint, stallSeconds: 0.5 })
    expect(performance.now() - begin).toBeLessThan(5000)
    expect(error).toMatchObject({ _tag: "ModelError", reason: "unavailable", retryable: true })
    expect(error.value).toBe("no progress for 0.5 seconds at 0 bytes")
    server.close()
  })

  it("is not needed for a file that is there already", async () => {
    const { copyFileSync } = await import("node:fs")
    copyFileSync(join(root, "models", "mid.gguf"), join(folder, "hf_user_repo_file.gguf"))
    const found = await Effect.runPromise(
      Effect.scoped(
        Effect.map(
          resolveModel("hf:user/repo/file.gguf", { ...options, endpoint: "http://127.0.0.1:1/" }),
          (model) => model.identity.id
        )
      )
    )
    expect(found).toBe("hf:user/repo/file.gguf")
    rmSync(folder, { recursive: true })
  })
})
