/** What the sandbox may use up. */
export interface SandboxLimits {
  /** Jumps and calls, in thousands, the same on every machine; one turn of a loop takes about two. */
  readonly kiloSteps: number
  /** All memory of the interpreter, at least 17. */
  readonly megabytes: number
}

/** How the scripts ended. */
export type SandboxOutcome =
  /** The last script's value as text (JSON where it can be written so), and what was printed. */
  | { readonly ended: "value"; readonly value: string; readonly printed: string }
  /** A script threw, did not parse, or waits for something that never comes. */
  | { readonly ended: "error"; readonly message: string; readonly printed: string }
  | { readonly ended: "limit"; readonly limit: "steps" | "memory" | "stack" | "seconds" }

// The type library of browsers has it, that of Node has not.
declare const WebAssembly: {
  readonly Memory: new (size: { readonly initial: number; readonly maximum: number }) => object
}

type QuickJs = Pick<
  typeof import("quickjs-emscripten"),
  "newQuickJSWASMModuleFromVariant" | "newVariant" | "RELEASE_SYNC"
>

/**
 * Runs scripts one after the other in one fresh interpreter: the body of the sandbox's thread.
 *
 * This function is sent to the thread as text. It refers to nothing outside itself, and must not.
 *
 * Chance and time are fixed inside, so that the same scripts always end the same. There is no file, network, timer or
 * module; `require` knows `assert` alone. An assertion that fails throws, also that of `console.assert`.
 */
