import * as Effect from "effect/Effect"
import type { Design } from "../design/Design.js"
import { LedgerError } from "../errors/LedgerError.js"
import type { Factor } from "../factor/Factor.js"

/**
 * Refuses to go on with another version of a factor than the run began with: the systems of the run are in the ledger, but what
 * their levels mean would have changed. Factors that were not handed in are taken as they are.
 *
 * Errors: LedgerError `mismatch` with the difference.
 */
export const checkSameFactors = (design: Design, factors: ReadonlyArray<Factor>): Effect.Effect<void, LedgerError> => {
  const used = (design.designs ?? []).flatMap((one) =>
    one.factors.flatMap((factor) => {
      const stored = factor.members ?? [{ id: factor.id, version: factor.version }]
      return stored.map(({ id, version }) => ({ design: one.id, id, version }))
    })
  )
  const changed = [
    ...new Set(
      used.flatMap(({ design: of, id, version }) => {
        const now = factors.find((factor) => factor.id === id)
        return now === undefined || now.version === version
          ? []
          : [`${id} of design ${of} was version ${version}, is ${now.version}`]
      })
    )
  ]
  return changed.length === 0
    ? Effect.void
    : Effect.fail(
        new LedgerError({
          reason: "mismatch",
          what: "Factors",
          value: changed.join("; "),
          limit: "a run must be resumed with the factors that it began with",
          advice: "Use the package version that the run began with, or start a new run."
        })
      )
}
