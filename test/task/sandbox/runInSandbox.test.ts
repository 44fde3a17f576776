import * as Effect from "effect/Effect"
import { describe, expect, it } from "vitest"
import { runInSandbox } from "../../../src/task/sandbox/runInSandbox.js"

const run = (scripts: string | ReadonlyArray<string>, limits = {}) =>
  Effect.runPromise(runInSandbox(typeof scripts === "string" ? [scripts] : scripts, limits))

describe("runInSandbox", () => {
  it("gives the last script's value and what was printed", async () => {
    expect(
      await run(["const f = (n) => n < 2 ? n : f(n - 1) + f(n - 2)", "console.log('ten', [1, { a: 2 }]); f(10)"])
    ).toEqual({ ended: "value", value: "55", printed: 'ten [1,{"a":2}]' })
    expect(await run("({ a: [1, 'x'] })")).toMatchObject({ value: '{"a":[1,"x"]}' })
    expect(await run("'text'")).toMatchObject({ value: "text" })
    expect(await run("Promise.resolve(7).then((n) => n + 1)")).toMatchObject({ value: "8" })
  })

  it.each([
    ["let x =", "SyntaxError"],
    ["nothing()", "ReferenceError"],
    ["throw new TypeError('no')", "TypeError: no"],
    ["throw 'text'", "text"],
    ["Promise.reject(new Error('later'))", "Error: later"],
    ["new Promise(() => {})", "nothing settles"],
    ["throw new Error('out of memory')", "Error: out of memory"],
    ["const console = 1", "console"]
  ])("tells how %s failed", async (script, message) => {
    const outcome = await run(script)
    expect(outcome.ended).toBe("error")
    expect(outcome.ended === "error" && outcome.message).toContain(message)
  })

  it.each([
    ["while (true) {}", "steps"],
    ["try { while (true) {} } catch { 1 }", "steps"],
    ["Promise.resolve().then(() => { for (;;) {} })", "steps"],
    ["/^(a+)+$/.test('a'.repeat(40) + 'b')", "steps"],
    ["const a = []; while (true) a.push(new Array(1000).fill(1))", "memory"],
    ["const a = []; while (true) a.push('y'.repeat(100000))", "memory"],
    ["'a'.repeat(5e8)", "memory"],
    ["const m = new Map(); let i = 0; while (true) m.set(i++, i)", "memory"],
    ["const f = () => f() + 1; f()", "stack"],
    ["JSON.parse('['.repeat(1e5))", "stack"]
  ])("stops %s", async (script, limit) => {
    expect(await run(script)).toEqual({ ended: "limit", limit })
  })

  it("stops a single native call by the clock", async () => {
    expect(await run("[].includes.call({ length: 2 ** 40 }, 1)", { seconds: 1 })).toEqual({
      ended: "limit",
      limit: "seconds"
    })
  })

  it("counts the same steps every time", async () => {
    const loop = (turns: number) => `let s = 0; for (let i = 0; i < ${turns}; i++) s += i; s`
    expect(await run(loop(40_000), { kiloSteps: 100 })).toMatchObject({ ended: "value" })
    expect(await run(loop(60_000), { kiloSteps: 100 })).toEqual({ ended: "limit", limit: "steps" })
  })

  it("has no way out, and nothing that differs from run to run", async () => {
    const names = ["process", "fetch", "setTimeout", "WebAssembly", "Worker", "std", "os", "print"]
    expect(await run(`[${names.map((name) => `typeof ${name}`).join()}].join()`)).toMatchObject({
      value: names.map(() => "undefined").join()
    })
    expect(await run("require('fs')")).toMatchObject({ ended: "error", message: "Error: Cannot find module 'fs'" })
    expect(await run("(()=>{}).constructor('return typeof process')()")).toMatchObject({ value: "undefined" })
    expect(await run("import('fs').then(() => 'in')")).toMatchObject({ ended: "error" })
    const chance = "[Math.random(), Math.random(), Date.now(), new Date().getTime(), new Date(5).getTime()].join()"
    const first = await run(chance)
    expect(first).toMatchObject({ ended: "value" })
    expect(first.ended === "value" && first.value).toMatch(/^0\.\d+,0\.\d+,0,0,5$/u)
    expect(await run(chance)).toEqual(first)
  })

  it("asserts as Node does", async () => {
    const passes = (script: string) => run(`const assert = require('node:assert');${script}; 'passed'`)
    for (const good of [
      "assert(1); assert.ok('a'); assert.equal(1, '1'); assert.strictEqual(NaN, NaN)",
      "assert.deepEqual([1, [2, { a: 3 }]], [1, [2, { a: 3 }]]); assert.deepEqual([1], ['1'])",
      "assert.deepStrictEqual(new Set([1]), new Set([1])); assert.notDeepEqual([1], [2])",
      "assert.throws(() => { throw 1 }); console.assert(true)"
    ]) {
      expect(await passes(good), good).toMatchObject({ value: "passed" })
    }
    for (const bad of [
      "assert(0)",
      "assert.strictEqual(1, '1')",
      "assert.deepEqual([1, 2], [1])",
      "assert.deepStrictEqual([1], ['1'])",
      "assert.deepEqual({ a: 1 }, { b: 1 })",
      "assert.throws(() => 1)",
      "console.assert(1 === 2)"
    ]) {
      expect(await passes(bad), bad).toMatchObject({ ended: "error" })
    }
  })

  it("keeps runs apart, also side by side", async () => {
    await run("globalThis.left = 1; Array.prototype.map = null")
    const outcomes = await Promise.all([1, 2, 3, 4].map((n) => run(`typeof left + [${n}].map((x) => x * 2)`)))
    expect(outcomes.map((one) => one.ended === "value" && one.value)).toEqual([2, 4, 6, 8].map((n) => `undefined${n}`))
  })

  it("that is not installed is an input error with the install line", async () => {
    const missing = () => {
      throw new Error("Cannot find module")
    }
    const error = await Effect.runPromise(Effect.flip(runInSandbox(["1"], {}, missing)))
    expect(error._tag).toBe("InputError")
    expect(error.advice).toBe("Run: npm install quickjs-emscripten@0.32")
  })
})
