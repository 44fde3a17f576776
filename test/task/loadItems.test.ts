import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import * as Effect from "effect/Effect"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { loadItems } from "../../src/task/loadItems.js"

describe("loadItems", () => {
  let folder = ""
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "items-"))
  })
  afterAll(() => rm(folder, { recursive: true }))
  const failure = (path: string) => Effect.runPromise(Effect.flip(loadItems(path)))

  it("reads the items of a file", async () => {
    const path = join(folder, "sums.jsonl")
    await writeFile(path, '{"id": "a", "question": "1+1?", "answer": "2"}\n')
    expect(await Effect.runPromise(loadItems(path))).toEqual([{ id: "a", question: "1+1?", answer: "2" }])
  })

  it("names file and line of a bad one", async () => {
    const path = join(folder, "bad.jsonl")
    await writeFile(path, '{"id": "a"}\n')
    expect((await failure(path)).value).toBe(`${path} line 1, field "question"`)
  })

  it("says that a file is missing, a folder, or of another kind", async () => {
    expect((await failure(join(folder, "none.jsonl"))).limit).toBe("there is no such file")
    expect((await failure(join(folder, "sums.csv"))).limit).toContain(".jsonl")
    const path = join(folder, "folder.jsonl")
    await mkdir(path)
    expect((await failure(path)).limit).toBe("it is a folder")
  })
})
