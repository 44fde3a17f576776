import { fileURLToPath } from "node:url"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { describe, expect, it } from "vitest"
import type { DatasetName } from "../../../src/task/adapters/adapters.js"
import { adapters } from "../../../src/task/adapters/adapters.js"
import type { RecordPlace } from "../../../src/task/adapters/DatasetAdapter.js"
import { grade } from "../../../src/task/grade.js"
import type { Item } from "../../../src/task/Item.js"
import { loadDataset } from "../../../src/task/loadDataset.js"
import { Task } from "../../../src/task/Task.js"

const folder = fileURLToPath(new URL("../../fixtures/datasets", import.meta.url))
const load = (dataset: DatasetName, file: string, more = {}) =>
  Effect.runPromise(loadDataset({ dataset, file, ...more }, { folder }))
const failure = (dataset: DatasetName, record: unknown) =>
  Effect.runSync(Effect.flip(adapters[dataset].toItem(record, { position: 3, split: "test", seed: 1 })))
const score = (task: Task, item: Item | undefined, answer: string) =>
  Effect.runPromise(grade(task.grader, answer, [item?.answer ?? "", ...(item?.answers ?? [])]))

describe("every adapter", () => {
  it.each<[DatasetName, string]>([
    ["gsm8k", "gsm8k.jsonl"],
    ["gsm8k", "gsm8k.parquet"],
    ["math-500", "math500.jsonl"],
    ["mmlu-pro", "mmluPro.jsonl"],
    ["mmlu-pro", "mmluPro.parquet"],
    ["gpqa", "gpqa.csv"],
    ["hotpotqa", "hotpotQa.json"],
    ["hotpotqa", "hotpotQa.parquet"],
    ["musique", "musique.jsonl"],
    ["humaneval", "humanEval.jsonl"],
    ["humaneval-js", "humanEvalX.jsonl"],
    ["humaneval-js", "multiPlE.jsonl"]
  ])("makes a whole task with unique ids: %s from %s", async (dataset, file) => {
    const task = await load(dataset, file)
    expect(Schema.decodeUnknownSync(Task)(JSON.parse(JSON.stringify(task)), { onExcessProperty: "error" })).toEqual(
      task
    )
    expect(new Set(task.items.map(({ id }) => id)).size).toBe(task.items.length)
    expect(task.instruction).toMatch(/\.$/u)
    expect(Object.keys(adapters[dataset].files)).toContain(adapters[dataset].split)
    expect(adapters[dataset].id).toBe(dataset)
  })

  it("gives the same items from Parquet as from JSON", async () => {
    expect(await load("gsm8k", "gsm8k.parquet")).toEqual(await load("gsm8k", "gsm8k.jsonl"))
    expect(await load("mmlu-pro", "mmluPro.parquet")).toEqual(await load("mmlu-pro", "mmluPro.jsonl"))
    expect(await load("hotpotqa", "hotpotQa.parquet")).toEqual(await load("hotpotqa", "hotpotQa.json"))
  })
})

describe("gsm8k", () => {
  it("takes the result behind the marks as the key, and counts the steps", async () => {
    const task = await load("gsm8k", "gsm8k.jsonl")
    expect(task.items.map(({ id, answer, traits, context }) => [id, answer, traits, context])).toEqual([
      ["gsm8k-test-0001", "1248", { steps: 2 }, { horizon: 2 }],
      ["gsm8k-test-0002", "42", { steps: 1 }, { horizon: 1 }],
      ["gsm8k-test-0003", "-5", { steps: 0 }, undefined]
    ])
    expect(task.items[0].question).toMatch(/^A baker .* sell\?$/u)
    expect(await score(task, task.items[0], "1,248 rolls")).toBe(1)
    expect(await score(task, task.items[0], "1260")).toBe(0)
  })

  it("refuses a solution without a result", () => {
    const error = failure("gsm8k", { question: "q", answer: "It is 5." })
    expect(error.what).toBe("Record 3 of gsm8k")
    expect(error.value).toBe('field "answer"')
    expect(error.limit).toContain("####")
  })
})

describe("math-500", () => {
  it("grades by mathematical equality, with its units", async () => {
    const task = await load("math-500", "math500.jsonl")
    expect(task.items.map(({ id, traits }) => [id, traits])).toEqual([
      ["test/algebra/90001.json", { subject: "Algebra", level: 2 }],
      ["test/prealgebra/90002.json", { subject: "Prealgebra", level: 1 }],
      ["test/precalculus/90003.json", { subject: "Precalculus", level: 4 }]
    ])
    const answers = ["x = \\sqrt{3/4}", "7", "(2, pi/3)"]
    for (const [index, answer] of answers.entries()) {
      expect(await score(task, task.items[index], answer)).toBe(1)
      expect(await score(task, task.items[index], answers[(index + 1) % 3] ?? "")).toBe(0)
    }
  })

  it("reads the records of MATH, whose key is boxed in the solution", () => {
    const record = {
      problem: "p",
      level: "Level 5",
      type: "Geometry",
      solution: "So \\boxed{1} and \\boxed{\\frac{1}{2}}."
    }
    const place: RecordPlace = { position: 12, split: "train", seed: 1 }
    expect(Effect.runSync(adapters["math-500"].toItem(record, place))).toEqual({
      id: "math-500-train-0012",
      question: "p",
      answer: "\\frac{1}{2}",
      traits: { subject: "Geometry", level: 5 }
    })
    expect(failure("math-500", { problem: "p", solution: "no box" }).value).toBe('field "answer"')
  })
})

