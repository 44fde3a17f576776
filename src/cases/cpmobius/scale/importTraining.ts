import { existsSync } from "node:fs"
import { readFile } from "node:fs/promises"
import { join } from "node:path"
import * as Effect from "effect/Effect"
import * as Predicate from "effect/Predicate"
import * as Schema from "effect/Schema"
import { contentHash } from "../../../design/contentHash.js"
import { InputError } from "../../../errors/InputError.js"
import type { EvaluationRecord, Spending } from "../CpmobiusEvent.js"
import type { CpmobiusRun } from "../CpmobiusRun.js"
import { deltaSignalToNoise } from "../deltaNoise.js"
import type { StepPoint } from "../report/TrainingReport.js"
import { noSpending } from "../spending.js"
import { trainingFlops } from "../trainingFlops.js"
import { dataSources, ScaleRun, scaleFile } from "./scaleFormat.js"

export { scaleFile } from "./scaleFormat.js"

/** Logs that are looked for in the folder, in this order. */
const logNames = ["metrics.jsonl", "trainer_state.json"] as const

type Metrics = ReadonlyMap<string, number>

/** Numbers of one step, whatever number of entries they came in. */
type Log = ReadonlyMap<number, Metrics>

const bad = (value: string, limit: string, advice: string): InputError =>
  new InputError({ what: "Log of a large trainer", value, limit, advice })

/** An entry as the trainers write it: veRL `{step, data}`, TRL one flat object. */
const entryOf = (value: unknown): { readonly step: number; readonly metrics: Record<string, unknown> } | undefined => {
  if (!Predicate.isObject(value) || !("step" in value) || typeof value.step !== "number") return undefined
  const inner = "data" in value && Predicate.isObject(value.data) ? value.data : value
  return { step: value.step, metrics: { ...inner } }
}

const logOf = (entries: ReadonlyArray<unknown>, path: string): Log | InputError => {
  const log = new Map<number, Map<string, number>>()
  for (const [index, value] of entries.entries()) {
    const entry = entryOf(value)
    if (entry === undefined)
      return bad(
        `${path}, entry ${index + 1}`,
        "requires an object with a number `step`",
        "Give the trainer’s own log."
      )
    const own = log.get(entry.step) ?? new Map<string, number>()
    // TRL names the set of an evaluation only in some of its keys: the numbers of each set get its name.
    const set = Object.keys(entry.metrics).flatMap((key) => /^eval_(probe|held|ood)_/u.exec(key)?.[1] ?? [])[0]
    for (const [key, metric] of Object.entries(entry.metrics)) {
      if (typeof metric !== "number") continue
      if (!Number.isFinite(metric)) {
        return bad(
          `${path}, step ${entry.step}, ${key}`,
          "must be a finite number",
          "The run diverged: compare it up to the step before."
        )
      }
      own.set(set === undefined ? key : `${set}:${key}`, metric)
    }
    log.set(entry.step, own)
  }
  return log
}

const parse = (text: string, path: string): Log | InputError => {
  if (path.endsWith("trainer_state.json")) {
    const state: unknown = JSON.parse(text)
    const history = Predicate.isObject(state) && "log_history" in state ? state.log_history : undefined
    return Array.isArray(history)
      ? logOf(history, path)
      : bad(path, "requires a list `log_history`", "Give TRL’s trainer_state.json.")
  }
  // Python writes NaN and Infinity as words, which are no JSON.
  const lines = text.split("\n").filter((line) => line.trim() !== "")
  const entries: Array<unknown> = []
  for (const [index, line] of lines.entries()) {
    try {
      entries.push(JSON.parse(line))
    } catch {
      // A run that was killed while it wrote leaves half a line at the end.
      if (index === lines.length - 1 && !text.endsWith("\n")) break
      return bad(
        `${path}, line ${index + 1}`,
        /\bNaN\b|Infinity/u.test(line) ? "must hold finite numbers" : "must be JSON",
        "Correct or cut the file."
      )
    }
  }
  return logOf(entries, path)
}

