import { copyFile, mkdtemp, readFile, rm, truncate, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import * as Effect from "effect/Effect"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { fileDigest } from "../../src/model/fileDigest.js"
import { packageRoot } from "../../src/model/packageRoot.js"
import { readGguf } from "../../src/model/readGguf.js"

const mid = join(packageRoot(), "models", "mid.gguf")
const read = (path: string) => Effect.runPromise(Effect.result(readGguf(path)))
const failure = async (path: string) => {
  const result = await read(path)
  if (result._tag === "Success") throw new Error(`${path} was accepted`)
  expect(result.failure._tag).toBe("InputError")
  expect(result.failure.value).toBe(path)
  expect(result.failure.advice).not.toBe("")
  return result.failure
}

let folder = ""
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "gguf-"))
})
afterAll(() => rm(folder, { recursive: true }))

describe("a model file", () => {
  it("says what it is", async () => {
    expect(await Effect.runPromise(readGguf(mid))).toEqual({
      path: mid,
      bytes: 1738496,
      version: 3,
      architecture: "llama",
      name: "organism",
      parameters: 865792,
      contextLength: 256,
      vocabulary: 99,
      tokenizer: "gpt2",
      hasChatTemplate: false,
      chatTemplate: null,
      fileType: "F16"
    })
  })

  it("has the digest that sha256sum prints", async () => {
    expect(await Effect.runPromise(fileDigest(mid))).toBe(
      "fcce2c756925bd637e4619e8ef6ab43777604f6e9f089602d98e3aa711195821"
    )
  })

  it("is refused when it is missing", async () => {
    expect((await failure(join(folder, "none.gguf"))).limit).toBe("no such file")
  })

  it("is refused when it is a folder", async () => {
    expect((await failure(folder)).limit).toContain("EISDIR")
  })

  it("is refused when it is something else", async () => {
    const path = join(folder, "text.gguf")
    await writeFile(path, "This is no model, but a text of some length.".repeat(100))
    expect((await failure(path)).limit).toContain("does not begin with the letters GGUF")
  })

  it("is refused when it is empty", async () => {
    const path = join(folder, "empty.gguf")
    await writeFile(path, "")
    expect((await failure(path)).limit).toContain("ends after 0 bytes")
  })

  it("is refused when only its last byte is missing, or half, or nearly all of it", async () => {
    const path = join(folder, "cut.gguf")
    for (const size of [1738495, 869248, 3000, 100, 9]) {
      await copyFile(mid, path)
      await truncate(path, size)
      expect((await failure(path)).limit).toContain(`ends after ${size} bytes`)
    }
  })

  it("is refused in a version that is not known", async () => {
    const path = join(folder, "version.gguf")
    const bytes = await readFile(mid)
    bytes.writeUInt32LE(1, 4)
    await writeFile(path, bytes)
    expect((await failure(path)).limit).toContain("GGUF version 1")
  })

  it("is refused when its header is overwritten with noise", async () => {
    const path = join(folder, "noise.gguf")
    const bytes = await readFile(mid)
    for (let at = 24; at < 4000; at++) bytes[at] = (at * 73 + 41) % 256
    await writeFile(path, bytes)
    await failure(path)
  })
})
