import * as Effect from "effect/Effect"
import { InputError } from "../errors/InputError.js"
import type { GgufHeader } from "./readGguf.js"

/** How a model file is laid out on a machine. */
export interface LlamaPlan {
  readonly contexts: number
  /** Calls that run at once, over all contexts. */
  readonly sequences: number
  readonly contextTokens: number
  /** Threads of each context. */
  readonly threads: number
}

const mostTokensByDefault = 4096
const mostSequencesOfAContext = 256
const tinyBytes = 50 * 1024 * 1024

/** Below 50 MB the arithmetic of one token is shorter than the meeting of two threads. */
export const isTiny = (header: GgufHeader): boolean => header.bytes < tinyBytes

const count = (what: string, value: number | undefined, most: number, advice: string) =>
  value === undefined || (Number.isInteger(value) && value >= 1 && value <= most)
    ? Effect.void
    : Effect.fail(
        new InputError({ what, value: String(value), limit: `requires a whole number from 1 to ${most}`, advice })
      )

/**
 * Checks the layout that the caller asked for, before anything is loaded.
 *
 * Errors: InputError for a count that is no whole number in range, or a context beyond what the model was trained on.
 */
export const checkLlamaOptions = (options: Partial<LlamaPlan>, header: GgufHeader): Effect.Effect<void, InputError> =>
  Effect.gen(function* () {
    yield* count("Contexts of the model", options.contexts, 64, "Leave it out for one a core.")
    yield* count("Threads of a context", options.threads, 1024, "Leave it out for the default.")
    const most = (options.contexts ?? 64) * mostSequencesOfAContext
    yield* count("Sequences of the model", options.sequences, most, "One context has at most 256 sequences.")
    const trained = header.contextLength ?? Number.MAX_SAFE_INTEGER
    yield* count(
      "Context tokens of the model",
      options.contextTokens,
      trained,
      "The file says how long it was trained on."
    )
  })

/**
 * Fills in what the caller left open.
 *
 * A tiny model (file below 50 MB) gets one context of one thread for each core, at most four (the native library's worker
 * threads); a larger one gets one context with all cores but one. Context: what the model was trained on, at most 4,096.
 * Sequences of a context: as many as fit 32,768 tokens, at most 64.
 */
export const planLlama = (
  options: Partial<LlamaPlan>,
  machine: { readonly cores: number; readonly onGpu: boolean },
  header: GgufHeader
): LlamaPlan => {
  const contextTokens =
    options.contextTokens ?? Math.min(header.contextLength ?? mostTokensByDefault, mostTokensByDefault)
  const tiny = isTiny(header)
  const wanted = options.contexts ?? (tiny && !machine.onGpu ? Math.min(machine.cores, 4) : 1)
  const perContext = Math.max(1, Math.min(64, Math.floor(32768 / contextTokens)))
  const sequences = options.sequences ?? wanted * perContext
  const contexts = Math.max(Math.min(wanted, sequences), Math.ceil(sequences / mostSequencesOfAContext))
  return { contexts, sequences, contextTokens, threads: options.threads ?? (tiny ? 1 : Math.max(1, machine.cores - 1)) }
}
