/**
 * The study of the Coach–Player loop on real weights: `npm run cpmobius-weights -- <what> [arms] [seed]`.
 *
 * In this order: `start` measures the untrained Player on the validation items, `search` looks for each arm's settings on them by
 * successive halving, `freeze` writes what it found, `base` measures the untrained Player on the untouched items, and `confirm`
 * trains every arm with fresh seeds and measures it there; `page` writes the tables into docs/cpmobius-weights.md. `all` does them in turn.
 *
 * Every finished run is a record in docs/records/cpmobius-weights, and none is made twice; an interrupted run goes on from its last
 * checkpoint under runs/. Arms (separated by commas) and a seed narrow the work down, so that processes can share it.
 */
import { createHash } from "node:crypto"
import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import type { CpmobiusConfig } from "../src/cases/cpmobius/CpmobiusConfig.js"
import type { CpmobiusItems } from "../src/cases/cpmobius/CpmobiusItems.js"
import { type CpmobiusRun, readCpmobiusEffect } from "../src/cases/cpmobius/CpmobiusRun.js"
import { cpmobiusPresets, rivalOf } from "../src/cases/cpmobius/presets.js"
import { runCpmobiusEffect } from "../src/cases/cpmobius/runCpmobius.js"
import { type WeightTrainer, weightTrainer } from "../src/cases/cpmobius/weights/WeightTrainer.js"
import { createStream } from "../src/stats/createStream.js"
import { deriveSeed } from "../src/stats/deriveSeed.js"
import { mean } from "../src/stats/mean.js"
import { arithmeticItem } from "../src/task/arithmeticItem.js"
import type { Item } from "../src/task/Item.js"
import {
  type Arm,
  type Base,
  type Confirmed,
  chosenIn,
  type FrozenSettings,
  type Measured,
  type Setting,
  studyArms,
  type Trial,
  type TrialCurve,
  weightsTables
} from "./cpmobiusWeightsRecord.js"

const records = "docs/records/cpmobius-weights"
const searchFile = join(records, "search.jsonl")
const settingsFile = join(records, "settings.json")
const baseFile = join(records, "base.json")
const page = "docs/cpmobius-weights.md"
const work = "runs/cpmobius-weights"
const model = "models/novice.gguf"

const search = { seed: 11, items: 500 }
const rungs = [
  { iterations: 8, kept: 3 },
  { iterations: 16, kept: 1 },
  { iterations: 30, kept: 1 }
] as const
const confirmation = { seeds: [101, 102, 103, 104, 105], overall: 1000, outOfDistribution: 500, greedy: 500 }
const probed = 3
const unprobed = [5, 6]

/** A pilot with 1e-4 (pilot.jsonl) had the Coach drift by .2 to 1 nats a token within 8 iterations. */
const coachRate = 2e-5
const common = { kl: 0.001, levels: [2, 3, 4], problems: 16, answers: 8 }
const grid: ReadonlyArray<Setting> = [
  { ...common, id: "A", learningRate: 1e-4, gate: { lower: 0.2, upper: 0.8 } },
  { ...common, id: "B", learningRate: 1e-4, gate: { lower: 0.6, upper: 1 } },
  { ...common, id: "C", learningRate: 2e-4, gate: { lower: 0.6, upper: 1 } },
  { ...common, id: "D", learningRate: 2e-4, gate: { lower: 0.6, upper: 1 }, kl: 0.03 },
  { ...common, id: "E", learningRate: 2e-4, gate: { lower: 0.6, upper: 0.9 }, levels: [3, 4, 5] },
  { ...common, id: "F", learningRate: 2e-4, gate: { lower: 0.5, upper: 1 }, problems: 8, answers: 16 },
  // Added after the first rung of three arms had shown that wrong labels do harm, before any rung of the others.
  { ...common, id: "G", learningRate: 1e-4, gate: { lower: 0.75, upper: 1 }, levels: [1, 2, 3] },
  { ...common, id: "H", learningRate: 1e-4, gate: { lower: 0.75, upper: 1 }, problems: 8, answers: 16 }
]

const rounded = (_: string, value: unknown): unknown =>
  typeof value === "number" ? Number(value.toPrecision(5)) : value

const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex")

