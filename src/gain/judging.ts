import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Schema from "effect/Schema"
import { competes } from "../design/competes.js"
import type { Ledger } from "../ledger/Ledger.js"
import { createStream } from "../stats/createStream.js"
import { deriveSeed } from "../stats/deriveSeed.js"
import { mean } from "../stats/mean.js"
import { normalCdf } from "../stats/normalCdf.js"
import type { GraderOf } from "../task/Grader.js"
import { grade } from "../task/grade.js"
import { keysOf } from "../task/keysOf.js"
import type { Task } from "../task/Task.js"
import { type Candidate, candidatesAt } from "./candidatesAt.js"
import { curveOn } from "./curveOn.js"
import type { Estimate } from "./Estimate.js"
import { type AuditPair, type AuditRate, correctForJudge, type JudgeError, judgeError } from "./judgeError.js"
import { logGainInfluence } from "./logGainInfluence.js"
import { familyGainOf } from "./overallGain.js"
import { policyCurves } from "./policyCurves.js"
import { clusterOf } from "./Row.js"
import type { Sample, Samples } from "./Samples.js"
import { completeItems, itemsById, meanCost, samplesOf } from "./samplesOf.js"

const Bound = Schema.NullOr(Schema.Finite)

const Rate = Schema.Struct({
  value: Bound,
  lower: Schema.Finite,
  upper: Schema.Finite,
  /** Different answers audited. */
  answers: Schema.Int
})

/** What a judge did in one task, how wrong it was where that was measured, and what remains of Γ without its error. */
export const Judging = Schema.Struct({
  task: Schema.String,
  /** Alias of the judging model. */
  model: Schema.String,
  /** The judge is a model that the arms use too: it may favour what it would have written itself. */
  own: Schema.Boolean,
  /** Different answers judged. */
  answers: Schema.Int,
  calls: Schema.Int,
  /** Calls without a verdict in due form. */
  unreadable: Schema.Int,
  /** What the judge cost; no arm's budget holds it. `null` is unknown. */
  promptTokens: Bound,
  sampledTokens: Bound,
  /** `null`: no audit, so that the error of the judge is unknown. */
  audit: Schema.NullOr(
    Schema.Struct({
      items: Schema.Int,
      grader: Schema.String,
      sensitivity: Rate,
      specificity: Rate,
      /** Wrong answers accepted, of those audited, on either side. */
      falselyAccepted: Schema.Struct({ team: Rate, single: Rate }),
      /** p-value that both sides' wrong answers are accepted alike; `null` where a side has none. The correction assumes it. */
      differs: Bound
    })
  ),
  /** Rows of the task, corrected; empty without an audit. */
  rows: Schema.Array(
    Schema.Struct({
      system: Schema.String,
      comparison: Schema.Literals(["parity", "access"]),
      /** As the judge scored it: the headline. */
      judged: Bound,
      /** Without the judge's error, with the uncertainty of that error in the interval. */
      corrected: Bound,
      lower: Bound,
      upper: Bound,
      phiM: Bound,
      phiS: Bound,
      /** The corrected interval lies on the same side of 1 as the verdict says, or leaves it open as the verdict does. */
      holds: Schema.Boolean,
      reason: Schema.optionalKey(Schema.String)
    })
  )
})
export type Judging = typeof Judging.Type

/**
 * What the judges of a run did: cost, measured error, and every row's Γ without that error, beside the headline and never in its
 * place.
 *
 * The audit takes the task's `audit.items`, drawn by the design's seed, and holds every judged answer to them against the audit's
 * grader. Without one the error is unknown, and the entry says so.
 *
 * Shape: one entry a task with a judge; `estimates` are those of the same ledger. Unit: see `Judging`; ratios.
 * Assumes: as {@link correctForJudge}. The single agent is the policy chosen on all items, at the row's cross-fitted mean; its
 * error is widened as the row's interval is. Votes are taken to give an answer wherever one of the samples did.
 * Errors: none; what is not estimable is `null` with a reason.
 *
 * @category gain
 */
