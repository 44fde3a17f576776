import type { Blueprint } from "../blueprint/Blueprint.js"
import type { Factor } from "./Factor.js"
import type { TaskSettings } from "./TaskSettings.js"

/** A system and the task settings that it runs under. */
export interface Configuration {
  readonly blueprint: Blueprint
  readonly settings: TaskSettings
}

/** A level that cannot be set, and why. */
export interface Refusal {
  readonly factor: string
  readonly level: string
  readonly reason: string
}

/**
 * Sets every factor to a level, one after the other: blueprint factors change the system, context factors the task's settings.
 *
 * Null levels are applied as well: they take a factor out that the base has. The order of the factors is the order of
 * application.
 *
 * Shape: `levels` holds one level for every factor, by id.
 * Assumes: levels are absolute, as a factor promises. The name of the blueprint stays the base's.
 * Errors: none; what is refused comes back as a {@link Refusal}: by the factor itself, for a level that it does not have, or
 * because it changed a part that it does not declare in `moves`.
 *
 * @category factors
 */
export const applyLevels = (
  base: Configuration,
  factors: ReadonlyArray<Factor>,
  levels: Readonly<Record<string, string>>
): Configuration | Refusal => {
  let { blueprint, settings } = base
  for (const factor of factors) {
    const level = levels[factor.id]
    const refuse = (reason: string): Refusal => ({ factor: factor.id, level: level ?? "(none)", reason })
    if (level === undefined || !factor.levels.includes(level)) {
      return refuse(`its levels are ${factor.levels.join(", ")}`)
    }
    if (factor.kind === "context") {
      const reason = factor.refuses?.(level, settings)
      if (reason !== undefined) return refuse(reason)
      const next = factor.apply(level, settings)
      const stray = changedSettings(settings, next).find((part) => !factor.moves.includes(part))
      if (stray !== undefined) return refuse(`it changes ${stray} of the task, which it does not declare in moves`)
      settings = next
    } else {
      const reason = factor.refuses?.(level, blueprint)
      if (reason !== undefined) return refuse(reason)
      const next = factor.apply(level, blueprint)
      const declared: ReadonlyArray<string> = factor.moves
      const stray = changedParts(blueprint, next).find((part) => !declared.includes(part))
      if (stray !== undefined) return refuse(`it changes ${stray}, which it does not declare in moves`)
      blueprint = next
    }
  }
  return { blueprint: { ...blueprint, id: base.blueprint.id }, settings }
}

const same = (one: unknown, other: unknown): boolean => canonical(one) === canonical(other)

// Absent and undefined fields are the same.
const canonical = (value: unknown): string | undefined =>
  JSON.stringify(value, (_, field: unknown) =>
    typeof field === "object" && field !== null && !Array.isArray(field)
      ? Object.fromEntries(Object.entries(field).sort(([a], [b]) => (a < b ? -1 : 1)))
      : field
  )

const settingNames = ["where", "window"] as const satisfies ReadonlyArray<keyof TaskSettings>

const changedSettings = (before: TaskSettings, after: TaskSettings): ReadonlyArray<keyof TaskSettings> =>
  settingNames.filter((name) => !same(before[name], after[name]))

const keysOf = (one: object, other: object): ReadonlyArray<string> => [
  ...new Set([...Object.keys(one), ...Object.keys(other)])
]

const field = (of: object, name: string): unknown => (Object.hasOwn(of, name) ? Reflect.get(of, name) : undefined)

// `agents` where their number or order differs; `agents.x` where an agent that is in both has another x.
const changedParts = (before: Blueprint, after: Blueprint): ReadonlyArray<string> => {
  const names = ({ agents }: Blueprint) => agents.map(({ id }) => id)
  const both = before.agents.flatMap((agent) => {
    const now = after.agents.find(({ id }) => id === agent.id)
    return now === undefined ? [] : [[agent, now] as const]
  })
  const moved = same(names(before), names(after)) ? [] : ["agents"]
  const inside = both.flatMap(([one, other]) =>
    keysOf(one, other)
      .filter((key) => !same(field(one, key), field(other, key)))
      .map((key) => `agents.${key}`)
  )
  const outside = keysOf(before, after).filter(
    (key) => key !== "id" && key !== "agents" && !same(field(before, key), field(after, key))
  )
  return [...new Set([...outside, ...moved, ...inside])]
}
