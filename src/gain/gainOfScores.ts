import { InputError } from "../errors/InputError.js"
import { mean } from "../stats/mean.js"
import { affordable } from "./candidatesAt.js"
import { estimateGain } from "./estimateGain.js"
import type { GainInput, GainResult } from "./GainInput.js"
import { figure } from "./Row.js"
import { type ScoreAmount, type ScoreRow, type ScoreTable, scoreAmounts } from "./ScoreTable.js"

/** Γ, or only a ratio of scores, from results that another program produced. */
export interface ImportedGain extends GainResult {
  /** `ratio`: budgets are unknown or do not agree, so that the verdict is `unmatched`. */
  readonly kind: "gain" | "ratio"
  readonly team: string
  /** The single-agent systems that competed. */
  readonly singles: ReadonlyArray<string>
  readonly budget: {
    /** What was compared; `null` where no amount is known of every system. */
    readonly dimension: ScoreAmount | null
    /** Mean a trial. */
    readonly team: number | null
    /** That of the dearest single-agent system that competed. */
    readonly single: number | null
    readonly matched: boolean
    readonly reason?: string
  }
  /** Items left out because a system has no trial on them, or one without a score. */
  readonly missing: number
  /** The ratio with what is missing scored 0 for the team and 1 for the single agent, and the other way round. */
  readonly missingBounds?: { readonly lower: number | null; readonly upper: number | null }
}

/** Mean costs that differ by less agree. */
const agreement = 1.05

/**
 * Estimates Γ from imported scores.
 *
 * Budgets count as matched when the realised mean costs of the team and the dearest single-agent system that may compete agree
 * within 5 %. A system that spent more than that may not compete. Where costs are unknown or do not agree the result is a ratio
 * of scores and the verdict `unmatched`.
 *
 * Shape: items on which every one of the systems has all its trials scored, in order of their names.
 * Unit: scores in `range`; costs in `dimension` (default: the first of tokens, cost, calls, … known of all).
 * Assumes: the systems ran the same items under one cap. Whether the single agent was saturated is not seen here.
 * Errors: InputError for a system that is not in the table, named twice, or a score outside the range. Too few items give
 * *not-estimable* with a reason.
 *
 * @category gain
 */
export const gainOfScores = (
  table: ScoreTable,
  of: Omit<GainInput, "team" | "single" | "singles" | "clusters"> & {
    readonly team: string
    readonly single: string | ReadonlyArray<string>
    readonly dimension?: ScoreAmount
  }
): ImportedGain => {
  const { team, single, dimension: wanted, ...analysis } = of
  const named = typeof single === "string" ? [single] : single
  checkNames(table, [team, ...named])
  const range = analysis.range === "unbounded" ? null : (analysis.range ?? [0, 1])
  const systems = [team, ...named].map((system) => layOut(table, system, range))
  const items = [...new Set(systems.flatMap(({ rows }) => [...rows.keys()]))].sort()
  const complete = items.filter((item) =>
    systems.every(({ rows }) => rows.get(item)?.every(({ score }) => score !== null) === true)
  )
  const dimension =
    wanted ?? scoreAmounts.find((one) => systems.every((system) => costOf(system, complete, one) !== null))
  const costs = systems.map((system) => (dimension === undefined ? null : costOf(system, complete, dimension)))
  const match = matchOf({ dimension, costs, names: [team, ...named] })
  const singles = match.competing.flatMap((index) => systems[index] ?? [])
  const matrix = ({ rows }: System) => complete.map((item) => (rows.get(item) ?? []).map(({ score }) => score ?? 0))
  const clusters = complete.map((item) => clusterOf(systems[0] as System, item))
  const result = estimateGain({
    ...analysis,
    team: matrix(systems[0] as System),
    singles: singles.map(matrix),
    clusters
  })
  const left = items.filter((item) => !complete.includes(item))
  const chosen = singles[result.selected ?? -1]
  const unmatched = match.reason !== undefined && result.status !== "not-estimable"
  const reasons = [result.reason, match.reason].filter((reason) => reason !== undefined)
  return {
    ...result,
    ...(unmatched ? { verdict: "unmatched", verdicts: ["unmatched"], p: null, minimumDetectable: null } : {}),
    ...(reasons.length === 0 ? {} : { reason: reasons.join("; ") }),
    kind: match.reason === undefined ? "gain" : "ratio",
    team,
    singles: singles.map(({ name }) => name),
    budget: {
      dimension: dimension ?? null,
      team: costs[0] ?? null,
      single: match.cost,
      matched: match.reason === undefined,
      ...(match.reason === undefined ? {} : { reason: match.reason })
    },
    missing: left.length,
    ...(left.length > 0 && chosen !== undefined && range !== null
      ? { missingBounds: boundsOf({ team: systems[0] as System, single: chosen, items, range }) }
      : {}),
    notes: [...result.notes, ...table.notes]
  }
}