const first = (metrics: Metrics, names: ReadonlyArray<string>): number | null => {
  for (const name of names) {
    const value = metrics.get(name)
    if (value !== undefined) return value
  }
  return null
}

/** Accuracy on one of the three sets: veRL's mean over answers (of any number), TRL's mean reward of that set. */
const accuracyOn = (metrics: Metrics, set: "probe" | "held" | "outOfDistribution"): number | null => {
  const source = dataSources[set]
  for (const [key, value] of metrics) {
    if (key.startsWith(`val-core/${source}/`) && /\/(?:acc|reward)\/mean@\d+$/u.test(key)) return value
  }
  const short = set === "outOfDistribution" ? "ood" : set
  return first(metrics, [
    `val/test_score/${source}`,
    `${short}:eval_rewards/cpmobius_reward/mean`,
    `${short}:eval_reward/cpmobius_reward/mean`,
    `${short}:eval_reward`
  ])
}

/**
 * Reads the log of a run that a large trainer made from an export, so that it is judged by the same comparison: veRL's file log
 * (`metrics.jsonl`, one `{step, data}` a line) or TRL's (`metrics.jsonl` with flat entries, or `trainer_state.json`).
 *
 * Unit: rollouts are problems × answers a step plus the probe where it was measured; a driver that also gates may log
 * `cpmobius/rollouts` itself, cumulative. FLOPs need the model's parameters and, in veRL, `perf/total_num_tokens`; the tokens of
 * probes are in no log, so FLOPs stay unknown unless the driver logs `cpmobius/probe_tokens`.
 * Errors: InputError without a log, for lines that are none, and for numbers that are not finite.
 */
