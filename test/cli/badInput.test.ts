import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, describe, expect, it } from "vitest"
import { gain } from "../../src/cli/gain.js"
import { simulatedStudy } from "../fixtures/simulatedStudy.js"
import { temporaryFolder } from "../fixtures/temporaryFolder.js"

const study = simulatedStudy(4)

/** Runs the command line on a study with some fields changed; gives back its code, what it printed and its folder. */
const run = async (change: object, ...args: ReadonlyArray<string>) => {
  const folder = temporaryFolder()
  const path = join(folder, "study.json")
  const out = join(folder, "out")
  writeFileSync(path, JSON.stringify({ ...study, ...change }))
  const printed: Array<string> = []
  const print = (text: string) => void printed.push(text)
  const code = await gain(["run", path, "--out", out, ...args], { out: print, error: print })
  return { code, text: printed.join(""), out, folder }
}
const shelf = mkdtempSync(join(tmpdir(), "gain-"))
afterAll(() => rmSync(shelf, { recursive: true, force: true }))
let files = 0
const file = (name: string, content: string | Buffer): string => {
  const path = join(shelf, String(files++), name)
  mkdirSync(join(path, ".."))
  writeFileSync(path, content)
  return path
}
const items = (text: string) => ({ tasks: [{ id: "mine", source: { file: file("items.jsonl", text) } }] })
const good = '{"id":"1","question":"1+1","answer":"2"}\n'
const whole = readFileSync(new URL("../../models/mid.gguf", import.meta.url))

describe("bad input is refused before any token, by name, value, limit and advice", () => {
  it.each<readonly [string, object, ReadonlyArray<string>, ReadonlyArray<string>]>([
    ["a missing model file", {}, ["--model", "nowhere.gguf"], ["nowhere.gguf"]],
    ["a truncated model file", {}, ["--model", file("cut.gguf", whole.subarray(0, 100_000))], ["cut.gguf"]],
    ["a file that is no model", {}, ["--model", file("not.gguf", "hello, I am text")], ["not.gguf"]],
    ["an unknown model name", {}, ["--model", "gpt-17"], ["gpt-17", "embedded"]],
    ["an unknown preset", { teams: ["debatte"] }, [], ["debatte", "debate"]],
    ["an unknown task", { teams: [{ system: "debate", tasks: ["nope"] }] }, [], ["nope", "sums"]],
    ["an unknown field", { budgett: 1 }, [], ["budgett"]],
    ["an unknown family", { tasks: [{ id: "x", source: { synthetic: { family: "poetry" } } }] }, [], ["tasks"]],
    ["no budget", { budget: undefined }, [], ["budget"]],
    ["a budget of zero", { budget: { tokens: 0 } }, [], ["Budget tokens", "0", "above 0"]],
    ["a negative budget", { budget: -5 }, [], ["Budget tokens", "-5", "above 0"]],
    ["a budget of zero on the command line", {}, ["--budget", "0"], ["Budget tokens", "0", "above 0"]],
    ["an unknown budget", {}, ["--budget", "apples=3"], ["apples", "tokens"]],
    ["a budget too small for one call", {}, ["--budget", "5"], ["needs", "5"]],
    ["a malformed item line", items(`${good}{"id":`), [], ["items.jsonl", "2"]],
    ["an item without an answer", items(`${good}{"id":"2","question":"q"}\n`), [], ["2", "answer"]],
    ["duplicate item ids", items(good + good), [], ['"1"', "line 2"]],
    ["an empty items file", items(""), [], ["items.jsonl"]],
    ["a missing items file", { tasks: [{ id: "mine", source: { file: "none.jsonl" } }] }, [], ["none.jsonl"]],
    ["characters that the model cannot read", items('{"id":"1","question":"Größe?","answer":"2"}\n'), [], ["ö"]],
    [
      "an item that the context cannot hold",
      items(`{"id":"1","question":"${"1+".repeat(200)}1","answer":"2"}\n`),
      [],
      ["256"]
    ],
    ["a window without anyone who reads in windows", { teams: ["relay"] }, [], ["relay", "window"]],
    ["two systems of one name", { teams: ["debate", "debate"] }, [], ["debate", "name"]],
    ["a team among the single agents", { singles: ["debate"] }, [], ["debate", "tuple"]],
    ["an unknown model alias", { model: { other: "embedded" } }, [], ["default", "other"]],
    ["no trials at once", {}, ["--concurrency", "0"], ["--concurrency", "at least 1"]]
  ])("%s", async (_, change, args, words) => {
    const { code, text, out } = await run(change, ...args)
    expect(text, text).toSatisfy((printed: string) => words.every((word) => printed.includes(word)))
    expect(code).toBe(2)
    expect(text).not.toContain("    at ")
    const ledger = join(out, "ledger.jsonl")
    if (existsSync(ledger)) expect(readFileSync(ledger, "utf8")).not.toContain("call-settled")
  })

  it("an unwritable folder", async () => {
    const taken = file("taken", "a file, not a folder")
    const { code, text } = await run({}, "--out", join(taken, "run"))
    expect(code).toBe(2)
    expect(text).toContain("taken")
  })

  it("a study that is not there, not JSON or of no known kind", async () => {
    const printed: Array<string> = []
    const print = (text: string) => void printed.push(text)
    for (const path of ["absent.json", file("bad.json", "{"), file("study.yaml", "a: 1"), file("list.json", "[]")]) {
      expect(await gain(["run", path], { out: print, error: print })).toBe(2)
    }
    expect(printed.join("")).toContain("first-gain")
  })

  it("a folder to resume that holds no run, or a damaged one", async () => {
    const folder = temporaryFolder()
    const printed: Array<string> = []
    const print = (text: string) => void printed.push(text)
    expect(await gain(["resume", folder], { out: print, error: print })).toBe(2)
    mkdirSync(join(folder, "run"))
    writeFileSync(join(folder, "run", "ledger.jsonl"), '{"chain":"0000000000000000","type":"run-start"}\n')
    expect(await gain(["resume", join(folder, "run")], { out: print, error: print })).toBe(2)
    expect(await gain(["report", folder], { out: print, error: print })).toBe(2)
    expect(await gain(["estimate", "absent.json"], { out: print, error: print })).toBe(2)
  })
})