interface System {
  readonly name: string
  readonly rows: ReadonlyMap<string, ReadonlyArray<ScoreRow>>
}

const checkNames = (table: ScoreTable, names: ReadonlyArray<string>): void => {
  const known = [...new Set(table.rows.map(({ system }) => system))]
  const twice = names.find((name, index) => names.indexOf(name) !== index)
  const refuse = (value: string, limit: string): never => {
    throw new InputError({ what: "System", value, limit, advice: "Name one team and at least one other system." })
  }
  if (twice !== undefined) refuse(twice, "is named twice")
  if (names.length < 2) refuse("no single agent", "requires at least one system as the single agent")
  for (const name of names) {
    if (!known.includes(name)) refuse(name, `must be one of ${known.join(", ")}`)
  }
}

/** Trials of one system by item; `range` is `null` for scores without an upper end. */
const layOut = (table: ScoreTable, name: string, range: readonly [number, number] | null): System => {
  const [low, high] = range ?? [0, Number.POSITIVE_INFINITY]
  const rows = new Map<string, Array<ScoreRow>>()
  for (const row of table.rows) {
    if (row.system !== name) continue
    if (row.score !== null && !(row.score >= low && row.score <= high)) {
      throw new InputError({
        what: "Score",
        value: `${row.score} at ${row.place}`,
        limit: `requires a number from ${low} to ${high}`,
        advice: "Declare the range of the scores; its lower end is a true zero."
      })
    }
    const own = rows.get(row.item)
    if (own === undefined) rows.set(row.item, [row])
    else own.push(row)
  }
  return { name, rows }
}

const clusterOf = ({ rows }: System, item: string): string => {
  const group = rows.get(item)?.[0]?.group
  return group === undefined ? `item ${item}` : `group ${group}`
}

/** Mean over items of the mean cost of a trial; `null` where one is unknown. */
const costOf = ({ rows }: System, items: ReadonlyArray<string>, dimension: ScoreAmount): number | null => {
  let sum = 0
  for (const item of items) {
    const trials = rows.get(item) ?? []
    for (const { amounts } of trials) {
      const amount = amounts[dimension]
      if (amount === undefined) return null
      sum += amount / trials.length
    }
  }
  return items.length === 0 ? null : sum / items.length
}

/** Which single agents may compete (positions behind the team's), what they cost, and why they do not match. */
const matchOf = (of: {
  readonly dimension: ScoreAmount | undefined
  readonly costs: ReadonlyArray<number | null>
  readonly names: ReadonlyArray<string>
}): { readonly competing: ReadonlyArray<number>; readonly cost: number | null; readonly reason?: string } => {
  const { dimension, costs, names } = of
  const all = names.slice(1).map((_, index) => index + 1)
  const [team = null] = costs
  const unknown = names.filter((_, index) => costs[index] === null)
  if (dimension === undefined || team === null || unknown.length > 0) {
    const what =
      dimension === undefined
        ? "no cost is known of every system"
        : `${dimension} of ${unknown.join(", ")} are not known`
    return { competing: all, cost: null, reason: `${what}: a ratio of mean scores, not a gain` }
  }
  const spent = (index: number): number => costs[index] ?? 0
  const competing = all.filter((index) => affordable(spent(index), team * agreement))
  const none = competing.length === 0
  const single = none ? Math.min(...all.map(spent)) : Math.max(...competing.map(spent))
  if (!none && affordable(team, single * agreement)) return { competing, cost: single }
  return {
    competing: none ? all : competing,
    cost: single,
    reason: `the single agent spent ${none ? "at least" : "only"} ${figure(single)} ${dimension} in the mean, the team ${figure(team)}: not within 5 %`
  }
}

const boundsOf = (of: {
  readonly team: System
  readonly single: System
  readonly items: ReadonlyArray<string>
  readonly range: readonly [number, number]
}): { readonly lower: number | null; readonly upper: number | null } => {
  const { team, single, items, range } = of
  const phi = ({ rows }: System, missing: number): number =>
    mean(
      items.map((item) => {
        const trials = rows.get(item) ?? []
        if (trials.length === 0) return missing
        return mean(trials.map(({ score }) => (score === null ? missing : (score - range[0]) / (range[1] - range[0]))))
      })
    )
  const ratio = (asTeam: number, asSingle: number): number | null => {
    const under = phi(single, asSingle)
    return under > 0 ? phi(team, asTeam) / under : null
  }
  return { lower: ratio(0, 1), upper: ratio(1, 0) }
}