describe("mmlu-pro", () => {
  it("puts the options under the question and drops those that fill up", async () => {
    const task = await load("mmlu-pro", "mmluPro.jsonl")
    const [first, second] = task.items
    expect(first.id).toBe("mmlu-pro-7001")
    expect(first.question.split("\n")).toHaveLength(11)
    expect(first.question).toContain("\nC. Pumalite\n")
    expect(first.answer).toBe("C")
    expect(second?.question).toBe("A wheel of radius 2 turns once. How far does it roll?\nA. 2π\nB. 4π\nC. 8π\nD. 16π")
    expect(second?.traits).toEqual({ options: 4, category: "physics", source: "invented-wheels" })
    expect(task.guessRate).toBeCloseTo((1 / 10 + 1 / 4) / 2, 12)
    expect(await score(task, second, "The answer is (B).")).toBe(1)
  })

  it("refuses a letter that is not that of the index", () => {
    const record = { question_id: 1, question: "q", options: ["x", "y"], answer: "A", answer_index: 1 }
    expect(failure("mmlu-pro", record).limit).toContain("answer_index, 1 of 2")
    expect(failure("mmlu-pro", { ...record, answer: "C", answer_index: 2 }).value).toBe('field "answer"')
    expect(failure("mmlu-pro", { ...record, options: ["x", "N/A"] }).value).toBe('field "options"')
  })
})

describe("gpqa", () => {
  it("shuffles the options by seed and record alone, and keeps the key right", async () => {
    const task = await load("gpqa", "gpqa.csv")
    expect(task.guessRate).toBe(0.25)
    expect(task.items.map(({ id, traits }) => [id, traits])).toEqual([
      ["recAAAA000000001", { options: 4, domain: "Physics", subdomain: "Invented Physics" }],
      ["recAAAA000000002", { options: 4, domain: "Biology", subdomain: "Invented Biology" }]
    ])
    expect(await load("gpqa", "gpqa.csv", { seed: 1 })).toEqual(task)
    const right = ["the quillon", "glimmerase"]
    const letters = new Set<string>()
    for (let seed = 1; seed <= 40; seed++) {
      const { items } = await load("gpqa", "gpqa.csv", { seed })
      for (const [index, item] of items.entries()) {
        letters.add(item.answer)
        expect(item.question).toMatch(new RegExp(`^${item.answer}\\. ${right[index]}$`, "mu"))
        for (const letter of "ABCD") expect(item.question).toMatch(new RegExp(`^${letter}\\. \\S`, "mu"))
        expect(item.question).not.toMatch(/^E\. /mu)
      }
    }
    expect([...letters].sort()).toEqual(["A", "B", "C", "D"])
  })

  it("reads quotes, commas and line breaks of the CSV", async () => {
    const [first] = (await load("gpqa", "gpqa.csv")).items
    expect(first.question).toContain('Which invented particle, with the symbol "Q",\nhas no charge at all?')
    expect(first.question).toContain('. the "plus" ridon')
    expect(first.question).toContain(". the tarbon, a heavy one")
  })

  it("spreads the right option evenly", () => {
    const counts = new Map<string, number>()
    for (let position = 1; position <= 2000; position++) {
      const record = {
        Question: "q",
        "Correct Answer": "r",
        "Incorrect Answer 1": "x",
        "Incorrect Answer 2": "y",
        "Incorrect Answer 3": "z"
      }
      const { answer } = Effect.runSync(adapters.gpqa.toItem(record, { position, split: "main", seed: 5 }))
      counts.set(answer, (counts.get(answer) ?? 0) + 1)
    }
    // Chi-square with 3 degrees of freedom; 16.27 is passed once in a thousand seeds.
    const chiSquare = ["A", "B", "C", "D"].reduce(
      (sum, letter) => sum + ((counts.get(letter) ?? 0) - 500) ** 2 / 500,
      0
    )
    expect(chiSquare).toBeLessThan(16.27)
  })

  it("names a missing column", () => {
    expect(failure("gpqa", { Question: "q", "Correct Answer": "r" }).value).toBe('field "Incorrect Answer 1"')
  })
})

