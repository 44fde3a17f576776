import { type ChildProcess, spawn } from "node:child_process"
import { join } from "node:path"
import { createInterface } from "node:readline"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type * as Scope from "effect/Scope"
import { TrainerError } from "../../../errors/TrainerError.js"
import { packageRoot } from "../../../model/packageRoot.js"
import { readWorkerLine, writeWorkerLine } from "./workerLines.js"

/** How to start the process that trains. Everything has a default. */
export interface TrainingWorkerOptions {
  /**
   * A Python with PyTorch 1.13 or later and numpy. Default: the environment variable GAIN_PYTHON; else the first of `python3`
   * on the path and `/usr/bin/python3` that has them. One that is named is never replaced by another.
   */
  readonly python?: string
  /** `cpu` (default), `cuda` or `cuda:1`, … */
  readonly device?: string
  /** Threads of PyTorch. Default: 1. */
  readonly threads?: number
  /** Longest wait for the worker to be ready. Unit: seconds; default 180. */
  readonly startSeconds?: number
  /** A worker that is silent for so long is ended; it gives a sign of life every `heartbeatSeconds`. Default: 90. */
  readonly silenceSeconds?: number
  /** Default: 2. */
  readonly heartbeatSeconds?: number
  /** Variables of the worker's environment besides the inherited ones. */
  readonly environment?: Readonly<Record<string, string>>
}

/** What the worker says of its machine when it is ready. */
export const WorkerMachine = Schema.Struct({
  python: Schema.String,
  torch: Schema.String,
  numpy: Schema.String,
  /** Name of the GPU; `null` on the processor. */
  cuda: Schema.NullOr(Schema.String),
  /** Billions of operations a second in a product of matrices on the processor. Below 10: PyTorch has no fast BLAS. */
  gigaflops: Schema.Number,
  pid: Schema.Int
})
export type WorkerMachine = typeof WorkerMachine.Type

/** A worker that is ready. */
export interface TrainingWorker {
  readonly machine: WorkerMachine
  /** The interpreter that runs it. */
  readonly python: string
  /** Asks for one thing; the worker answers in order. Errors: TrainerError. */
  readonly request: <A>(
    operation: string,
    body: Readonly<Record<string, unknown>>,
    result: Schema.Codec<A, unknown>
  ) => Effect.Effect<A, TrainerError>
}

/** How to get what the worker needs; the end of every message about a missing part. */
export const pythonAdvice =
  "Install it (Debian: apt install python3-torch libopenblas0-pthread; elsewhere: pip install torch numpy --index-url " +
  "https://download.pytorch.org/whl/cpu --extra-index-url https://pypi.org/simple), then name that Python in GAIN_PYTHON. " +
  "Without it, the simulated and the in-context learner work."

const faultFields = {
  what: Schema.String,
  value: Schema.String,
  limit: Schema.String,
  advice: Schema.String
}
const faultReason = Schema.Literals([
  "model-file",
  "wrong-type",
  "not-finite",
  "out-of-memory",
  "write",
  "checkpoint",
  "request",
  "unavailable",
  "worker"
])
const Message = Schema.Union([
  Schema.Struct({ kind: Schema.Literal("ready"), ...WorkerMachine.fields }),
  Schema.Struct({ kind: Schema.Literal("unfit"), missing: Schema.String, python: Schema.String }),
  Schema.Struct({ kind: Schema.Literal("alive") }),
  Schema.Struct({ kind: Schema.Literal("result"), id: Schema.Int }),
  Schema.Struct({ kind: Schema.Literal("error"), id: Schema.Int, reason: faultReason, ...faultFields })
])
type Message = typeof Message.Type
type Fault = Extract<Message, { kind: "error" }>

const reasons: Readonly<Record<Fault["reason"], TrainerError["reason"]>> = {
  "model-file": "unsupported",
  "wrong-type": "unsupported",
  "not-finite": "not-finite",
  "out-of-memory": "out-of-memory",
  write: "checkpoint",
  checkpoint: "checkpoint",
  request: "unsupported",
  unavailable: "unavailable",
  worker: "worker"
}

