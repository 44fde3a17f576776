import * as Effect from "effect/Effect"
import type { AgentSpec } from "../blueprint/AgentSpec.js"
import type { Blueprint } from "../blueprint/Blueprint.js"
import { checkBlueprint } from "../blueprint/checkBlueprint.js"
import { InputError } from "../errors/InputError.js"
import { checkFactors } from "./checkFactors.js"
import type { BlueprintFactor, Factor } from "./Factor.js"

/** The factors of a library that move blueprints. */
export type BlueprintFactorsOf<Factors extends ReadonlyArray<Factor>> = Extract<
  Factors[number],
  { readonly kind: "control" | "information" }
>

/** Levels of a factor; those that need a team are left out where the factor names them. */
export type SoloLevel<One extends BlueprintFactor> =
  One extends BlueprintFactor<string, infer Level, infer Team>
    ? string extends Level
      ? Level
      : Exclude<Level, Team>
    : never

/** One level, or none, of every factor of a library that moves blueprints. */
export type LevelsOf<Factors extends ReadonlyArray<Factor>> = {
  readonly [One in BlueprintFactorsOf<Factors> as One["id"]]?: One["levels"][number]
}

/** The same for a lone agent: no levels that need a team. */
export type SoloLevelsOf<Factors extends ReadonlyArray<Factor>> = {
  readonly [One in BlueprintFactorsOf<Factors> as One["id"]]?: SoloLevel<One>
}

/** The same for a lone agent of which the factor `agents` makes several. */
export type GrowingLevelsOf<Factors extends ReadonlyArray<Factor>> = LevelsOf<Factors> & {
  readonly agents: Exclude<LevelsOf<Factors> extends { readonly agents?: infer Level } ? Level : never, "1" | undefined>
}

/**
 * The levels that a blueprint can be composed with, as far as its type shows: a blueprint whose type has one agent takes the
 * levels that need a team only together with more agents.
 */
export type LevelsFor<
  Factors extends ReadonlyArray<Factor>,
  System extends Blueprint
> = System["agents"] extends readonly [AgentSpec] ? SoloLevelsOf<Factors> | GrowingLevelsOf<Factors> : LevelsOf<Factors>

const named = (levels: Readonly<Record<string, string | undefined>>): string =>
  Object.entries(levels)
    .map(([id, level]) => `${id}=${level}`)
    .join(", ")

/** "debate" at topology ring is "debate+topology=ring"; a factor that the name has already is named anew. */
export const composedId = (id: string, factor: string, level: string): string =>
  [...id.split("+").filter((part) => !part.startsWith(`${factor}=`)), `${factor}=${level}`].join("+")

const composed = Effect.fnUntraced(function* (
  factors: ReadonlyArray<Factor>,
  base: Blueprint,
  levels: Readonly<Record<string, string | undefined>>
): Effect.fn.Return<Blueprint, InputError> {
  yield* checkFactors(factors)
  const movers = factors.filter((factor): factor is BlueprintFactor => factor.kind !== "context")
  for (const id of Object.keys(levels)) {
    if (movers.some((factor) => factor.id === id)) continue
    const ofTasks = factors.some((factor) => factor.id === id)
    return yield* new InputError({
      what: ofTasks ? "Factor of tasks" : "Factor",
      value: id,
      limit: `${ofTasks ? "a system has only" : "must be one of"} ${movers.map((factor) => factor.id).join(", ")}`,
      advice: ofTasks ? "Set it on the task, with composeTask." : "Correct the id."
    })
  }
  let blueprint = base
  for (const factor of movers.filter(({ id }) => Object.hasOwn(levels, id))) {
    const level = levels[factor.id]
    if (level === undefined || !factor.levels.includes(level)) {
      return yield* new InputError({
        what: `Level of the factor ${factor.id}`,
        value: String(level),
        limit: `must be one of ${factor.levels.join(", ")}`,
        advice: "Correct the level."
      })
    }
    const reason = factor.refuses?.(level, blueprint)
    if (reason !== undefined) {
      return yield* new InputError({
        what: `${factor.id}=${level} on ${blueprint.id}`,
        value: "does not fit",
        limit: reason,
        advice: "Choose another level or another system."
      })
    }
    blueprint = { ...factor.apply(level, blueprint), id: composedId(blueprint.id, factor.id, level) }
  }
  return yield* Effect.mapError(
    checkBlueprint(blueprint),
    ({ value, limit }) =>
      new InputError({
        what: `${base.id} with ${named(levels)}`,
        value,
        limit,
        advice: "Choose other levels, or change the part named here first."
      })
  )
})

/**
 * Composition over factors of one's own, as an Effect; see {@link composeWith}.
 *
 * @category factors
 */
export const composeEffectWith =
  <const Factors extends ReadonlyArray<Factor>>(factors: Factors) =>
  <const System extends Blueprint>(
    blueprint: System,
    levels: LevelsFor<Factors, System>
  ): Effect.Effect<Blueprint, InputError> =>
    composed(factors, blueprint, { ...levels })

/**
 * Composition over factors of one's own: a function that sets factors of a blueprint to levels, in the order of the list,
 * whatever the order in which the levels are written.
 *
 * The result is named after what was done: `debate+topology=ring`. Ids and levels that the list does not have do not compile,
 * nor do levels that need a team on a blueprint whose type has one agent.
 *
 * Errors: throws InputError for unknown ids and levels, for levels that a factor refuses (with its reason), for a result whose
 * parts do not fit together, and for a list with two factors of one id.
 *
 * @example
 * ```ts
 * import { composeWith } from "collaboration-gain"
 * import { debate, message, topology } from "collaboration-gain/factors"
 *
 * const compose = composeWith([topology, message])
 * console.log(compose(debate, { message: "full", topology: "ring" }).id) // "debate+topology=ring+message=full"
 * ```
 *
 * @category factors
 */
export const composeWith =
  <const Factors extends ReadonlyArray<Factor>>(factors: Factors) =>
  <const System extends Blueprint>(blueprint: System, levels: LevelsFor<Factors, System>): Blueprint =>
    Effect.runSync(composed(factors, blueprint, { ...levels }))
