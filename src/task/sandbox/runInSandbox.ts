import { createRequire } from "node:module"
import { Worker } from "node:worker_threads"
import * as Effect from "effect/Effect"
import * as Semaphore from "effect/Semaphore"
import { InputError } from "../../errors/InputError.js"
import { runScripts, type SandboxLimits, type SandboxOutcome } from "./runScripts.js"

/** The version of the interpreter that this package was tested with. */
export const quickJsVersion = "0.32"

const locate = (): string => createRequire(import.meta.url).resolve("quickjs-emscripten")

/**
 * Where the interpreter is installed; an optional dependency, which nothing but running programs needs.
 *
 * Errors: InputError with the install line when it is absent.
 */
export const findSandbox = (find: () => string = locate): Effect.Effect<string, InputError> =>
  Effect.try({
    try: find,
    catch: () =>
      new InputError({
        what: "JavaScript sandbox",
        value: "quickjs-emscripten is not installed",
        limit: `version ${quickJsVersion} is required to run programs that a model wrote`,
        advice: `Run: npm install quickjs-emscripten@${quickJsVersion}`
      })
  })

// Build tools that keep function names wrap functions in a call of __name, which the thread must know.
const body = `
const { parentPort, workerData } = require("node:worker_threads")
const __name = (one) => one
const run = ${runScripts.toString()}
run(require(workerData.engine), workerData.scripts, workerData.limits)
  .then((outcome) => parentPort.postMessage(outcome))`

/** A thread takes a core while it runs: two at once, so that inference is not starved. */
const slots = Semaphore.makeUnsafe(2)

const defaults = { kiloSteps: 50_000, megabytes: 64, seconds: 20 } as const

/**
 * Runs JavaScript that nobody vouches for, in an interpreter of its own (QuickJS in WebAssembly) on a thread of its own.
 *
 * The scripts share one global scope and run in order, up to the first that fails. They reach no file, network, timer or
 * module; chance and clock are fixed, so that the same scripts end the same on every machine. Limits: `kiloSteps` thousand
 * jumps and calls (default 50,000: some 25 million turns of a loop), `megabytes` of memory (default 64), a fixed stack, and `seconds` of wall time
 * (default 20) for single native calls that no step counter sees.
 *
 * Assumes: it protects the machine. It does not protect the tests from a program that was written to fool them.
 * Errors: InputError with the install line when quickjs-emscripten is not installed.
 */
export const runInSandbox = Effect.fnUntraced(function* (
  scripts: ReadonlyArray<string>,
  limits: Partial<SandboxLimits> & { readonly seconds?: number } = {},
  find: () => string = locate
): Effect.fn.Return<SandboxOutcome, InputError> {
  const library = yield* findSandbox(find)
  const { kiloSteps, megabytes, seconds } = { ...defaults, ...limits }
  return yield* Semaphore.withPermit(
    slots,
    Effect.callback<SandboxOutcome>((resume) => {
      const worker = new Worker(body, {
        eval: true,
        env: {},
        stdout: true,
        stderr: true,
        workerData: { engine: library, scripts: [...scripts], limits: { kiloSteps, megabytes } },
        resourceLimits: { stackSizeMb: 8 }
      })
      const finish = (outcome: SandboxOutcome) => {
        clearTimeout(timer)
        void worker.terminate()
        resume(Effect.succeed(outcome))
      }
      const timer = setTimeout(() => finish({ ended: "limit", limit: "seconds" }), seconds * 1000)
      worker.once("message", (outcome: SandboxOutcome) => finish(outcome))
      worker.once("error", (cause) => {
        clearTimeout(timer)
        resume(Effect.die(cause))
      })
      return Effect.promise(async () => {
        clearTimeout(timer)
        await worker.terminate()
      })
    })
  )
})
