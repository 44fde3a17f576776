import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as FiberSet from "effect/FiberSet"
import * as Option from "effect/Option"
import { SystemError } from "../errors/SystemError.js"
import { isRefusal, type Refusal, type Stop } from "./Conversation.js"

/** Refusals after which code that goes on asking is no longer waited for. */
const mostRefusals = 1000

/** How the caller's code ended: with a value, with an exception, or because it was not waited for any longer. */
type Ending =
  | { readonly kind: "returned"; readonly value: unknown }
  | { readonly kind: "threw"; readonly cause: unknown }
  | { readonly kind: "left" }

const nothing = (): void => {}

/** An error with everything that it says it was caused by. */
const causesOf = (error: unknown, seen: Set<unknown> = new Set()): ReadonlySet<unknown> => {
  if (typeof error !== "object" || error === null || seen.has(error)) return seen
  seen.add(error)
  if ("cause" in error) causesOf(error.cause, seen)
  if ("error" in error) causesOf(error.error, seen)
  if ("errors" in error && Array.isArray(error.errors)) for (const one of error.errors) causesOf(one, seen)
  return seen
}

/**
 * One run of the caller's code on one item: the border between its promises and the trial.
 *
 * What stops the trial (an outage, the ledger, a cap of the run) stays in force however the code takes it. A refused call is
 * only told to the code. Calls that are under way when the code returns are carried to their end, later ones are refused.
 */
export class UserCode {
  private stop: Stop | undefined
  private ended = false
  private refusals = 0
  private readonly refused = new Set<unknown>()
  private readonly controller = new AbortController()
  private leave: () => void = nothing

  private constructor(
    readonly name: string,
    private readonly fork: <A, E>(effect: Effect.Effect<A, E>) => Promise<Exit.Exit<A, E>>
  ) {}

  /** Aborted when the trial ends. */
  get signal(): AbortSignal {
    return this.controller.signal
  }

  /** A fault of the code. */
  fault(value: string, limit: string, advice: string, cause?: unknown): SystemError {
    return new SystemError({
      what: `System ${this.name}`,
      value,
      limit,
      advice,
      ...(cause === undefined ? {} : { cause })
    })
  }

  /** Why nothing can be asked any more; `undefined` as long as something can. */
  get closed(): Stop | undefined {
    if (!this.ended) return this.stop
    return this.fault(
      "called after its trial had ended",
      "calls belong to the trial that handed out the model",
      "Wait for every call before the answer is returned."
    )
  }

  /** Tells the code that a call is not sent, and why. */
  refuse(refusal: Refusal): Refusal {
    this.refused.add(refusal)
    if (++this.refusals > mostRefusals) this.leave()
    return refusal
  }

  /** Stops the trial, whatever the code makes of it. */
  halt(stop: Stop): Stop {
    this.stop ??= stop
    return this.stop
  }

  /** Runs an effect of the trial for the code; what it fails with stops the trial, refusals excepted. */
  async carry<A>(effect: Effect.Effect<A, Stop | Refusal>): Promise<A> {
    const exit = await this.fork(effect)
    if (Exit.isSuccess(exit)) return exit.value
    const error = Option.getOrUndefined(Cause.findErrorOption(exit.cause))
    if (error === undefined) {
      throw this.halt(
        this.fault(
          `asked for what could not be carried out: ${Cause.pretty(exit.cause).split("\n")[0]}`,
          "the model's dialect must have such a turn",
          "Ask for another kind of turn, or use an instruct model."
        )
      )
    }
    throw isRefusal(error) ? this.refuse(error) : this.halt(error)
  }

  /** Hands a promise to the code; one that it drops must not end the process. */
  hand<A>(promise: Promise<A>): Promise<A> {
    promise.catch(nothing)
    return promise
  }

  /**
   * Runs code to the answer that counts, or to `undefined` when it ended without one because the budget did: then the answer
   * at hand counts. `seconds` is the trial's deadline.
   *
   * Errors: what stopped the trial; SystemError for an exception of the code's own, and for what is no answer.
   */
  static run(
    name: string,
    seconds: number | undefined,
    play: (code: UserCode) => Promise<unknown>
  ): Effect.Effect<string | null | undefined, Stop> {
    return Effect.scoped(
      Effect.gen(function* () {
        const fibers = yield* FiberSet.make<Exit.Exit<unknown, unknown>>()
        const fork = yield* FiberSet.runtimePromise(fibers)()
        const code = new UserCode(name, (effect) => fork(Effect.exit(effect)))
        const played = Effect.callback<Ending>((resume) => {
          code.leave = () => resume(Effect.succeed({ kind: "left" }))
          Promise.resolve(code)
            .then(play)
            .then(
              (value) => resume(Effect.succeed({ kind: "returned", value })),
              (cause: unknown) => resume(Effect.succeed({ kind: "threw", cause }))
            )
        })
        const left = Effect.succeed<Ending>({ kind: "left" })
        const timed =
          seconds === undefined
            ? played
            : Effect.timeoutOrElse(played, { duration: seconds * 1000, orElse: () => left })
        const ending = yield* Effect.ensuring(
          timed,
          Effect.sync(() => {
            code.ended = true
            code.controller.abort()
          })
        )
        yield* FiberSet.awaitEmpty(fibers)
        if (code.stop !== undefined) return yield* Effect.fail(code.stop)
        if (ending.kind === "left") return undefined
        if (ending.kind === "threw") {
          if ([...causesOf(ending.cause)].some((cause) => code.refused.has(cause))) return undefined
          return yield* code.threw(ending.cause)
        }
        const { value } = ending
        if (typeof value === "string" || value === null) return value
        return yield* code.fault(
          `returned ${value === undefined ? "nothing" : JSON.stringify(value)?.slice(0, 80)}`,
          "requires an answer as text, or null for none",
          "Return the answer's text."
        )
      })
    )
  }

  private threw(cause: unknown): SystemError {
    if (cause instanceof SystemError) return cause
    const said = cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause)
    return this.fault(
      `threw ${said}`,
      "a fault of the code is neither an outage nor an answer",
      "Correct it. Where trials that have ended would end the same, keep the version and resume; else raise it and start anew.",
      cause
    )
  }
}