/** The right answer of a chain that the Coach asked, factors 0 and 1 among them; `null` for a text that is none. */
const chainAnswer = (question: string): string | null => {
  if (!/^\d\d(?:[+-]\d\d|\*\d)+$/u.test(question)) return null
  let value = Number(question.slice(0, 2))
  for (const [, symbol, operand] of question.slice(2).matchAll(/([+*-])(\d+)/gu)) {
    const number = Number(operand)
    value = (symbol === "*" ? value * number : symbol === "+" ? value + number : value - number + 100) % 100
  }
  return String(value).padStart(2, "0")
}

/** Items of one use; `beside` are questions that it must not contain. */
const drawn = (of: {
  readonly use: string
  readonly seed: number
  readonly count: number
  readonly levels: ReadonlyArray<number>
  readonly beside: ReadonlySet<string>
}): ReadonlyArray<Item> => {
  const stream = createStream(deriveSeed(of.seed, "weights study", of.use))
  const items = new Map<string, Item>()
  while (items.size < of.count) {
    const level = of.levels[items.size % of.levels.length] ?? probed
    const { question, answer } = arithmeticItem(stream, level)
    if (of.beside.has(question) || items.has(question)) continue
    items.set(question, { id: `${of.use}-${items.size + 1}`, question, answer, traits: { level } })
  }
  return [...items.values()]
}

const questionsOf = (items: ReadonlyArray<Item>): ReadonlySet<string> => new Set(items.map(({ question }) => question))

const untouched = {
  overall: drawn({ use: "confirm", seed: 1, count: confirmation.overall, levels: [probed], beside: new Set() }),
  outOfDistribution: drawn({
    use: "confirm-ood",
    seed: 1,
    count: confirmation.outOfDistribution,
    levels: unprobed,
    beside: new Set()
  })
}
const kept = new Set([...questionsOf(untouched.overall), ...questionsOf(untouched.outOfDistribution)])
const validation = drawn({ use: "validation", seed: 1, count: search.items, levels: [probed], beside: kept })
const beside = new Set([...kept, ...questionsOf(validation)])

const itemsOf = (seed: number, { levels }: Setting): CpmobiusItems => ({
  grader: { kind: "exact" },
  probe: drawn({ use: "probe", seed, count: 100, levels: [probed], beside }),
  held: [],
  outOfDistribution: [],
  warmUp: drawn({ use: "warm-up", seed, count: 400, levels, beside }).map(({ question }) => question),
  auditor: (problem) => ({ answer: chainAnswer(problem) })
})

const configOf = (arm: Arm, setting: Setting, seed: number): CpmobiusConfig => {
  const preset = cpmobiusPresets.paper
  const full: CpmobiusConfig = {
    ...preset,
    id: "full",
    seed,
    problems: setting.problems,
    answers: setting.answers,
    steps: rungs[2].iterations,
    coach: { temperature: 1, replyTokens: 48 },
    player: { temperature: 1, replyTokens: 120 },
    instruction: `a${probed}`,
    gate: setting.gate,
    mostRounds: 4,
    coachUpdate: { ...preset.coachUpdate, learningRate: coachRate },
    playerUpdate: { ...preset.playerUpdate, learningRate: setting.learningRate, kl: setting.kl },
    probe: { samples: 1, labels: "gold", dice: "common", temperature: 1 },
    warmUp: { steps: 5, batch: 32, learningRate: 1e-4 },
    checkpointEvery: 4,
    evaluateEvery: 1000
  }
  return arm === "full" ? full : rivalOf(full, arm)
}

const openTrainer = (folder: string) =>
  weightTrainer({
    folder: join(folder, "policies"),
    model,
    rollouts: { sequences: 32, contexts: 1, threads: 1 },
    worker: { threads: 1 }
  })

/** One reply an item; dice depend on the item alone, so that all Players meet the same ones. */
const answersOf = (trainer: WeightTrainer, items: ReadonlyArray<Item>, temperature: number) =>
  Effect.forEach(
    items,
    ({ question, answer, id }) =>
      Effect.map(
        trainer.policy("player").generate({
          prompt: { kind: "text", text: `Q${question}T` },
          maxTokens: 120,
          temperature,
          seed: deriveSeed(1, "answer", id),
          stop: []
        }),
        ({ text, finish }) => ({ text, right: finish === "stop" && /^[^A]*A(\d\d)$/u.exec(text)?.[1] === answer })
      ),
    { concurrency: "unbounded" }
  )