describe("hotpotqa", () => {
  it("turns paragraphs into facts and says which are needed", async () => {
    const task = await load("hotpotqa", "hotpotQa.json")
    const [bridge, comparison] = task.items
    expect(bridge.id).toBe("90a0000000000000000000a1")
    expect(bridge.facts).toEqual([
      "Port Ellory: Port Ellory is a harbour. It lies on the coast of Varn.",
      "The Glass Heron: The Glass Heron is a novel by Ida Morwen.",
      "Ida Morwen: Ida Morwen was a writer. She was born in Tolsby."
    ])
    expect(bridge.traits).toEqual({ supporting: "2 3", type: "bridge", level: "hard" })
    expect(bridge.context).toEqual({ decomposability: "sequential", horizon: 2 })
    expect(comparison?.traits?.supporting).toBe("1 2")
    expect(comparison?.context?.decomposability).toBe("parallel")
    expect(task.context?.informationSplit).toBe("scattered")
    expect(await score(task, bridge, "in Tolsby")).toBeCloseTo(2 / 3, 12)
    expect(await score(task, comparison, "Yes.")).toBe(1)
  })

  it("refuses titles without sentences", () => {
    const record = { question: "q", answer: "a", supporting_facts: [], context: { title: ["t"], sentences: [] } }
    expect(failure("hotpotqa", record).value).toBe('field "context"')
  })
})

describe("musique", () => {
  it("takes aliases as further keys and the decomposition as traits", async () => {
    const task = await load("musique", "musique.jsonl")
    const [chain, fork] = task.items
    expect(chain.answers).toEqual(["the town of Tolsby"])
    expect(chain.facts?.[1]).toBe("The Glass Heron: The Glass Heron is a novel by Ida Morwen.")
    expect(chain.traits).toEqual({ supporting: "2 3", hops: 2 })
    expect(chain.context).toEqual({ horizon: 2, decomposability: "sequential" })
    expect(fork?.answers).toBeUndefined()
    expect(fork?.traits).toEqual({ supporting: "1 2 4", hops: 3 })
    expect(fork?.context).toEqual({ horizon: 2, decomposability: "parallel" })
    expect(await score(task, chain, "the town of Tolsby")).toBe(1)
  })

  it("refuses questions that have no answer", () => {
    const record = {
      id: "x",
      question: "q",
      answer: "a",
      answerable: false,
      paragraphs: [{ title: "t", paragraph_text: "p" }]
    }
    expect(failure("musique", record).limit).toContain("musique_ans")
  })
})

describe("humaneval", () => {
  it("keeps prompt, tests and entry point for a grader of the user's own", async () => {
    const task = await load("humaneval", "humanEval.jsonl")
    const [item] = task.items
    expect(item.id).toBe("HumanEval/900")
    expect(item.question).toMatch(/^def half_sum/u)
    const key = JSON.parse(item.answer)
    expect(key.tests).toMatch(/def check\(candidate\):[\s\S]*\ncheck\(half_sum\)\n$/u)
    expect(key.entryPoint).toBe("half_sum")
    await expect(score(task, item, "def half_sum(n): return sum(n) / 2")).rejects.toThrow("only JavaScript is run")
  })
})

describe("humaneval-js", () => {
  it("runs the tests of HumanEval-X on the body, the whole function, and one line", async () => {
    const task = await load("humaneval-js", "humanEvalX.jsonl")
    const [sum, mirrored] = task.items
    expect(sum.id).toBe("JavaScript/900")
    expect(await score(task, sum, "  return numbers.reduce((a, b) => a + b, 0) / 2;\n}\n")).toBe(1)
    expect(await score(task, sum, "const halfSum = (n) => n.reduce((a, b) => a + b, 0) / 2;")).toBe(1)
    expect(await score(task, sum, "function halfSum(n) { return n.reduce((a, b) => a + b) / 2; }")).toBe(0)
    expect(await score(task, mirrored, "const isMirrored = (text) => turned(text) === text;")).toBe(1)
    expect(await score(task, mirrored, `${mirrored?.question}\n  return turned(text) === text;\n}`)).toBe(1)
    expect(await score(task, mirrored, "const isMirrored = (text) => true;")).toBe(0)
  })

  it("runs the tests of MultiPL-E", async () => {
    const task = await load("humaneval-js", "multiPlE.jsonl")
    const [pairs] = task.items
    expect(pairs.id).toBe("HumanEval_900_half_pairs")
    expect(pairs.traits).toEqual({ entryPoint: "half_pairs" })
    expect(await score(task, pairs, "function half_pairs(n){return n.slice(1).map((x, i) => [n[i], x]);}")).toBe(1)
    expect(await score(task, pairs, "  return n;\n}")).toBe(0)
  })

  it("refuses a prompt without a function", () => {
    expect(failure("humaneval-js", { task_id: "JavaScript/1", prompt: "text", test: "t()" }).value).toBe(
      'field "prompt"'
    )
  })
})