export const judgingOf = (ledger: Ledger, estimates: ReadonlyArray<Estimate>): ReadonlyArray<Judging> => {
  const { design } = ledger.start
  const arms = samplesOf(ledger)
  return design.tasks.flatMap((task): ReadonlyArray<Judging> => {
    const { grader } = task
    if (grader.kind !== "judge") return []
    const judgements = (ledger.judgements ?? []).filter((event) => event.task === task.id)
    const here = arms.filter(({ arm }) => arm.task === task.id)
    const audited = auditOf(design.seed, task, grader, here)
    const level = design.analysis.level
    const error = audited === null ? null : judgeError(weighted([...audited.team, ...audited.single]), level)
    return [
      {
        task: task.id,
        model: grader.model,
        own: here.some(({ arm }) => arm.blueprint.agents.some(({ model }) => model === grader.model)),
        answers: new Set(judgements.map(({ item, answer }) => JSON.stringify([item, answer]))).size,
        calls: judgements.length,
        unreadable: judgements.filter(({ verdict }) => verdict === null).length,
        promptTokens: total(judgements.map(({ usage }) => usage.promptTokens)),
        sampledTokens: total(judgements.map(({ usage }) => usage.sampledTokens)),
        audit: audited === null || error === null ? null : summaryOf(audited, grader, error, level),
        rows:
          error === null
            ? []
            : estimates
                .filter((estimate) => estimate.task === task.id)
                .map((estimate) => correctedRow(estimate, here, error, design.seed))
      }
    ]
  })
}

const total = (values: ReadonlyArray<number | null>): number | null =>
  values.reduce<number | null>((sum, value) => (sum === null || value === null ? null : sum + value), 0)

interface Audited {
  readonly items: number
  readonly team: ReadonlyArray<AuditPair & { readonly answer: string }>
  readonly single: ReadonlyArray<AuditPair & { readonly answer: string }>
}

/** Every judged answer to the audited items, with what the audit's grader says; `null` without an audit. */
const auditOf = (seed: number, task: Task, grader: GraderOf<"judge">, arms: ReadonlyArray<Samples>): Audited | null => {
  const { audit } = grader
  if (audit === undefined) return null
  const items = itemsById(task)
  const positions = createStream(deriveSeed(seed, "audit", task.id))
    .shuffle([...items.keys()])
    .slice(0, audit.items)
  const pairsOf = (side: "team" | "single"): Audited["team"] =>
    arms
      .filter(({ arm }) => (arm.role === "team") === (side === "team"))
      .flatMap((arm) =>
        positions.flatMap((position) => {
          const item = items[position]
          return (arm.samples[position] ?? []).flatMap((sample) => {
            const answer = sample?.answer ?? null
            if (item === undefined || sample === null || answer === null) return []
            const known = Effect.runSyncExit(grade(audit.grader, answer, keysOf(item)))
            if (!Exit.isSuccess(known)) return []
            const pair = { cluster: clusterOf(arm, position), right: known.value >= 1, accepted: sample.score >= 1 }
            return [{ ...pair, answer: JSON.stringify([item.id, answer]) }]
          })
        })
      )
  return { items: positions.length, team: pairsOf("team"), single: pairsOf("single") }
}

/** One pair for every different answer, weighted by how often it was given: the judge saw it once. */
const weighted = (pairs: Audited["team"]): ReadonlyArray<AuditPair> => {
  const merged = new Map<string, AuditPair & { readonly weight: number }>()
  for (const { answer, cluster, right, accepted } of pairs) {
    merged.set(answer, { cluster, right, accepted, weight: (merged.get(answer)?.weight ?? 0) + 1 })
  }
  return [...merged.values()]
}

const rate = ({ value, lower, upper, answers }: AuditRate) => ({ value, lower, upper, answers })
/** The share that is not. */
const other = ({ value, lower, upper, answers }: AuditRate) => ({
  value: value === null ? null : 1 - value,
  lower: 1 - upper,
  upper: 1 - lower,
  answers
})

const summaryOf = (
  audited: Audited,
  { audit }: GraderOf<"judge">,
  error: JudgeError,
  level: number
): NonNullable<Judging["audit"]> => {
  const team = judgeError(weighted(audited.team), level).specificity
  const single = judgeError(weighted(audited.single), level).specificity
  return {
    items: audited.items,
    grader: audit?.grader.kind ?? "none",
    sensitivity: rate(error.sensitivity),
    specificity: rate(error.specificity),
    falselyAccepted: { team: other(team), single: other(single) },
    differs: differenceOf(team, single)
  }
}