/** How many single operations in well-formed chains of thought come out right, given what the Player had before them. */
const operationsOf = (texts: ReadonlyArray<string>): Base["operations"] => {
  const found = { "+": { count: 0, right: 0 }, "-": { count: 0, right: 0 }, "*": { count: 0, right: 0 } }
  for (const text of texts) {
    if (!/^\d\d(?:[+*-]\d+=\d\d)*A\d\d$/u.test(text)) continue
    let value = Number(text.slice(0, 2))
    for (const [, symbol, operand, result] of text.matchAll(/([+*-])(\d+)=(\d\d)/gu)) {
      const number = Number(operand)
      const cell = symbol === "+" ? found["+"] : symbol === "-" ? found["-"] : found["*"]
      const truth = symbol === "*" ? value * number : symbol === "+" ? value + number : value - number + 100
      cell.count++
      if (truth % 100 === Number(result)) cell.right++
      value = Number(result)
    }
  }
  return found
}

const packed = (right: ReadonlyArray<boolean>): string => {
  const bytes = Buffer.alloc(Math.ceil(right.length / 8))
  for (const [index, one] of right.entries()) if (one) bytes[index >> 3] = (bytes[index >> 3] ?? 0) | (1 << (index & 7))
  return bytes.toString("base64")
}

const measured = (answers: ReadonlyArray<{ readonly right: boolean }>): Measured => {
  const right = answers.map((one) => one.right)
  return { items: right.length, accuracy: mean(right.map(Number)), right: packed(right) }
}

const curveOf = (run: CpmobiusRun): TrialCurve => {
  const over = (read: (step: CpmobiusRun["steps"][number]) => number | null | undefined) =>
    run.steps.map((step) => read(step) ?? null)
  const operations = (text: string) => [...text].filter((symbol) => "+-*".includes(symbol)).length
  const levels = run.steps.map(({ step }) => {
    const chains = run.problems.filter(
      ({ step: own, problem }) => own === step && problem !== null && chainAnswer(problem) !== null
    )
    return chains.length === 0 ? null : mean(chains.map(({ problem }) => operations(problem ?? "")))
  })
  const products = run.steps.map(({ step }) => {
    const asked = run.problems.filter(({ step: own }) => own === step).flatMap(({ problem }) => problem ?? [])
    const all = asked.join("").replace(/[^+*-]/gu, "")
    return all.length === 0 ? null : all.replace(/[^*]/gu, "").length / all.length
  })
  return {
    firstProbe: run.firstProbe?.accuracy ?? null,
    probe: over(({ accuracy }) => accuracy),
    kept: over(({ kept }) => kept),
    acceptance: over(({ acceptance }) => acceptance),
    precision: over(({ precision }) => precision),
    agreement: over(({ agreement }) => agreement),
    ties: over(({ ties }) => ties),
    illPosed: over(({ illPosed }) => illPosed),
    duplicates: over(({ duplicates }) => duplicates),
    operations: levels,
    products,
    kl: over(({ player }) => player?.kl),
    entropy: over(({ player }) => player?.entropy),
    coachKl: over(({ coach }) => coach?.kl),
    answerTokens: over(({ answerTokens }) => answerTokens)
  }
}

/** The loop was stopped where a rung ends. */
class RungReached extends Error {}

/** Trains up to an iteration, or goes on with a run that was stopped, and hands the Player over to be measured. */
const train = <A, E>(of: {
  readonly arm: Arm
  readonly setting: Setting
  readonly seed: number
  readonly iterations: number
  readonly folder: string
  readonly measure: (trainer: WeightTrainer) => Effect.Effect<A, E>
}) =>
  Effect.scoped(
    Effect.gen(function* () {
      const { arm, setting, seed, iterations, folder, measure } = of
      const ledger = join(folder, "ledger.jsonl")
      const begun = existsSync(ledger) && readFileSync(ledger).includes(0x0a)
      if (!begun) rmSync(ledger, { force: true })
      const trainer = yield* openTrainer(folder)
      const config = configOf(arm, setting, seed)
      const exit = yield* Effect.exit(
        runCpmobiusEffect(
          { config, trainer, items: itemsOf(seed, setting) },
          {
            folder,
            resume: begun,
            concurrency: 64,
            onState: (state) => {
              if (state.at === "propose" && state.work.round === 0 && state.work.step > iterations)
                throw new RungReached()
            },
            onEvent: (event) => {
              if (event.type === "step")
                console.log(
                  `${new Date().toISOString().slice(11, 19)} ${arm} ${setting.id} ${seed}: ${event.step} probe ${event.accuracy} kept ${event.kept}/${event.proposed} precision ${event.precision?.toFixed(2)} kl ${event.player?.kl.toFixed(3)}`
                )
            }
          }
        )
      )
      if (
        Exit.isFailure(exit) &&
        !exit.cause.reasons.some((one) => one._tag === "Die" && one.defect instanceof RungReached)
      ) {
        return yield* Effect.failCause(exit.cause)
      }
      const run = yield* readCpmobiusEffect(folder)
      // A run that had ended before is not taken up again: its Player lies in its last checkpoint.
      if (run.end !== null && run.checkpoint !== null) yield* trainer.load(run.checkpoint.player)
      return { run, measures: yield* measure(trainer) }
    })
  )