export const importTraining = Effect.fnUntraced(function* (folder: string): Effect.fn.Return<
  {
    readonly arm: string
    readonly seed: number
    readonly run: CpmobiusRun
    readonly points: ReadonlyArray<StepPoint>
    readonly notes: ReadonlyArray<string>
  },
  InputError
> {
  const name = logNames.find((one) => existsSync(join(folder, one)))
  const read = (file: string) =>
    Effect.tryPromise({
      try: () => readFile(join(folder, file), "utf8"),
      catch: (cause) => bad(join(folder, file), `must be readable (${String(cause)})`, "Check the folder.")
    })
  const text = yield* read(scaleFile)
  const scale = yield* Effect.mapError(Schema.decodeUnknownEffect(Schema.fromJsonString(ScaleRun))(text), () =>
    bad(join(folder, scaleFile), "must be what `gain cpmobius export` wrote", "Export again.")
  )
  if (name === undefined) {
    return yield* bad(folder, `requires ${logNames.join(" or ")}`, "Run the training script of the export first.")
  }
  const body = yield* read(name)
  const log = yield* Effect.try({
    try: () => parse(body, join(folder, name)),
    catch: () => bad(join(folder, name), "must be JSON", "Give the trainer’s own log.")
  })
  if (log instanceof InputError) return yield* log

  const { config, items, parameters } = scale
  const steps = [...log.keys()].sort((a, b) => a - b)
  const perStep = config.problems * config.answers
  let spent: Spending = noSpending
  let before: number | null = null
  let probeTokensKnown = true
  const gains: Array<number> = []
  const points: Array<StepPoint> = []
  const evaluations: Array<EvaluationRecord> = []
  for (const step of steps) {
    const metrics = log.get(step) ?? new Map<string, number>()
    const probe = accuracyOn(metrics, "probe")
    const own = first(metrics, ["cpmobius/rollouts"])
    const probed = probe === null ? 0 : items.probe * config.probe.samples
    const trained = first(metrics, ["perf/total_num_tokens"])
    const probeTokens = first(metrics, ["cpmobius/probe_tokens"])
    if (probed > 0 && probeTokens === null) probeTokensKnown = false
    const isTraining = step > 0
    // A token of the batch is sampled, goes through the old policy and the reference, and is trained.
    const passes = 1 + (config.playerUpdate.kl > 0 ? 1 : 0)
    const player = {
      forward: spent.player.forward + (trained ?? 0) * passes,
      trained: spent.player.trained + (trained ?? 0)
    }
    const solveTokens = (spent.solve.promptTokens ?? 0) + (trained ?? 0)
    const allProbe = (spent.probe.promptTokens ?? 0) + (probeTokens ?? 0)
    const known = probeTokensKnown && (!isTraining || trained !== null) && spent.flops !== null
    spent = {
      ...spent,
      solve: { calls: spent.solve.calls + (isTraining ? perStep : 0), promptTokens: solveTokens, sampledTokens: 0 },
      probe: { calls: spent.probe.calls + probed, promptTokens: allProbe, sampledTokens: 0 },
      player,
      flops: known
        ? trainingFlops(parameters, { forward: player.forward + solveTokens + allProbe, trained: player.trained })
        : null,
      rollouts: own ?? spent.rollouts + (isTraining ? perStep : 0) + probed
    }
    const g: number | null = probe === null || before === null ? null : 100 * (probe - before)
    if (g !== null) gains.push(g)
    if (probe !== null) before = probe
    const overall = accuracyOn(metrics, "held")
    const outOfDistribution = accuracyOn(metrics, "outOfDistribution")
    if (overall !== null || outOfDistribution !== null) {
      evaluations.push({ type: "evaluation", step, overall, outOfDistribution, how: "sampled", spent })
    }
    if (!isTraining) continue
    const recent = gains.slice(-20)
    points.push({
      step,
      probe,
      g,
      signalToNoise: recent.length < 5 ? null : deltaSignalToNoise(recent),
      acceptance: first(metrics, ["cpmobius/acceptance"]),
      ties: first(metrics, ["cpmobius/ties"]),
      none: first(metrics, ["cpmobius/none"]),
      duplicates: first(metrics, ["cpmobius/duplicates"]),
      agreement: first(metrics, ["cpmobius/agreement"]),
      difficulty: first(metrics, ["cpmobius/difficulty"]),
      precision: first(metrics, ["cpmobius/precision"]),
      illPosed: first(metrics, ["cpmobius/ill_posed"]),
      kl: first(metrics, ["actor/kl_loss", "kl"]),
      entropy: first(metrics, ["actor/entropy", "actor/entropy_loss", "entropy"]),
      answerTokens: first(metrics, ["response_length/mean", "completions/mean_length"]),
      problemTokens: first(metrics, ["cpmobius/problem_tokens"])
    })
  }
  if (evaluations.length === 0) {
    return yield* bad(
      join(folder, name),
      `holds no accuracy on ${dataSources.held} or ${dataSources.outOfDistribution}`,
      "Validate on the exported held.jsonl and ood.jsonl."
    )
  }
  const last = steps.at(-1) ?? 0
  const hash = contentHash({ scale, log: body })
  const run: CpmobiusRun = {
    start: {
      type: "cpmobius-start",
      version: 1,
      hash,
      config,
      trainer: { id: scale.trainer, deterministic: false, sharedWeights: false, settings: { labels: scale.labels } },
      items: { ...items, warmUp: 0, digest: hash }
    },
    firstProbe: null,
    steps: [],
    evaluations,
    problems: [],
    policies: [],
    rollbacks: [],
    collapses: [],
    checkpoint: null,
    end: { type: "cpmobius-end", step: last, reason: "steps", spent }
  }
  const solvedTokens =
    spent.flops === null
      ? { ...spent, solve: { ...spent.solve, promptTokens: null }, probe: { ...spent.probe, promptTokens: null } }
      : spent
  return {
    arm: scale.arm,
    seed: scale.seed,
    run: { ...run, end: { type: "cpmobius-end", step: last, reason: "steps", spent: solvedTokens } },
    points,
    notes: [
      `Read from logs of ${scale.trainer === "verl" ? "veRL" : "TRL"}: rejected problems and the Coach’s own tokens are counted only where the driver logged them.`,
      ...(spent.flops === null
        ? ["FLOPs of imported runs are not known: the tokens of their probes stand in no log."]
        : [])
    ]
  }
})
