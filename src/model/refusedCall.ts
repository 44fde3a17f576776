import { ModelError } from "../errors/ModelError.js"

/** A call that this model cannot serve, whoever sends it again. */
export const refusedCall = (
  id: string,
  problem: { readonly value: string; readonly limit: string; readonly advice: string }
): ModelError => new ModelError({ reason: "refused", retryable: false, what: `Call to model ${id}`, ...problem })