const ofFault = ({ reason, what, value, limit, advice }: Fault) =>
  new TrainerError({ reason: reasons[reason], retryable: reason === "write", what, value, limit, advice })

const lost = (
  value: string,
  stderr: string,
  advice = "Open the trainer again and load the last checkpoint: it is whole."
) =>
  new TrainerError({
    reason: "worker",
    retryable: false,
    what: "Training worker",
    value: stderr.trim() === "" ? value : `${value} (${stderr.trim().split("\n").slice(-3).join(" | ").slice(-400)})`,
    limit: "it must answer until it is closed",
    advice
  })

const disposed = () =>
  new TrainerError({
    reason: "disposed",
    retryable: false,
    what: "Training worker",
    value: "closed",
    limit: "requests are taken until the trainer is closed",
    advice: "Open the trainer again and load the last checkpoint."
  })

/** An interpreter that cannot be the worker, and why. */
class Unfit extends Error {}

interface Waiting {
  readonly resolve: (message: unknown) => void
  readonly reject: (error: TrainerError) => void
}

const decode = Schema.decodeUnknownSync(Message)
const stderrKept = 4096

interface Running {
  readonly machine: WorkerMachine
  readonly python: string
  readonly ask: (body: Readonly<Record<string, unknown>>) => Promise<unknown>
  readonly close: () => Promise<void>
}

/** Starts one interpreter. Rejects with {@link Unfit} when another one may be tried, else with a TrainerError. */
const start = (python: string, options: TrainingWorkerOptions): Promise<Running> =>
  new Promise((ready, refuse) => {
    const threads = String(options.threads ?? 1)
    const settings = {
      device: options.device ?? "cpu",
      threads: options.threads ?? 1,
      heartbeatSeconds: options.heartbeatSeconds ?? 2
    }
    const script = join(packageRoot(), "src/cases/cpmobius/weights/worker/worker.py")
    const child: ChildProcess = spawn(python, ["-B", script, JSON.stringify(settings)], {
      stdio: ["pipe", "pipe", "pipe"],
      // Read when the process starts: PyTorch and BLAS would each take all cores, and wait for each other by spinning.
      env: {
        OMP_NUM_THREADS: threads,
        OPENBLAS_NUM_THREADS: threads,
        OMP_WAIT_POLICY: "passive",
        ...process.env,
        ...options.environment
      }
    })
    const waiting = new Map<number, Waiting>()
    let isReady = false
    let ended: TrainerError | null = null
    let stderr = ""
    let next = 1
    let silence: NodeJS.Timeout | undefined

    const fail = (error: TrainerError) => {
      ended ??= error
      clearTimeout(silence)
      for (const { reject } of waiting.values()) reject(ended)
      waiting.clear()
      child.kill("SIGKILL")
    }
    const listen = (seconds: number, problem: string) => {
      clearTimeout(silence)
      silence = setTimeout(() => {
        const error = lost(`${problem} for ${seconds} s`, stderr)
        fail(error)
        refuse(error)
      }, seconds * 1000)
      silence.unref()
    }
    const unfit = (problem: string) => {
      refuse(new Unfit(problem))
      fail(lost(problem, stderr))
    }
    const exited = new Promise<void>((resolve) => {
      child.once("close", (code, signal) => {
        const how = signal === null ? `ended with ${code}` : `was ended by ${signal}`
        if (!isReady && ended === null) unfit(`${python} ${how} before it was ready: ${stderr.trim().slice(-300)}`)
        const hint = signal === "SIGKILL" ? " The system ends a process that way when memory is short." : ""
        fail(lost(how, stderr, `Open the trainer again and load the last checkpoint: it is whole.${hint}`))
        resolve()
      })
      child.once("error", (cause) => {
        unfit(`${python} does not start (${"code" in cause ? String(cause.code) : cause.message})`)
        resolve()
      })
    })
    child.stdin?.on("error", () => {})
    child.stderr?.on("data", (data: Buffer) => {
      stderr = (stderr + data.toString("utf8")).slice(-stderrKept)
    })

    const ask = (body: Readonly<Record<string, unknown>>): Promise<unknown> =>
      new Promise((resolve, reject) => {
        if (ended !== null) return reject(ended)
        const id = next++
        waiting.set(id, { resolve, reject })
        child.stdin?.write(writeWorkerLine({ id, ...body }))
      })
    const close = async () => {
      ended ??= disposed()
      fail(ended)
      await exited
    }

    const take = (message: Message, raw: unknown) => {
      if (message.kind === "unfit") return unfit(`${python} (Python ${message.python}) has no ${message.missing}`)
      if (message.kind === "ready") {
        isReady = true
        const { kind: _, ...machine } = message
        return ready({ machine, python, ask, close })
      }
      if (message.kind === "alive") return
      if (message.kind === "error" && message.id === 0) {
        const error = ofFault(message)
        refuse(error)
        return fail(error)
      }
      const caller = waiting.get(message.id)
      waiting.delete(message.id)
      if (message.kind === "error") caller?.reject(ofFault(message))
      else caller?.resolve(raw)
    }
    listen(options.startSeconds ?? 180, "not ready")
    if (child.stdout === null) return unfit(`${python} has no output`)
    createInterface({ input: child.stdout, crlfDelay: Number.POSITIVE_INFINITY }).on("line", (line) => {
      if (ended !== null) return
      const read = readWorkerLine(line)
      if (read.kind === "broken")
        return isReady ? fail(lost(`sent ${read.problem}`, stderr)) : unfit(`${python} sent ${read.problem}`)
      try {
        take(decode(read.message), read.message)
      } catch (cause) {
        fail(lost(`sent a message that is not understood (${String(cause).slice(0, 200)})`, stderr))
      }
      if (isReady && ended === null) listen(options.silenceSeconds ?? 90, "silent")
    })
  })