export const runScripts = async (
  quickJs: QuickJs,
  scripts: ReadonlyArray<string>,
  limits: SandboxLimits
): Promise<SandboxOutcome> => {
  // Pages of 64 KiB. The limit of the engine's own counter does not hold under WebAssembly; the size of its memory does.
  const wasmMemory = new WebAssembly.Memory({ initial: 256, maximum: limits.megabytes * 16 })
  const engine = await quickJs.newQuickJSWASMModuleFromVariant(quickJs.newVariant(quickJs.RELEASE_SYNC, { wasmMemory }))
  const runtime = engine.newRuntime()
  runtime.setMaxStackSize(256 * 1024)
  // The engine asks once in ten thousand steps.
  let asked = 0
  runtime.setInterruptHandler(() => ++asked > limits.kiloSteps / 10)
  const context = runtime.newContext()

  const printed: Array<string> = []
  let room = 10_000
  const print = context.newFunction("print", (...values) => {
    const line = values
      .map((value) => (context.typeof(value) === "string" ? context.getString(value) : String(context.dump(value))))
      .join(" ")
    if (room > 0) printed.push(line.slice(0, room))
    room -= line.length + 1
  })
  context.setProp(context.global, "print", print)

  const surroundings = `"use strict";
    (() => {
      const fail = (message) => { throw new Error(message === undefined ? "Assertion failed" : String(message)) }
      const text = (value) => { try { return JSON.stringify(value) ?? String(value) } catch { return String(value) } }
      const same = (a, b, strict) => {
        if (Object.is(a, b) || (strict ? a === b : a == b)) return true
        if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) {
          return typeof a === "number" && typeof b === "number" && a !== a && b !== b
        }
        if (strict && Object.getPrototypeOf(a) !== Object.getPrototypeOf(b)) return false
        if (Array.isArray(a) !== Array.isArray(b)) return false
        if (a instanceof Date && b instanceof Date) return a.getTime() === b.getTime()
        if (a instanceof RegExp && b instanceof RegExp) return String(a) === String(b)
        if (a instanceof Map || a instanceof Set) {
          return a.constructor === b.constructor && a.size === b.size && same([...a], [...b], strict)
        }
        const keys = Object.keys(a)
        return keys.length === Object.keys(b).length && keys.every((key) => Object.hasOwn(b, key) && same(a[key], b[key], strict))
      }
      const assert = (value, message) => { if (!value) fail(message) }
      const differ = (a, b, message) => fail(message ?? "Expected " + text(b) + ", got " + text(a))
      assert.ok = assert
      assert.equal = (a, b, message) => { if (!(a == b || (a !== a && b !== b))) differ(a, b, message) }
      assert.strictEqual = (a, b, message) => { if (!Object.is(a, b)) differ(a, b, message) }
      assert.notEqual = (a, b, message) => { if (a == b) fail(message) }
      assert.notStrictEqual = (a, b, message) => { if (Object.is(a, b)) fail(message) }
      assert.deepEqual = (a, b, message) => { if (!same(a, b, false)) differ(a, b, message) }
      assert.deepStrictEqual = (a, b, message) => { if (!same(a, b, true)) differ(a, b, message) }
      assert.notDeepEqual = (a, b, message) => { if (same(a, b, false)) fail(message) }
      assert.notDeepStrictEqual = (a, b, message) => { if (same(a, b, true)) fail(message) }
      assert.fail = fail
      assert.throws = (run, message) => { try { run() } catch { return } fail(message ?? "Missing exception") }
      assert.strict = assert
      Object.freeze(assert)
      const out = globalThis.print
      const say = (...values) => out(...values.map((value) => typeof value === "string" ? value : text(value)))
      const console = Object.freeze({ log: say, info: say, debug: say, warn: say, error: say,
        assert: (value, ...rest) => { if (!value) fail(rest.length === 0 ? undefined : rest.join(" ")) } })
      const require = (name) => {
        if (/^(node:)?assert(\\/strict)?$/.test(name)) return assert
        throw new Error("Cannot find module '" + name + "'")
      }
      const fixed = { enumerable: false, configurable: false, writable: false }
      Object.defineProperty(globalThis, "console", { value: console, ...fixed })
      Object.defineProperty(globalThis, "require", { value: require, ...fixed })
      delete globalThis.print
      globalThis.module = { exports: {} }
      globalThis.exports = globalThis.module.exports
      let state = 20071
      Math.random = () => (state = (state * 16807) % 2147483647) / 2147483647
      const Then = Date
      globalThis.Date = class Date extends Then {
        constructor(...parts) { if (parts.length === 0) super(0); else super(...parts) }
        static now() { return 0 }
      }
    })()`

  const said = () => printed.join("\n")
  const full = (message: string): SandboxOutcome | undefined => {
    if (/interrupted/.test(message)) return { ended: "limit", limit: "steps" }
    if (/out of memory|string too long|invalid array/.test(message)) return { ended: "limit", limit: "memory" }
    if (/stack overflow|Maximum call stack/.test(message)) return { ended: "limit", limit: "stack" }
    return undefined
  }
  const told = (error: unknown): SandboxOutcome => {
    const fields: { readonly name?: unknown; readonly message?: unknown } =
      typeof error === "object" && error !== null ? error : { name: "Error", message: error }
    const message = `${String(fields.name)}: ${String(fields.message)}`
    // Only the engine makes an InternalError; scripts may throw whatever text they like.
    const limit = fields.name === "InternalError" || fields.name === "SyntaxError" ? full(message) : undefined
    // An error that there was no memory left to make comes without name and text.
    if (error === null || error === "") return { ended: "limit", limit: "memory" }
    return limit ?? { ended: "error", message, printed: said() }
  }

  try {
    let value = "undefined"
    for (const script of [surroundings, ...scripts]) {
      const result = context.evalCode(script, "script.js", { type: "global" })
      if (result.error) return told(context.dump(result.error))
      const jobs = runtime.executePendingJobs()
      if (jobs.error) return told(context.dump(jobs.error))
      const settled = context.getPromiseState(result.value)
      if (settled.type === "rejected") return told(context.dump(settled.error))
      if (settled.type === "pending")
        return { ended: "error", message: "Error: nothing settles the promise", printed: said() }
      const dumped: unknown = context.dump(settled.value)
      value = typeof dumped === "string" ? dumped : (JSON.stringify(dumped) ?? String(dumped))
    }
    return { ended: "value", value, printed: said() }
  } catch (cause) {
    // The engine itself gave up; its memory and its stack are all that can give out here.
    return full(String(cause)) ?? { ended: "limit", limit: "memory" }
  }
}
