import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import * as Effect from "effect/Effect"
import { describe, expect, it } from "vitest"
import { decodeStudy } from "../../src/design/decodeStudy.js"
import { resolveTask } from "../../src/design/resolveTask.js"
import type { StudyTask } from "../../src/design/Study.js"
import { temporaryFolder } from "../fixtures/temporaryFolder.js"

const datasets = fileURLToPath(new URL("../fixtures/datasets", import.meta.url))
const resolve = (task: StudyTask, count?: number, folder = datasets) =>
  Effect.runPromise(resolveTask(task, folder, count))
const failure = (task: StudyTask, count?: number, folder = datasets) =>
  Effect.runPromise(Effect.flip(resolveTask(task, folder, count)))
const study = (task: unknown) => ({ name: "s", model: "embedded", tasks: [task], teams: ["debate"], budget: 100 })

describe("a task out of a data set", () => {
  it("has the data set's grader, instruction, traits and chance, under the study's id", async () => {
    const task = await resolve({ id: "mine", source: { dataset: "mmlu-pro", file: "mmluPro.jsonl" } })
    expect(task).toMatchObject({ id: "mine", family: "mmlu-pro", grader: { kind: "choice" }, range: [0, 1] })
    expect(task.guessRate).toBeCloseTo(0.175, 12)
    expect(task.context?.informationSplit).toBe("none")
    expect(task.items).toHaveLength(2)
  })

  it("gives way to what the study says", async () => {
    const task = await resolve({
      id: "mine",
      source: { dataset: "gsm8k", file: "gsm8k.jsonl", split: "train" },
      grader: { kind: "numeric", tolerance: 1 },
      family: "sums",
      instruction: "Be brief."
    })
    expect(task).toMatchObject({ family: "sums", grader: { tolerance: 1 }, instruction: "Be brief." })
    expect(task.items[0].id).toBe("gsm8k-train-0001")
  })

  it("is cut to the count, after the filter", async () => {
    const source = { dataset: "math-500", file: "math500.jsonl" } as const
    expect((await resolve({ id: "t", source }, 2)).items.map(({ traits }) => traits?.level)).toEqual([2, 1])
    const where = { traits: { level: { least: 2 } } }
    expect((await resolve({ id: "t", source, where }, 2)).items.map(({ traits }) => traits?.level)).toEqual([2, 4])
    expect((await failure({ id: "t", source, where: { traits: { level: 9 } } })).what).toBe("Items of task t")
  })

  it("counts after the filter also where items are drawn", async () => {
    const spec = { family: "arithmetic", level: 2, items: 20, seed: 1 } as const
    const all = { id: "t", source: { synthetic: spec } }
    expect((await resolve(all, 5)).items).toEqual((await resolve(all)).items.slice(0, 5))
    const filtered = { ...all, where: { context: { horizon: 2 } } }
    expect((await resolve(filtered, 5)).items).toEqual((await resolve(all, 5)).items)
  })

  it("names file and record of a bad line", async () => {
    const folder = temporaryFolder()
    writeFileSync(join(folder, "bad.jsonl"), '{"question":"q","answer":"#### 1"}\n{"question":"q","answer":7}\n')
    const error = await failure({ id: "t", source: { dataset: "gsm8k", file: "bad.jsonl" } }, undefined, folder)
    expect(error.what).toBe("Record 2 of gsm8k")
    expect(error.value).toBe(`field "answer" in ${join(folder, "bad.jsonl")}`)
    const missing = await failure({ id: "t", source: { dataset: "gsm8k", file: "none.jsonl" } }, undefined, folder)
    expect(missing.limit).toBe("there is no such file")
    writeFileSync(join(folder, "empty.jsonl"), "\n")
    const empty = await failure({ id: "t", source: { dataset: "gsm8k", file: "empty.jsonl" } }, undefined, folder)
    expect(empty.limit).toContain("no records")
  })

  it("in Python is refused before any token, with advice", async () => {
    const error = await failure({ id: "t", source: { dataset: "humaneval", file: "humanEval.jsonl" } })
    expect(error.advice).toContain("humaneval-js")
    expect(
      (await resolve({ id: "t", source: { dataset: "humaneval-js", file: "humanEvalX.jsonl" } })).items
    ).toHaveLength(2)
  })
})

describe("a key that the grader cannot read", () => {
  it("is found before any token is spent", async () => {
    const items = [
      { id: "a", question: "q", answer: "1" },
      { id: "b", question: "q", answer: "one" }
    ] as const
    const error = await failure({ id: "t", source: { items }, grader: { kind: "numeric" } })
    expect(error.value).toBe('"one" of item b in task t')
    expect((await resolve({ id: "t", source: { items }, grader: { kind: "numeric" } }, 1)).items).toHaveLength(1)
  })
})

describe("a study", () => {
  it.each([
    { id: "t", source: { dataset: "gsm8k", file: "x.jsonl", split: "test" } },
    { id: "t", source: { dataset: "gpqa", hf: true, seed: 3 } },
    { id: "t", source: { dataset: "musique", hf: "hf:a/b" }, where: { traits: { hops: { least: 3 } } } },
    { id: "t", source: { items: [{ id: "a", question: "q", answer: "x", answers: ["y"], context: { horizon: 2 } }] } }
  ])("may name the task %j", async (task) => {
    expect((await Effect.runPromise(decodeStudy(study(task)))).tasks[0]).toEqual(task)
  })

  it.each([
    { id: "t", source: { dataset: "gsm9k", file: "x.jsonl" } },
    { id: "t", source: { dataset: "gsm8k" } },
    { id: "t", source: { dataset: "gsm8k", file: "x.jsonl", hf: true } },
    { id: "t", source: { dataset: "gsm8k", hf: false } },
    { id: "t", source: { dataset: "gsm8k", hf: true }, where: { context: { horison: 3 } } }
  ])("may not name the task %j", async (task) => {
    const error = await Effect.runPromise(Effect.flip(decodeStudy(study(task))))
    expect(error.what).toMatch(/^Study field tasks\.0\./u)
  })
})