/** Two-sided p-value of the difference of two shares at their effective sizes, pooled; answers of both sides as independent. */
const differenceOf = (one: AuditRate, two: AuditRate): number | null => {
  if (one.value === null || two.value === null) return null
  const size = one.effective + two.effective
  const pooled = (one.effective * one.value + two.effective * two.value) / size
  const variance = pooled * (1 - pooled) * (1 / one.effective + 1 / two.effective)
  return variance > 0 ? 2 * normalCdf(-Math.abs(one.value - two.value) / Math.sqrt(variance)) : 1
}

const answeredShare = (samples: ReadonlyArray<Sample | null>): number =>
  mean(samples.map((sample) => (sample?.answer === null || sample === null ? 0 : 1)))

const correctedRow = (
  estimate: Estimate,
  arms: ReadonlyArray<Samples>,
  error: JudgeError,
  seed: number
): Judging["rows"][number] => {
  const { system, comparison, gamma, phiM, phiS, verdict, interval } = estimate
  const head = { system, comparison, judged: gamma }
  const nothing = { corrected: null, lower: null, upper: null, phiM: null, phiS: null, holds: false }
  const without = (reason: string): Judging["rows"][number] => ({ ...head, ...nothing, reason })
  const team = arms.find(({ arm }) => arm.role === "team" && arm.blueprint.id === system)
  if (team === undefined || phiM === null || phiS === null || verdict === "unmatched") {
    return without(estimate.reason ?? "there is no Γ to correct")
  }
  const role = comparison === "parity" ? "single" : "access"
  const singles = arms.filter(({ arm }) => arm.role === role && competes(team.arm, arm))
  const items = completeItems([team, ...singles])
  const cost = mean(items.map((item) => meanCost(team.samples[item] ?? []) ?? 0))
  const means = singles.flatMap((arm) => policyCurves(arm, seed)).map((curve) => curveOn(curve, items))
  const selected = candidatesAt(means, cost).find(({ name }) => name === estimate.baseline.selected)
  const pool = singles.find(({ arm }) => arm.slot === selected?.curve.arm.slot)
  if (selected === undefined || pool === undefined || items.length < 2)
    return without("there is no baseline to correct")
  const teamScores = items.map((item) => mean((team.samples[item] ?? []).map((sample) => sample?.score ?? 0)))
  const singleScores = items.map((item) => selected.scoreOf(item) ?? 0)
  const corrected = correctForJudge({
    team: { scores: teamScores, answered: items.map((item) => answeredShare(team.samples[item] ?? [])) },
    single: { scores: singleScores, answered: items.map((item) => answeredBy(selected, pool.samples[item] ?? [])) },
    error,
    clusters: items.map((item) => clusterOf(team, item)),
    means: { team: phiM, single: phiS },
    inflation: inflationOf(estimate, teamScores, singleScores),
    level: interval.level,
    seed
  })
  const [lower, upper] = [corrected.lower, corrected.upper]
  const side = lower > 1 ? 1 : upper !== null && upper < 1 ? -1 : 0
  const said = verdict === "positive" || verdict === "positive-below-relevance" ? 1 : verdict === "harmful" ? -1 : 0
  return {
    ...head,
    corrected: corrected.gamma,
    lower,
    upper,
    phiM: corrected.phiM,
    phiS: corrected.phiS,
    holds: side === said,
    ...(corrected.reason === undefined ? {} : { reason: corrected.reason })
  }
}

/** A single run answers as often as its samples do; a choice among several, wherever one of them does. */
const answeredBy = (policy: Candidate, samples: ReadonlyArray<Sample | null>): number => {
  const share = answeredShare(samples)
  return policy.name === policy.curve.arm.blueprint.id ? share : Math.ceil(share)
}

/** How much wider the row's interval is than that of the two means alone: what the choice of the baseline adds. */
const inflationOf = (estimate: Estimate, team: ReadonlyArray<number>, single: ReadonlyArray<number>): number => {
  const { standardError } = familyGainOf(estimate)
  const influence = logGainInfluence(team, single)
  if (standardError === null || influence === null) return 1
  const n = influence.length
  const plain = Math.sqrt(influence.reduce((sum, value) => sum + value * value, 0) / (n * (n - 1)))
  return plain > 0 ? Math.max(1, standardError / plain) : 1
}
