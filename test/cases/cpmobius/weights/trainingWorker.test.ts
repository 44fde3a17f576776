import { chmodSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { describe, expect, it } from "vitest"
import {
  type TrainingWorker,
  type TrainingWorkerOptions,
  trainingWorker
} from "../../../../src/cases/cpmobius/weights/TrainingWorker.js"
import { readWorkerLine, writeWorkerLine } from "../../../../src/cases/cpmobius/weights/workerLines.js"
import { temporaryFolder } from "../../../fixtures/temporaryFolder.js"

const ready = writeWorkerLine({
  kind: "ready",
  python: "3.11.2",
  torch: "2.0.0",
  numpy: "1.24.0",
  cuda: null,
  gigaflops: 50,
  pid: 1
})

/** A program that is started instead of Python: `script` runs in Node with `send(message)` and `onLine(take)`. */
const fake = (script: string): string => {
  const folder = temporaryFolder()
  const file = join(folder, "fake")
  writeFileSync(
    file,
    `#!${process.execPath}
const { createHash } = require("node:crypto")
const ready = ${JSON.stringify(ready)}
const send = (message) => {
  const text = JSON.stringify(message)
  process.stdout.write("gain-weights/1 " + createHash("sha256").update(text).digest("hex") + " " + text + "\\n")
}
const onLine = (take) => require("node:readline").createInterface({ input: process.stdin }).on("line", (line) => take(JSON.parse(line.slice(80)), line))
${script}
`
  )
  chmodSync(file, 0o755)
  return file
}

const use = <A>(options: TrainingWorkerOptions, work: (worker: TrainingWorker) => Effect.Effect<A, unknown>) =>
  Effect.runPromise(Effect.scoped(Effect.flatMap(trainingWorker(options), work)))
const fault = (options: TrainingWorkerOptions, work: (worker: TrainingWorker) => Effect.Effect<unknown, unknown>) =>
  Effect.runPromise(Effect.flip(Effect.scoped(Effect.flatMap(trainingWorker(options), work))))
const never = () => Effect.die("a worker that should not have started")
const Doubled = Schema.Struct({ doubled: Schema.Number })
const double = (worker: TrainingWorker, value: number) => worker.request("double", { value }, Doubled)

describe("lines of the protocol", () => {
  it("come back as they were written", () => {
    const message = { id: 1, text: "Γ ≥ 1\n", numbers: [0.1, -2e-9] }
    expect(readWorkerLine(writeWorkerLine(message).trimEnd())).toEqual({ kind: "message", message })
  })

  it("are refused when a byte is lost or the version is another", () => {
    const line = writeWorkerLine({ id: 1 }).trimEnd()
    for (const broken of [line.replace("1}", "2}"), line.replace("/1 ", "/2 "), line.slice(0, 40), "", "Traceback"]) {
      expect(readWorkerLine(broken).kind).toBe("broken")
    }
  })
})

describe("a training worker", () => {
  it("answers requests in any number, and is gone with its scope", async () => {
    const python = fake(`
process.stdout.write(ready)
onLine(({ id, operation, value }) => send({ kind: "result", id, doubled: 2 * value }))`)
    let after: TrainingWorker | undefined
    const values = await use({ python }, (worker) => {
      after = worker
      return Effect.forEach([1, 2, 3], (value) => double(worker, value), { concurrency: "unbounded" })
    })
    expect(values.map(({ doubled }) => doubled)).toEqual([2, 4, 6])
    if (after === undefined) throw new Error("no worker")
    expect(await Effect.runPromise(Effect.flip(double(after, 1)))).toMatchObject({ reason: "disposed" })
  })

  it("tells an error of the request with its reason, and goes on", async () => {
    const python = fake(`
process.stdout.write(ready)
const fields = { what: "Tensor x", value: "Q2_K", limit: "requires F16", advice: "Take another." }
onLine(({ id, value }) => send(value < 0 ? { kind: "error", id, reason: "wrong-type", ...fields } : { kind: "result", id, doubled: 2 * value }))`)
    const results = await use({ python }, (worker) =>
      Effect.all([Effect.flip(double(worker, -1)), double(worker, 4)] as const)
    )
    expect(results[0]).toMatchObject({ reason: "unsupported", value: "Q2_K" })
    expect(results[1]).toEqual({ doubled: 8 })
  })

  it.each([
    ["dies", "process.kill(process.pid, 'SIGKILL')", "was ended by SIGKILL"],
    ["ends", "console.error('Segmentation fault'); process.exit(139)", "ended with 139 (Segmentation fault)"],
    ["sends bytes that do not check", "process.stdout.write('gain-weights/1 00 {}\\n')", "sha256"],
    ["prints between the lines", "process.stdout.write('Warning: x\\n')", "does not begin with"],
    ["answers with something else", "send({ kind: 'result', id, tripled: 3 })", "answered double with something else"]
  ])("that %s in a request is an error of the worker, now and later", async (_, deed, said) => {
    const python = fake(`process.stdout.write(ready)\nonLine(({ id }) => { ${deed} })`)
    const error = await fault({ python }, (worker) => double(worker, 1))
    expect(error).toMatchObject({ _tag: "TrainerError", reason: "worker" })
    expect(String(error)).toContain(said)
  })

  it("that is silent for too long is ended; signs of life keep it", async () => {
    const silent = fake("process.stdout.write(ready)\nonLine(() => {})")
    const error = await fault({ python: silent, silenceSeconds: 0.3 }, (worker) => double(worker, 1))
    expect(error).toMatchObject({ reason: "worker", value: "silent for 0.3 s" })
    const slow = fake(`
process.stdout.write(ready)
setInterval(() => send({ kind: "alive" }), 50)
onLine(({ id, value }) => setTimeout(() => send({ kind: "result", id, doubled: 2 * value }), 2200))`)
    expect(await use({ python: slow, silenceSeconds: 1.5 }, (worker) => double(worker, 3))).toEqual({ doubled: 6 })
  })

  it("that is never ready is ended", async () => {
    const error = await fault({ python: fake("setInterval(() => {}, 1000)"), startSeconds: 0.5 }, never)
    expect(error).toMatchObject({ reason: "worker", value: "not ready for 0.5 s" })
  })

  it("without Python or PyTorch says what was tried and how to get it", async () => {
    const none = await fault({ python: "/no/such/python3" }, never)
    expect(none).toMatchObject({ reason: "unavailable", value: "/no/such/python3 does not start (ENOENT)" })
    expect(String(none)).toContain("apt install python3-torch")
    const python = fake(`send({ kind: "unfit", missing: "torch", python: "3.12.1" })`)
    expect(await fault({ python }, never)).toMatchObject({
      reason: "unavailable",
      value: `${python} (Python 3.12.1) has no torch`
    })
    const noPython = fake(`console.error("what is worker.py?"); process.exit(2)`)
    expect(String(await fault({ python: noPython }, never))).toContain(
      "ended with 2 before it was ready: what is worker.py?"
    )
  })

  it("that cannot use its device says so", async () => {
    const python = fake(
      `send({ kind: "error", id: 0, reason: "unavailable", what: "Device", value: "cuda", limit: "x", advice: "y" })`
    )
    expect(await fault({ python, device: "cuda" }, never)).toMatchObject({ reason: "unavailable", value: "cuda" })
  })
})
