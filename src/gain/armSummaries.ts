import { isSingleAgent } from "../blueprint/isSingleAgent.js"
import { amount } from "../budget/Usage.js"
import type { Arm } from "../design/Arm.js"
import { competes, toolsOf } from "../design/competes.js"
import { taskOf } from "../design/Trial.js"
import type { Ledger } from "../ledger/Ledger.js"
import { armRates, trialsBySlot } from "./armRates.js"
import { candidatesAt, envelopeScore } from "./candidatesAt.js"
import { type CurveOn, curveOn } from "./curveOn.js"
import { strategyName } from "./PolicyCurve.js"
import { policyCurves } from "./policyCurves.js"
import type { Samples } from "./Samples.js"
import { completeItems, samplesOf } from "./samplesOf.js"

/** Who had what, and what came of it: one arm. Unit: cost in the matched dimension, score in [0, 1]; `null` is unknown. */
export interface ArmSummary {
  readonly system: string
  readonly role: Arm["role"]
  readonly task: string
  readonly agents: number
  /** Aliases, without repetition. */
  readonly models: ReadonlyArray<string>
  readonly information: ReadonlyArray<string>
  readonly memory: ReadonlyArray<string>
  readonly tools: ReadonlyArray<string>
  /** All calls share one (parameters, memory, toolset, information) tuple. */
  readonly singleAgent: boolean
  /** Trials that ended. */
  readonly trials: number
  readonly meanCost: number | null
  readonly meanCalls: number | null
  readonly meanScore: number | null
  readonly parseRate: number | null
  readonly cutOffRate: number | null
}

/** Cost and score of a policy, means over items. */
export interface Point {
  readonly cost: number
  readonly score: number
}

/** The single agent's policies and the teams in the plane of cost and score. */
export interface TaskCurves {
  readonly task: string
  readonly comparison: "parity" | "access"
  readonly strategies: ReadonlyArray<{ readonly name: string; readonly points: ReadonlyArray<Point> }>
  /** Best policy that spends at most so much: never falls, linear between its points. */
  readonly envelope: ReadonlyArray<Point>
  readonly teams: ReadonlyArray<{ readonly system: string; readonly point: Point }>
}

const mean = (values: ReadonlyArray<number | null>): number | null => {
  let sum = 0
  for (const value of values) {
    if (value === null) return null
    sum += value
  }
  return values.length === 0 ? null : sum / values.length
}

/**
 * The parity table: what every arm had, and its means over all trials that ended.
 *
 * Shape: one row an arm, in the order of tasks, then slots. Unit: see {@link ArmSummary}.
 *
 * @category gain
 */
export const parityRows = (ledger: Ledger): ReadonlyArray<ArmSummary> => {
  const { design } = ledger.start
  const bySlot = trialsBySlot(ledger)
  const inOrder = design.tasks.flatMap((task) =>
    design.arms.filter((arm) => arm.task === task.id).sort((a, b) => a.slot - b.slot)
  )
  return inOrder.map((arm) => {
    const { id, agents } = arm.blueprint
    const { range } = taskOf(design, arm)
    const trials = bySlot.get(arm.slot) ?? []
    return {
      system: id,
      role: arm.role,
      task: arm.task,
      agents: agents.length,
      models: [...new Set(agents.map((agent) => agent.model))],
      information: [...new Set(agents.map((agent) => agent.information))],
      memory: [...new Set(agents.map((agent) => agent.memory))],
      tools: toolsOf(arm.blueprint),
      singleAgent: isSingleAgent(arm.blueprint),
      trials: trials.length,
      meanCost: mean(trials.map((trial) => amount(trial.usage, design.budget.dimension))),
      meanCalls: mean(trials.map((trial) => trial.usage.calls)),
      meanScore: mean(trials.map((trial) => (trial.score - range[0]) / (range[1] - range[0]))),
      ...armRates(trials)
    }
  })
}

/**
 * The curves behind the estimates, for drawing.
 *
 * Shape: one entry a task, comparison and set of baselines that teams share, in the order of tasks, parity before access.
 * Unit: mean cost in the matched dimension, mean score in [0, 1].
 * Assumes: read on the items where every single-agent arm is complete with known costs, and a team's point where the team
 * is complete too. Without such items an entry has no points.
 *
 * @category gain
 */
