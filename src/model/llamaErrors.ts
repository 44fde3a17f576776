import { ModelError } from "../errors/ModelError.js"
import type { ModelRequest } from "./LanguageModel.js"
import { nodeLlamaCppInstall } from "./loadNodeLlamaCpp.js"
import { refusedCall } from "./refusedCall.js"

/** Why a call ended without a reply although nothing is broken. */
export class Ended extends Error {}

/** A failure of the native library, or an {@link Ended}, as a model error. */
export const modelError = (id: string, cause: unknown): ModelError => {
  const what = `Model ${id}`
  if (cause instanceof Ended || (cause instanceof Error && cause.constructor.name === "DisposedError")) {
    return new ModelError({
      reason: "aborted",
      retryable: false,
      what,
      value: cause.message,
      limit: "the model must stay open until its calls have ended",
      advice: "Use the model inside the scope that opened it."
    })
  }
  // The library's error classes do not set their name.
  const kind = cause instanceof Error ? cause.constructor.name : ""
  const said = cause instanceof Error && cause.message !== kind ? `${kind}: ${cause.message}` : String(cause)
  if (/InsufficientMemory|out of memory|failed to allocate|bad_alloc/iu.test(said)) {
    return new ModelError({
      reason: "out-of-memory",
      retryable: false,
      what,
      value: said,
      limit: "the weights and all sequences must fit into memory",
      advice: "Ask for fewer sequences or fewer context tokens, or take a smaller file."
    })
  }
  const noBuild = kind === "NoBinaryFoundError"
  return new ModelError({
    reason: "unavailable",
    retryable: false,
    what,
    value: said,
    limit: noBuild
      ? "a ready-made build of llama.cpp for this machine is required"
      : "llama.cpp must be able to load and run the file",
    advice: noBuild
      ? `Leave out the gpu option, or run: ${nodeLlamaCppInstall} --include=optional`
      : "Check that the file works with llama.cpp itself, or take another one."
  })
}

/** What is wrong with the numbers of a request; `null` if nothing is. */
export const requestProblem = (id: string, request: ModelRequest): ModelError | null => {
  const { maxTokens, temperature, seed } = request
  const advice = "This is an error of the caller: correct the request."
  if (!(Number.isInteger(maxTokens) && maxTokens >= 1)) {
    return refusedCall(id, { value: `maxTokens ${maxTokens}`, limit: "requires a whole number of at least 1", advice })
  }
  if (!(Number.isFinite(temperature) && temperature >= 0)) {
    return refusedCall(id, {
      value: `temperature ${temperature}`,
      limit: "requires a finite number, at least 0",
      advice
    })
  }
  if (!(Number.isInteger(seed) && seed >= 0 && seed <= 0xffffffff)) {
    return refusedCall(id, { value: `seed ${seed}`, limit: "requires a whole number from 0 to 4294967295", advice })
  }
  return null
}