const named = (options: TrainingWorkerOptions): ReadonlyArray<string> => {
  const one = options.python ?? process.env.GAIN_PYTHON
  return one === undefined || one === "" ? ["python3", "/usr/bin/python3"] : [one]
}

const startFirstFit = async (options: TrainingWorkerOptions): Promise<Running> => {
  const problems: Array<string> = []
  for (const python of named(options)) {
    try {
      return await start(python, options)
    } catch (cause) {
      if (!(cause instanceof Unfit)) throw cause
      problems.push(cause.message)
    }
  }
  throw new TrainerError({
    reason: "unavailable",
    retryable: false,
    what: "Python for training",
    value: problems.join("; "),
    limit: "a Python with PyTorch 1.13 or later and numpy is required to train weights",
    advice: pythonAdvice
  })
}

const asTrainerError = (cause: unknown) => (cause instanceof TrainerError ? cause : lost(String(cause), ""))

/**
 * Starts the process that trains weights, for as long as the scope lasts.
 *
 * The process is watched: it has to be ready in time and to give signs of life; a line that does not check, silence and death
 * are errors of reason `worker`, and every later request fails with the same one.
 *
 * Errors: TrainerError `unavailable` when no Python with PyTorch is found (the message lists what was tried and how to get it)
 * or the device cannot be used, `worker`, and what the request itself ends with.
 */
export const trainingWorker = (
  options: TrainingWorkerOptions = {}
): Effect.Effect<TrainingWorker, TrainerError, Scope.Scope> =>
  Effect.map(
    Effect.acquireRelease(
      Effect.tryPromise({ try: () => startFirstFit(options), catch: asTrainerError }),
      ({ close }) => Effect.promise(close)
    ),
    ({ machine, python, ask }) => ({
      machine,
      python,
      request: (operation, body, result) =>
        Effect.uninterruptible(
          Effect.flatMap(
            Effect.tryPromise({ try: () => ask({ operation, ...body }), catch: asTrainerError }),
            (answer) =>
              Effect.mapError(Schema.decodeUnknownEffect(result)(answer), (problem) =>
                lost(`answered ${operation} with something else (${String(problem).slice(0, 200)})`, "")
              )
          )
        )
    })
  )