const readTrials = (): ReadonlyArray<Trial> =>
  existsSync(searchFile)
    ? readFileSync(searchFile, "utf8")
        .trim()
        .split("\n")
        .map((line): Trial => JSON.parse(line))
    : []

/** The settings that a rung tries: all, then the best of the rung before. */
const settingsAt = (arm: Arm, rung: number): ReadonlyArray<Setting> => {
  if (rung === 0) return grid
  const best = chosenIn(readTrials(), arm, rungs[rung - 1]?.iterations ?? 0, rungs[rung - 1]?.kept ?? 1)
  return best.flatMap((id) => grid.find((one) => one.id === id) ?? [])
}

const searchArm = async (arm: Arm) => {
  for (const [rung, { iterations }] of rungs.entries()) {
    for (const setting of settingsAt(arm, rung)) {
      const done = readTrials().some(
        (one) => one.arm === arm && one.setting === setting.id && one.iterations === iterations
      )
      if (done) continue
      const folder = join(work, "search", arm, setting.id)
      mkdirSync(folder, { recursive: true })
      const { run, measures } = await Effect.runPromise(
        train({
          arm,
          setting,
          seed: search.seed,
          iterations,
          folder,
          measure: (trainer) => answersOf(trainer, validation, 1)
        })
      )
      const line: Trial = {
        arm,
        setting: setting.id,
        iterations,
        seed: search.seed,
        validation: measured(measures).accuracy,
        items: measures.length,
        flops: run.steps.at(-1)?.spent.flops ?? null,
        rollouts: run.steps.at(-1)?.spent.rollouts ?? 0,
        curve: curveOf(run)
      }
      appendFileSync(searchFile, `${JSON.stringify(line, rounded)}\n`)
    }
  }
}

const freeze = () => {
  if (existsSync(settingsFile)) throw new Error("The settings are frozen already")
  const trials = readTrials()
  const arms = studyArms.map((arm) => {
    const [id] = chosenIn(trials, arm, rungs[2].iterations, 1)
    if (id === undefined) throw new Error(`The search of ${arm} has not ended`)
    return [arm, id] as const
  })
  const frozen: FrozenSettings = {
    model: sha256File(model),
    search: sha256(readFileSync(searchFile, "utf8")),
    searchSeed: search.seed,
    validationItems: search.items,
    rungs: rungs.map(({ iterations, kept }) => ({ iterations, kept })),
    grid,
    chosen: Object.fromEntries(arms),
    confirmation: { ...confirmation, iterations: rungs[2].iterations, probedLevel: probed, otherLevels: unprobed }
  }
  writeFileSync(settingsFile, `${JSON.stringify(frozen, rounded, 2)}\n`)
}

const sha256File = (path: string): string => createHash("sha256").update(readFileSync(path)).digest("hex")

const readFrozen = (): { readonly frozen: FrozenSettings; readonly hash: string } => {
  const text = readFileSync(settingsFile, "utf8")
  return { frozen: JSON.parse(text), hash: sha256(text) }
}

const measureAll = Effect.fnUntraced(function* (trainer: WeightTrainer) {
  const overall = yield* answersOf(trainer, untouched.overall, 1)
  const outOfDistribution = yield* answersOf(trainer, untouched.outOfDistribution, 1)
  const greedy = yield* answersOf(trainer, untouched.overall.slice(0, confirmation.greedy), 0)
  return {
    overall: measured(overall),
    outOfDistribution: measured(outOfDistribution),
    greedy: measured(greedy),
    operations: operationsOf(overall.map(({ text }) => text))
  }
})

