import { amount, type Dimension } from "../budget/Usage.js"
import type { Arm } from "../design/Arm.js"
import type { Design } from "../design/Design.js"
import type { CallSettled, TrialEnd } from "../ledger/Event.js"
import type { Ledger } from "../ledger/Ledger.js"

/** In what the spending of arms is counted when their budgets are matched. */
export interface Unit {
  readonly name: string
  /** Cap a trial in this unit; `null` where none binds. */
  readonly cap: number | null
  /** What a trial spent; `null` is unknown. */
  readonly costOf: (trial: TrialEnd, arm: Arm) => number | null
  /** Samples of a pool are drawn at the same time: k of them last as long as the slowest one. */
  readonly sideBySide?: true
}

/** The unit that a design matches its arms in. */
export const matchedUnit = ({ budget }: Design): Unit =>
  dimensionUnit(budget.dimension, budget[budget.dimension] ?? null)

const dimensionUnit = (dimension: Dimension, cap: number | null): Unit => ({
  name: dimension,
  cap,
  costOf: (trial) => amount(trial.usage, dimension)
})

/** Names of the units that a ledger can be read in. The last three hang on the machine, so they differ from run to run. */
export const unitNames = [
  "tokens",
  "sampledTokens",
  "promptTokens",
  "calls",
  "flops",
  "cost",
  "evaluatedTokens",
  "seconds",
  "criticalPath"
] as const
export type UnitName = (typeof unitNames)[number]

/** The units of {@link unitNames} whose amounts are the same in every repetition of a run with equal seeds. */
export const repeatableUnits: ReadonlyArray<UnitName> = unitNames.slice(0, 6)

/**
 * The units of a ledger.
 *
 * - `tokens`, `sampledTokens`, `promptTokens`, `evaluatedTokens`, `calls`, `cost`, `seconds` (sum over calls) as recorded;
 * - `flops`: 2 × parameters × tokens of every call, unknown where a model's parameters are;
 * - `criticalPath`: seconds from first to last call when calls of one round that ask the same of several agents run side by
 *   side and all others wait for each other. A vote on k samples then lasts as long as its slowest sample.
 *
 * Unit: of each its own; `null` is unknown. Money in the currency of the study's prices.
 *
 * @category gain
 */
export const unitsOf = (ledger: Ledger, names: ReadonlyArray<UnitName> = unitNames): ReadonlyArray<Unit> => {
  const { design } = ledger.start
  let grouped: ReadonlyMap<string, ReadonlyArray<CallSettled>> | undefined
  const callsOf = (trial: TrialEnd): ReadonlyArray<CallSettled> | null => {
    grouped ??= byTrial(ledger.calls)
    const calls = grouped.get(trial.trial) ?? []
    return calls.length === trial.usage.calls ? calls : null
  }
  const parameters = (alias: string): number | null => design.models[alias]?.parameters ?? null
  return names.map((name): Unit => {
    switch (name) {
      case "flops":
        return { name, cap: null, costOf: (trial, arm) => flops(trial, arm, { callsOf, parameters }) }
      case "criticalPath":
        return { name, cap: null, sideBySide: true, costOf: (trial) => criticalPath(callsOf(trial)) }
      case "evaluatedTokens":
        return dimensionUnit(name, null)
      default:
        return dimensionUnit(name, design.budget[name] ?? null)
    }
  })
}

const byTrial = (calls: ReadonlyArray<CallSettled>): ReadonlyMap<string, ReadonlyArray<CallSettled>> => {
  const grouped = new Map<string, Array<CallSettled>>()
  for (const call of calls) {
    const own = grouped.get(call.trial)
    if (own === undefined) grouped.set(call.trial, [call])
    else own.push(call)
  }
  return grouped
}

const flops = (
  trial: TrialEnd,
  arm: Arm,
  of: {
    readonly callsOf: (trial: TrialEnd) => ReadonlyArray<CallSettled> | null
    readonly parameters: (alias: string) => number | null
  }
): number | null => {
  const aliases = new Set(arm.blueprint.agents.map((agent) => agent.model))
  const [only] = aliases
  const parts =
    aliases.size === 1 && only !== undefined
      ? [{ model: only, usage: trial.usage }]
      : (of.callsOf(trial) ?? [{ model: "", usage: trial.usage }])
  let sum = 0
  for (const { model, usage } of parts) {
    const tokens = amount(usage, "tokens")
    const size = of.parameters(model)
    if (tokens === null || size === null) return null
    sum += 2 * size * tokens
  }
  return sum
}

const criticalPath = (calls: ReadonlyArray<CallSettled> | null): number | null => {
  if (calls === null) return null
  // By round and by what is asked; within it by agent.
  const steps = new Map<string, Map<string, number>>()
  for (const { call, turn, agent, usage } of calls) {
    if (usage.seconds === null) return null
    const asked = turn === "direct" ? "solve" : turn
    const step = `${call.split(".")[0]} ${asked}`
    const agents = steps.get(step) ?? new Map<string, number>()
    agents.set(agent, (agents.get(agent) ?? 0) + usage.seconds)
    steps.set(step, agents)
  }
  return [...steps.values()].reduce((sum, agents) => sum + Math.max(...agents.values()), 0)
}
