import type { Blueprint } from "../blueprint/Blueprint.js"
import type { Arm } from "../design/Arm.js"
import type { CallSettled, TrialEnd } from "../ledger/Event.js"
import type { Ledger } from "../ledger/Ledger.js"

/** A call of a trial in its place. */
export interface Utterance {
  readonly round: number
  /** Position of the agent in the blueprint. */
  readonly agent: number
  /** Place among the calls of the trial. */
  readonly order: number
  readonly call: CallSettled
}

/** What happened in one trial: its end, and its calls in the order in which they were asked for. */
export interface TrialCourse {
  readonly end: TrialEnd
  readonly utterances: ReadonlyArray<Utterance>
}

const capacities: Readonly<Record<string, string>> = {
  direct: "solves",
  solve: "solves",
  revise: "solves",
  correct: "solves",
  read: "solves",
  aggregate: "solves",
  plan: "plans",
  criticise: "criticises"
}

/**
 * An agent in one capacity: what it says as a critic is not compared with its solutions. `null` for calls that say nothing to
 * others, such as a summary of what the agent read, or a ballot.
 */
export const voiceOf = ({ agent, call }: Utterance): string | null => {
  const capacity = Object.hasOwn(capacities, call.turn) ? capacities[call.turn] : undefined
  return capacity === undefined ? null : `${agent} ${capacity}`
}

/** Whether an agent was asked for an answer. */
export const isAnswering = ({ call }: Utterance): boolean =>
  Object.hasOwn(capacities, call.turn) && capacities[call.turn] === "solves"

/** Whether an agent decided between others' answers without holding one itself. */
export const isJudging = ({ aggregation, protocol }: Blueprint, { agent, call }: Utterance): boolean =>
  call.turn === "aggregate" &&
  aggregation.kind === "judge" &&
  aggregation.agent === agent &&
  protocol.kind !== "aggregate"

const place = /^(\d+)\.(\d+)\.(\d+)$/u

/** Where a call stands in its trial; `null` for calls that are not named `round.agent.turn`. */
const utteranceOf = (call: CallSettled): Utterance | null => {
  const [, round, agent, order] = place.exec(call.call) ?? []
  return round === undefined ? null : { round: Number(round), agent: Number(agent), order: Number(order), call }
}

/** Courses of the ended trials of every arm, by slot and item. */
export type Courses = (arm: Arm) => ReadonlyMap<string, ReadonlyArray<TrialCourse>>

/**
 * Puts the calls of teams to their trials; of other arms only how their trials ended.
 *
 * Shape: for an arm, its items that have ended trials, each with its courses in the order of the seeds.
 * Assumes: as for Γ, trials that overran their budget and those beyond the planned size of a pool are left out. Calls of a
 * foreign system that are not named by round and agent are left out.
 */
export const trialCourses = (ledger: Ledger): Courses => {
  const teams = new Set(ledger.start.design.arms.flatMap(({ role, slot }) => (role === "team" ? [slot] : [])))
  const calls = new Map<string, Map<string, Utterance>>()
  for (const call of ledger.calls) {
    const utterance = teams.has(call.slot) ? utteranceOf(call) : null
    if (utterance === null) continue
    const here = calls.get(call.trial) ?? new Map<string, Utterance>()
    calls.set(call.trial, here.set(call.call, utterance))
  }
  const inOrder = (trial: string): ReadonlyArray<Utterance> =>
    [...(calls.get(trial)?.values() ?? [])].sort((a, b) => a.order - b.order)
  return (arm) => {
    const size = ledger.pools.get(arm.slot) ?? arm.seeds
    const ends = ledger.trials
      .filter((end) => end.slot === arm.slot && end.seed < size && !end.overrun)
      .sort((a, b) => a.seed - b.seed)
    const items = new Map<string, Array<TrialCourse>>()
    for (const end of ends) {
      const course = { end, utterances: inOrder(end.trial) }
      const here = items.get(end.item)
      if (here === undefined) items.set(end.item, [course])
      else here.push(course)
    }
    return items
  }
}
