import * as Effect from "effect/Effect"
import { type CustomSystem, systemName } from "../agent/CustomSystem.js"
import type { Blueprint } from "../blueprint/Blueprint.js"
import type { Design } from "../design/Design.js"
import { InputError } from "../errors/InputError.js"
import { LedgerError } from "../errors/LedgerError.js"

/** Code that a run is handed, by `id@version`. */
export type Systems = ReadonlyMap<string, CustomSystem>

const asText = (value: unknown): string => JSON.stringify(value) ?? "absent"

/** What differs between two pieces of plain data, leaf by leaf. */
const differences = (before: unknown, after: unknown, path = ""): ReadonlyArray<string> => {
  const open = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null
  if (!open(before) || !open(after)) {
    return before === after ? [] : [`${path} was ${asText(before)}, is ${asText(after)}`]
  }
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].flatMap((key) =>
    differences(before[key], after[key], path === "" ? key : `${path}.${key}`)
  )
}

const customOf = ({ protocol }: Blueprint) => (protocol.kind === "custom" ? protocol : undefined)

/** Refuses a resume with other code than the run began with, and says what changed. */
const otherVersion = (blueprint: Blueprint, given: CustomSystem): LedgerError => {
  const now = given.kind === "foreign" ? given.blueprint : { ...blueprint, protocol: given.protocol }
  return new LedgerError({
    reason: "mismatch",
    what: `System ${blueprint.id}`,
    value: differences(blueprint, now).join("; "),
    limit: "a run must be resumed with the code that it began with",
    advice: "Hand in the version that the run began with, or start a new run."
  })
}

/**
 * The code that a design's custom protocols need, checked before any token is spent.
 *
 * Errors: InputError for code that was not handed in, or twice under one id and version, and for a foreign system whose
 * blueprint lacks one of its agents; with `resumed`, LedgerError `mismatch` with the difference when only another version of
 * the code was handed in.
 */
export const checkSystems = Effect.fnUntraced(function* (
  design: Pick<Design, "arms">,
  given: ReadonlyArray<CustomSystem>,
  resumed: boolean
): Effect.fn.Return<Systems, InputError | LedgerError> {
  const systems = new Map<string, CustomSystem>()
  for (const system of given) {
    const name = systemName(system)
    if (systems.has(name)) {
      return yield* new InputError({
        what: "Systems of the run",
        value: `${name} twice`,
        limit: "every id and version may be handed in once",
        advice: "Drop one of them, or give it a version of its own."
      })
    }
    systems.set(name, system)
  }
  for (const { blueprint } of design.arms) {
    const needed = customOf(blueprint)
    if (needed === undefined) continue
    const system = systems.get(systemName(needed))
    if (system === undefined) {
      const other = given.find(({ id }) => id === needed.id)
      if (resumed && other !== undefined) return yield* otherVersion(blueprint, other)
      return yield* new InputError({
        what: `Blueprint ${blueprint.id}`,
        value: `code ${systemName(needed)}`,
        limit: `must be handed in; there is ${[...systems.keys()].join(", ") || "none"}`,
        advice: "Hand it in under `systems`; a study file exports it beside its study as `systems`."
      })
    }
    if (system.kind === "protocol") continue
    const lacking = system.blueprint.agents.find(({ id }) => !blueprint.agents.some((agent) => agent.id === id))
    if (lacking !== undefined) {
      return yield* new InputError({
        what: `Blueprint ${blueprint.id}`,
        value: `no agent ${lacking.id}`,
        limit: `the system ${systemName(needed)} speaks through it`,
        advice: "Keep the agents' ids; everything else about them may differ."
      })
    }
  }
  return systems
})
