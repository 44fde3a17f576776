import * as Effect from "effect/Effect"
import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import type { Item } from "../../src/task/Item.js"
import { parseItems } from "../../src/task/parseItems.js"

const good = '{"id": "a", "question": "1+1?", "answer": "2"}'
const read = (text: string) => Effect.runSync(parseItems(text, "sums.jsonl"))
const failure = (text: string) => Effect.runSync(Effect.flip(parseItems(text, "sums.jsonl")))

describe("parseItems", () => {
  it("keeps the order of the file and every optional field", () => {
    const full =
      '{"id":"b","question":"q","answer":"","facts":["ak","kd"],"group":"g","traits":{"level":2,"hard":true}}'
    expect(read(`${good}\n${full}\n`)).toEqual([
      { id: "a", question: "1+1?", answer: "2" },
      { id: "b", question: "q", answer: "", facts: ["ak", "kd"], group: "g", traits: { level: 2, hard: true } }
    ])
  })

  it("ignores a byte order mark, Windows line ends and blank lines", () => {
    expect(read(`\uFEFF${good}\r\n\r\n${good.replace('"a"', '"b"')}\r\n`).map((item) => item.id)).toEqual(["a", "b"])
  })

  it("counts blank lines when it names a line", () => {
    expect(failure(`${good}\n\n{`).value).toBe("sums.jsonl line 3")
  })

  it.each([
    ["{", "sums.jsonl line 2", "requires a line of JSON"],
    ["[1]", "sums.jsonl line 2", "requires object"],
    ['{"question": "q", "answer": "x"}', 'sums.jsonl line 2, field "id"', "Missing key"],
    ['{"id": "b", "question": "", "answer": "x"}', 'sums.jsonl line 2, field "question"', "at least 1"],
    ['{"id": "b", "question": "q", "answer": 5}', 'sums.jsonl line 2, field "answer"', "requires string"],
    ['{"id": "b", "question": "q", "answer": "x", "fact": []}', 'sums.jsonl line 2, field "fact"', "no excess"],
    ['{"id": "b", "question": "q", "answer": "x", "facts": ["k", 1]}', 'sums.jsonl line 2, field "facts.1"', "string"],
    [
      '{"id": "b", "question": "q", "answer": "x", "traits": {"t": []}}',
      'sums.jsonl line 2, field "traits.t"',
      "string"
    ]
  ])("refuses %s with file, line and field", (line, value, limit) => {
    const error = failure(`${good}\n${line}`)
    expect(error._tag).toBe("InputError")
    expect(error.value).toBe(value)
    expect(error.limit).toContain(limit)
  })

  it("refuses a second item of one id and names both lines", () => {
    const error = failure(`${good}\n\n${good}`)
    expect(error.message).toContain('"a" in sums.jsonl line 3')
    expect(error.message).toContain("line 1 has it already")
  })

  it.each(["", "\n \n", "\uFEFF"])("refuses a text without items: %j", (text) => {
    expect(failure(text).message).toContain("sums.jsonl has none")
  })

  it("reads back what was written, whatever the texts hold", () => {
    const name = fc.string({ minLength: 1, unit: "binary" })
    const item = fc.record(
      {
        id: name,
        question: name,
        answer: fc.string({ unit: "binary" }),
        facts: fc.array(name),
        group: name,
        traits: fc.dictionary(fc.string(), fc.oneof(fc.string(), fc.integer(), fc.boolean()))
      },
      { requiredKeys: ["id", "question", "answer"] }
    )
    fc.assert(
      fc.property(fc.uniqueArray(item, { minLength: 1, maxLength: 5, selector: ({ id }) => id }), (items) => {
        const text = items.map((one) => JSON.stringify(one)).join("\n")
        expect(read(text)).toEqual(items.map((one): Item => JSON.parse(JSON.stringify(one))))
      }),
      { seed: 3 }
    )
  })
})
