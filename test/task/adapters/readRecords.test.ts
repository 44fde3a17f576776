import { readFileSync } from "node:fs"
import { gzipSync } from "node:zlib"
import * as Effect from "effect/Effect"
import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import { parseCsv } from "../../../src/task/adapters/parseCsv.js"
import { readRecords } from "../../../src/task/adapters/readRecords.js"

const bytes = (text: string) => new TextEncoder().encode(text)
const read = (file: string, content: Uint8Array) => Effect.runPromise(readRecords(file, content))
const failure = (file: string, content: Uint8Array, load?: () => Promise<unknown>) =>
  Effect.runPromise(Effect.flip(readRecords(file, content, load)))

describe("parseCsv", () => {
  it.each([
    ["a,b\n1,2\n", [{ a: "1", b: "2" }]],
    [
      "a,b\r\n1,2\r\n3,4",
      [
        { a: "1", b: "2" },
        { a: "3", b: "4" }
      ]
    ],
    ['\uFEFF"a","b c"\n"1,5","say ""hi"""\n', [{ a: "1,5", "b c": 'say "hi"' }]],
    ['a,b\n"line\none",\n', [{ a: "line\none", b: "" }]],
    ["a,b\n\n1\n,,\n2,3,4\n", [{ a: "1" }, { a: "2", b: "3" }]],
    ["a\n", []],
    ["", []]
  ])("reads %j", (text, records) => {
    expect(parseCsv(text)).toEqual(records)
  })

  it("reads back what was written, whatever the texts hold", () => {
    const cell = fc.string({ unit: fc.constantFrom("a", "b", ",", '"', "\n", "\r\n", " ", "é"), minLength: 1 })
    const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`
    fc.assert(
      fc.property(fc.array(fc.tuple(cell, cell), { minLength: 1, maxLength: 5 }), fc.boolean(), (rows, windows) => {
        const lines = [["first", "second"], ...rows].map((row) => row.map(quoted).join(","))
        const kept = rows.filter((row) => row.some((one) => one.trim() !== ""))
        expect(parseCsv(lines.join(windows ? "\r\n" : "\n"))).toEqual(
          kept.map(([first, second]) => ({ first, second }))
        )
      }),
      { seed: 6 }
    )
  })

  it("is quick on a large field", () => {
    const begin = performance.now()
    expect(parseCsv(`a,b\n"${'x""'.repeat(200_000)}",1\n"${"y".repeat(200_000)}`)).toHaveLength(2)
    expect(performance.now() - begin).toBeLessThan(2000)
  })
})

describe("readRecords", () => {
  it("reads JSON Lines, JSON, CSV, and the same zipped", async () => {
    const records = [{ a: "1" }, { a: "2" }]
    expect(await read("x.jsonl", bytes('{"a":"1"}\n\n{"a":"2"}\r\n'))).toEqual(records)
    expect(await read("x.JSON", bytes(JSON.stringify(records)))).toEqual(records)
    expect(await read("x.csv", bytes("a\n1\n2\n"))).toEqual(records)
    expect(await read("x.jsonl.gz", gzipSync('{"a":"1"}\n{"a":"2"}'))).toEqual(records)
  })

  it("names what it cannot read", async () => {
    expect((await failure("x.txt", bytes(""))).limit).toContain(".jsonl")
    expect((await failure("x.parquet.gz", bytes(""))).limit).toContain(".jsonl")
    expect((await failure("x.jsonl", bytes('{"a":1}\n{"a":'))).value).toBe("x.jsonl line 2")
    expect((await failure("x.json", bytes('{"a":1}'))).limit).toBe("requires an array of records")
    expect((await failure("x.jsonl.gz", bytes("plain"))).limit).toBe("is not gzipped data")
  })

  it("reads Parquet only where hyparquet is, and a damaged file never", async () => {
    const whole = readFileSync(new URL("../../fixtures/datasets/gsm8k.parquet", import.meta.url))
    expect(await read("x.parquet", whole)).toHaveLength(3)
    const missing = await failure("x.parquet", whole, () => Promise.reject(new Error("not found")))
    expect(missing.advice).toContain("npm install hyparquet")
    expect((await failure("x.parquet", whole.subarray(0, 200))).limit).toContain("is not read as Parquet")
    expect((await failure("x.parquet", bytes(""))).limit).toContain("is not read as Parquet")
  })
})
