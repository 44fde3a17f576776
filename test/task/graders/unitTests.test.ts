import * as Effect from "effect/Effect"
import { describe, expect, it } from "vitest"
import type { Grader } from "../../../src/task/Grader.js"
import { checkGrading, grade } from "../../../src/task/grade.js"

const grader: Grader = { kind: "unit-tests", language: "javascript" }
const score = (answer: string, key: string | object, own: Grader = grader) =>
  Effect.runPromise(grade(own, answer, typeof key === "string" ? key : JSON.stringify(key)))

const tests = `const assert = require('node:assert')
assert.deepEqual(pairUp([1, 2, 3]), [[1, 2], [3]])
assert.deepEqual(pairUp([]), [])`
const right = `const pairUp = (list) => {
  const pairs = []
  for (let i = 0; i < list.length; i += 2) pairs.push(list.slice(i, i + 2))
  return pairs
}`
const key = { tests, entryPoint: "pairUp", head: "const pairUp = (list) => {\n" }

describe("the unit-tests grader", () => {
  it.each([
    ["code alone", right],
    ["a fenced block", `Here it is.\n\`\`\`js\n${right}\n\`\`\`\nDone.`],
    ["a block that is not closed", `\`\`\`javascript\n${right}`],
    [
      "a block on one line",
      "```js function pairUp(l) { return l.length ? [l.slice(0, 2), ...pairUp(l.slice(2))] : [] } ```"
    ],
    ["the right one of several blocks", `\`\`\`js\n${right}\n\`\`\`\nUse it:\n\`\`\`js\npairUp(null)\n\`\`\``],
    ["the body alone", "  return list.length ? [list.slice(0, 2), ...pairUp(list.slice(2))] : []\n}"],
    ["an export", `export ${right}`],
    ["module.exports", `${right}\nmodule.exports = { pairUp }`],
    ["the name of the tests' own variable", `const assert = require('assert')\n${right}\nassert.ok(pairUp)`]
  ])("passes a right program given as %s", async (_, answer) => {
    expect(await score(answer, key)).toBe(1)
  })

  it.each([
    ["wrong results", right.replace("i += 2", "i += 1")],
    ["no such function", "const other = 1"],
    ["no program", "I do not know."],
    ["an error at once", `${right}\nthrow new Error('late')`],
    ["an endless loop", "const pairUp = () => { while (true) {} }"],
    ["endless memory", "const pairUp = () => { const a = []; while (true) a.push(new Array(1e5).fill(0)) }"],
    ["endless recursion", "const pairUp = (list) => pairUp([...list, 1])"],
    ["an assertion that is switched off", `globalThis.console = { assert() {} }\nconst pairUp = () => 0`],
    ["a way around the tests", "return true"],
    ["an early exit", "process.exit(0)"]
  ])("fails a program with %s", async (_, answer) => {
    expect(await score(answer, key, { ...grader, kiloSteps: 5000 })).toBe(0)
  })

  it("takes plain code as the tests, and tests that wait", async () => {
    expect(await score("const one = 1", "if (one !== 1) throw new Error()")).toBe(1)
    expect(await score("const one = 2", "if (one !== 1) throw new Error()")).toBe(0)
    expect(await score("const one = async () => 1", "if (await one() !== 1) throw new Error()")).toBe(1)
    expect(await score("const one = async () => 2", "if (await one() !== 1) throw new Error()")).toBe(0)
    expect(await score("const one = () => new Promise(() => {})", "await one()")).toBe(0)
  })

  it("gives the answer what the task brings, unless it brings it itself", async () => {
    const helped = {
      before: "const twice = (n) => 2 * n",
      entryPoint: "four",
      tests: "console.assert(four(1) === 4)"
    }
    expect(await score("const four = (n) => twice(twice(n))", helped)).toBe(1)
    expect(await score("const twice = (n) => n + n\nconst four = (n) => twice(twice(n))", helped)).toBe(1)
    expect(await score("const four = (n) => twice(n)", helped)).toBe(0)
  })

  it("scores the same whatever else the machine does", async () => {
    const slow = "const slow = () => { let s = 0; for (let i = 0; i < 200000; i++) s += i; return s }"
    const answers = await Promise.all(
      [100, 390, 410, 1000].map((kiloSteps) => score(slow, "slow()", { ...grader, kiloSteps }))
    )
    expect(answers).toEqual([0, 0, 1, 1])
  })

  it("does not run Python, and says so before any token is spent", async () => {
    const python: Grader = { kind: "unit-tests", language: "python" }
    const item = { id: "a", question: "q", answer: "assert f(1) == 1" }
    const error = await Effect.runPromise(Effect.flip(grade(python, "def f(x): return x", item.answer)))
    expect(error._tag).toBe("InputError")
    expect(error.limit).toContain("only JavaScript is run")
    expect(error.advice).toContain("humaneval-js")
    const early = await Effect.runPromise(Effect.flip(checkGrading({ id: "t", grader: python, items: [item] })))
    expect(early).toEqual(error)
  })
})