export const taskCurves = (ledger: Ledger): ReadonlyArray<TaskCurves> => {
  const { design } = ledger.start
  const arms = [...samplesOf(ledger)].sort((a, b) => a.arm.slot - b.arm.slot)
  return design.tasks.flatMap((task) =>
    (["parity", "access"] as const).flatMap((comparison) => {
      const here = arms.filter((arm) => arm.arm.task === task.id)
      const role = comparison === "parity" ? "single" : "access"
      return rivalries(here, role).flatMap(({ singles, teams }) => {
        const curves = singles.flatMap((arm) => policyCurves(arm, design.seed))
        const items = completeItems(singles)
        const means = items.length === 0 ? [] : curves.map((curve) => curveOn(curve, items))
        return [
          {
            task: task.id,
            comparison,
            strategies: means.map((one) => ({ name: strategyName(one.curve), points: pointsOf(one) })),
            envelope: envelopeOf(means),
            teams: teams.flatMap((team) => {
              const trials = completeItems([...singles, team]).flatMap((item) => team.samples[item] ?? [])
              const cost = mean(trials.map((trial) => trial?.cost ?? null))
              const score = mean(trials.map((trial) => trial?.score ?? null))
              return cost === null || score === null ? [] : [{ system: team.arm.blueprint.id, point: { cost, score } }]
            })
          }
        ]
      })
    })
  )
}

/** Teams that share their baselines, with these; teams without any are left out. Without teams all baselines go together. */
const rivalries = (
  here: ReadonlyArray<Samples>,
  role: "single" | "access"
): ReadonlyArray<{ readonly singles: ReadonlyArray<Samples>; readonly teams: ReadonlyArray<Samples> }> => {
  const found = new Map<string, { readonly singles: ReadonlyArray<Samples>; readonly teams: Array<Samples> }>()
  for (const team of here.filter((arm) => arm.arm.role === "team")) {
    const singles = here.filter((arm) => arm.arm.role === role && competes(team.arm, arm.arm))
    if (singles.length === 0) continue
    const key = singles.map((arm) => arm.arm.slot).join()
    const known = found.get(key)
    if (known === undefined) found.set(key, { singles, teams: [team] })
    else known.teams.push(team)
  }
  const all = here.filter((arm) => arm.arm.role === role)
  return found.size === 0 && all.length > 0 ? [{ singles: all, teams: [] }] : [...found.values()]
}

const pointsOf = ({ costs, scores }: CurveOn): ReadonlyArray<Point> =>
  costs.map((cost, index) => ({ cost, score: scores[index] ?? 0 }))

/** Most halvings of a stretch in search of the place where one strategy overtakes another. */
const halvings = 4

const envelopeOf = (means: ReadonlyArray<CurveOn>): ReadonlyArray<Point> => {
  const at = (cost: number): Point => ({ cost, score: envelopeScore(candidatesAt(means, cost)) ?? 0 })
  const knots = [...new Set(means.flatMap((one) => one.costs))].sort((a, b) => a - b).map(at)
  // Between two knots the envelope is convex: where its middle lies below the chord, a kink is in between.
  const between = (left: Point, right: Point, depth: number): ReadonlyArray<Point> => {
    const middle = at((left.cost + right.cost) / 2)
    if (depth === 0 || (left.score + right.score) / 2 - middle.score < 1e-6) return []
    return [...between(left, middle, depth - 1), middle, ...between(middle, right, depth - 1)]
  }
  const points = knots.flatMap((knot, index) => {
    const next = knots[index + 1]
    return next === undefined ? [knot] : [knot, ...between(knot, next, halvings)]
  })
  return points.filter((point, index) => {
    const before = points[index - 1]
    const after = points[index + 1]
    if (before === undefined || after === undefined) return true
    const share = (point.cost - before.cost) / (after.cost - before.cost)
    return Math.abs(before.score + share * (after.score - before.score) - point.score) > 1e-9
  })
}