const validationFile = join(records, "validation-base.json")

/** The untrained Player on the validation items: what the search starts from. */
const measureStart = async () => {
  if (existsSync(validationFile)) return
  const folder = join(work, "base")
  const right = await Effect.runPromise(
    Effect.scoped(Effect.flatMap(openTrainer(folder), (trainer) => answersOf(trainer, validation, 1)))
  )
  writeFileSync(validationFile, `${JSON.stringify(measured(right), rounded)}\n`)
}

const measureBase = async () => {
  if (existsSync(baseFile)) return
  const { hash } = readFrozen()
  const folder = join(work, "base")
  const measures = await Effect.runPromise(Effect.scoped(Effect.flatMap(openTrainer(folder), measureAll)))
  const base: Base = { settings: hash, ...measures }
  writeFileSync(baseFile, `${JSON.stringify(base, rounded)}\n`)
}

const confirmArm = async (arm: Arm, seed: number) => {
  const file = join(records, `confirm-${arm}-${seed}.json`)
  if (existsSync(file)) return
  const { frozen, hash } = readFrozen()
  const setting = frozen.grid.find(({ id }) => id === frozen.chosen[arm])
  if (setting === undefined) throw new Error(`No settings for ${arm}`)
  const folder = join(work, "confirm", arm, `seed-${seed}`)
  mkdirSync(folder, { recursive: true })
  const { run, measures } = await Effect.runPromise(
    train({ arm, setting, seed, iterations: rungs[2].iterations, folder, measure: measureAll })
  )
  const asked = new Set(run.problems.flatMap(({ problem }) => problem ?? []))
  const record: Confirmed = {
    settings: hash,
    arm,
    setting: setting.id,
    seed,
    iterations: run.steps.length,
    ...measures,
    /** Untouched questions that the Coach happened to ask. */
    met: [...kept].filter((question) => asked.has(question)).length,
    spent: run.end?.spent ?? null,
    curve: curveOf(run)
  }
  writeFileSync(file, `${JSON.stringify(record, rounded)}\n`)
  rmSync(join(folder, "policies"), { recursive: true, force: true })
}

const readConfirmed = (): ReadonlyArray<Confirmed> =>
  readdirSync(records)
    .filter((name) => name.startsWith("confirm-"))
    .sort()
    .map((name): Confirmed => JSON.parse(readFileSync(join(records, name), "utf8")))

const writePage = () => {
  const tables = weightsTables({
    trials: readTrials(),
    grid,
    rungs,
    seeds: confirmation.seeds.length,
    start: JSON.parse(readFileSync(validationFile, "utf8")),
    base: existsSync(baseFile) ? JSON.parse(readFileSync(baseFile, "utf8")) : null,
    confirmed: readConfirmed()
  })
  const text = Object.entries(tables).reduce(
    (before, [name, inside]) => {
      const [begin, end] = [`<!-- ${name} -->`, `<!-- end of ${name} -->`]
      const [from, to] = [before.indexOf(begin), before.indexOf(end)]
      if (from < 0 || to < from) throw new Error(`${page} has no place for ${name}`)
      return `${before.slice(0, from + begin.length)}\n${inside}\n${before.slice(to)}`
    },
    readFileSync(page, "utf8")
  )
  writeFileSync(page, text)
}

const [what, named, only] = process.argv.slice(2)
const arms = named === undefined ? studyArms : studyArms.filter((arm) => named.split(",").includes(arm))
const seeds = confirmation.seeds.filter((seed) => only === undefined || Number(only) === seed)
mkdirSync(records, { recursive: true })

const searchAll = async () => {
  for (const arm of arms) await searchArm(arm)
}
const confirmAll = async () => {
  for (const seed of seeds) {
    for (const arm of arms) {
      await confirmArm(arm, seed)
      writePage()
    }
  }
}
const all = async () => {
  await measureStart()
  await searchAll()
  if (!existsSync(settingsFile)) freeze()
  writePage()
  await measureBase()
  await confirmAll()
}
const parts: Readonly<Record<string, () => unknown>> = {
  all,
  start: measureStart,
  search: searchAll,
  freeze,
  base: measureBase,
  confirm: confirmAll,
  page: writePage
}
const chosen = parts[what ?? ""]
if (chosen === undefined) throw new Error(`requires one of ${Object.keys(parts).join(", ")}`)
await chosen()
