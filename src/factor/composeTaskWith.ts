import * as Effect from "effect/Effect"
import { InputError } from "../errors/InputError.js"
import { checkFactors } from "./checkFactors.js"
import type { ContextFactor, Factor } from "./Factor.js"
import type { TaskSettings } from "./TaskSettings.js"

/** One level, or none, of every factor of a library that moves tasks. */
export type TaskLevelsOf<Factors extends ReadonlyArray<Factor>> = {
  readonly [One in Extract<Factors[number], { readonly kind: "context" }> as One["id"]]?: One["levels"][number]
}

const composed = Effect.fnUntraced(function* <Settings extends TaskSettings>(
  factors: ReadonlyArray<Factor>,
  task: Settings,
  levels: Readonly<Record<string, string | undefined>>
): Effect.fn.Return<Omit<Settings, keyof TaskSettings> & TaskSettings, InputError> {
  yield* checkFactors(factors)
  const movers = factors.filter((factor): factor is ContextFactor => factor.kind === "context")
  const { where, window, ...rest } = task
  let settings: TaskSettings = {
    ...(where === undefined ? {} : { where }),
    ...(window === undefined ? {} : { window })
  }
  for (const [id, level] of Object.entries(levels)) {
    const factor = movers.find((one) => one.id === id)
    if (factor === undefined || level === undefined || !factor.levels.includes(level)) {
      return yield* new InputError({
        what: factor === undefined ? "Factor of tasks" : `Level of the factor ${id}`,
        value: factor === undefined ? id : String(level),
        limit: `must be one of ${(factor?.levels ?? movers.map((one) => one.id)).join(", ")}`,
        advice: factor === undefined ? "Correct the id; factors of systems are set with compose." : "Correct the level."
      })
    }
  }
  for (const factor of movers) {
    const level = levels[factor.id]
    if (level === undefined) continue
    const reason = factor.refuses?.(level, settings)
    if (reason !== undefined) {
      return yield* new InputError({
        what: `${factor.id}=${level} on a task`,
        value: "does not fit",
        limit: reason,
        advice: "Choose another level or another task."
      })
    }
    settings = factor.apply(level, settings)
  }
  return { ...rest, ...settings }
})

/**
 * The same as `composeWith` for factors of tasks: a function that sets which items a study's task takes, and how many facts a
 * call may carry. What else the task says stays.
 *
 * Errors: throws InputError for unknown ids and levels, and for levels that a factor refuses.
 *
 * @example
 * ```ts
 * import { composeTaskWith } from "collaboration-gain"
 * import { horizon, window } from "collaboration-gain/factors"
 *
 * const composeTask = composeTaskWith([horizon, window])
 * const task = composeTask({ id: "lookup", window: 8 }, { horizon: "long", window: "4" })
 * console.log(task) // {"id":"lookup","where":{"context":{"horizon":{"least":6}}},"window":4}
 * ```
 *
 * @category factors
 */
export const composeTaskWith =
  <const Factors extends ReadonlyArray<Factor>>(factors: Factors) =>
  <Settings extends TaskSettings>(
    task: Settings,
    levels: TaskLevelsOf<Factors>
  ): Omit<Settings, keyof TaskSettings> & TaskSettings =>
    Effect.runSync(composed(factors, task, { ...levels }))
