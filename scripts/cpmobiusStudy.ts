/**
 * The simulated study of the Coach–Player loop: `jiti scripts/cpmobiusStudy.ts main|drift|rivals|draws|page`.
 *
 * `main` compares the full loop with its rivals over paired seeds, `draws` repeats it over random settings (one line a draw, so
 * that it can be stopped and taken up again), `drift` looks at every seed's share of ill-posed problems, `rivals` compares at
 * equal FLOPs, `page` writes all into docs/cpmobius.md. Equations, constants and what is asked
 * were written down beforehand in docs/decisions/0004-simulated-learner.md.
 */
import { appendFileSync, existsSync, readFileSync, writeFileSync } from "node:fs"
import * as Effect from "effect/Effect"
import type { ArmComparison } from "../src/cases/cpmobius/compareArms.js"
import { type RivalName, rivalOf } from "../src/cases/cpmobius/presets.js"
import { simulatedItems } from "../src/cases/cpmobius/simulated/simulatedItems.js"
import { simulatedLearner } from "../src/cases/cpmobius/simulated/simulatedLearner.js"
import {
  compareSimulated,
  drawnParameters,
  drawSetting,
  runSimulated,
  simulatedConfig,
  standardSetting
} from "../src/cases/cpmobius/simulated/simulatedStudy.js"
import { untrainedVotes } from "../src/cases/cpmobius/untrainedVotes.js"
import { type VoteBreakEven, voteBreakEven } from "../src/cases/cpmobius/voteBreakEven.js"
import { mean } from "../src/stats/mean.js"
import { sampleVariance } from "../src/stats/sampleVariance.js"

const mainFile = "docs/records/cpmobius-simulated.json"
const drawsFile = "docs/records/cpmobius-draws.jsonl"
const driftFile = "docs/records/cpmobius-drift.json"
const rivalsFile = "docs/records/cpmobius-rivals.json"
const page = "docs/cpmobius.md"
const rivals: ReadonlyArray<RivalName> = ["frozen-coach", "no-gate", "shuffled-delta", "adversarial"]
const settings = {
  main: { seeds: 20, rollouts: 20_000 },
  draws: { draws: 50, seeds: 2, rollouts: 6_000 },
  rivals: { seeds: 8, flops: 4e12, votes: 32 },
  seed: 6
}

const seedsFrom = (first: number, count: number) => Array.from({ length: count }, (_, index) => first + index)

const rounded = (_: string, value: unknown): unknown =>
  typeof value === "number" ? Number(value.toPrecision(5)) : value

const main = async () => {
  const { seeds, rollouts } = settings.main
  const comparison = await Effect.runPromise(
    compareSimulated({ setting: standardSetting, rivals, seeds: seedsFrom(101, seeds), rollouts })
  )
  writeFileSync(mainFile, `${JSON.stringify(comparison, rounded)}\n`)
}

/** Share of ill-posed problems among those proposed, over the first and the last quarter of a run's steps. */
interface Drift {
  readonly arm: string
  readonly first: ReadonlyArray<number>
  readonly last: ReadonlyArray<number>
}

const drift = async () => {
  const { seeds, rollouts } = settings.main
  const found: Array<Drift> = []
  for (const arm of ["full", "adversarial"] as const) {
    const [first, last]: [Array<number>, Array<number>] = [[], []]
    for (const seed of seedsFrom(101, seeds)) {
      const full = simulatedConfig({ setting: standardSetting, seed, rollouts })
      const config = arm === "full" ? full : rivalOf(full, arm)
      const { steps } = await Effect.runPromise(runSimulated(standardSetting, config))
      const size = Math.floor(steps.length / 4)
      const share = (some: typeof steps) => mean(some.map(({ illPosed }) => illPosed ?? 0))
      first.push(share(steps.slice(0, size)))
      last.push(share(steps.slice(-size)))
    }
    found.push({ arm, first, last })
  }
  writeFileSync(driftFile, `${JSON.stringify(found, rounded)}\n`)
}

const driftText = (found: ReadonlyArray<Drift>): string =>
  found
    .map(({ arm, first, last }) => {
      const more = last.filter((share, index) => share > (first[index] ?? 0)).length
      const twice = last.filter((share, index) => share > 2 * (first[index] ?? 0)).length
      return `- ${arm}: ${points(mean(first), 1)} % → ${points(mean(last), 1)} %, more in ${more} of ${last.length} seeds, more than twice as many in ${twice}.`
    })
    .join("\n")

/** The rivals at equal FLOPs, and the untrained Player's votes against the full loop, seed by seed. */
interface Rivals {
  readonly comparison: ArmComparison
  readonly untrained: ReadonlyArray<VoteBreakEven>
}

const rivalsAtFlops = async () => {
  const { seeds: count, flops, votes } = settings.rivals
  const seeds = seedsFrom(501, count)
  const names: ReadonlyArray<RivalName> = [
    "self-problems",
    "entropy-reward",
    "adversarial",
    "frozen-coach",
    "true-reward"
  ]
  const comparison = await Effect.runPromise(
    compareSimulated({ setting: standardSetting, rivals: names, seeds, rollouts: 1, flops })
  )
  const untrained: Array<VoteBreakEven> = []
  for (const [index, seed] of seeds.entries()) {
    const { world } = standardSetting
    const items = simulatedItems({ world, seed })
    const { counts, answerFlops } = await Effect.runPromise(
      untrainedVotes({
        trainer: simulatedLearner({ seed, world }),
        items: items.held,
        grading: items,
        config: simulatedConfig({ setting: standardSetting, seed, rollouts: 1 }),
        votes
      })
    )
    const accuracy = comparison.arms[0]?.overall[index] ?? 1
    untrained.push(voteBreakEven({ counts, accuracy, trainingFlops: flops, answerFlops: answerFlops ?? Number.NaN }))
  }
  const record: Rivals = { comparison, untrained }
  writeFileSync(rivalsFile, `${JSON.stringify(record, rounded)}\n`)
}

const rivalsText = ({ comparison, untrained }: Rivals): string => {
  const curve = untrained[0]?.votes ?? []
  const at = (index: number) => mean(untrained.map(({ votes }) => votes[index]?.accuracy ?? 0))
  const reached = untrained.flatMap(({ questions }) => questions ?? [])
  return [
    mainTables(comparison),
    "",
    `The untrained Player with ${curve.map(({ votes }) => votes).join(", ")} votes a question: ${curve.map((_, index) => points(at(index), 1)).join(", ")} %.`,
    reached.length === 0
      ? "In no seed do its votes reach the trained Player: there is no number of questions at which they break even."
      : `In ${reached.length} of ${untrained.length} seeds its votes reach the trained Player; training is paid back after ${Math.round(Math.min(...reached)).toLocaleString("en")} to ${Math.round(Math.max(...reached)).toLocaleString("en")} questions there.`
  ].join("\n")
}

interface Draw {
  readonly draw: number
  readonly parameters: Readonly<Record<string, number>>
  /** Mean paired difference full − rival, overall and out of distribution, by rival. */
  readonly overall: Readonly<Record<string, number>>
  readonly outOfDistribution: Readonly<Record<string, number>>
}

const readDraws = (): ReadonlyArray<Draw> =>
  existsSync(drawsFile)
    ? readFileSync(drawsFile, "utf8")
        .trim()
        .split("\n")
        .map((line): Draw => JSON.parse(line))
    : []

const draws = async () => {
  const done = readDraws().length
  for (let draw = done; draw < settings.draws.draws; draw++) {
    const setting = drawSetting(settings.seed, draw)
    const { seeds, rollouts } = settings.draws
    const comparison = await Effect.runPromise(
      compareSimulated({ setting, rivals, seeds: seedsFrom(1001 + draw * seeds, seeds), rollouts })
    )
    const differences = (part: "overall" | "outOfDistribution") =>
      Object.fromEntries(comparison.contrasts.map((one) => [one.second, one[part]?.delta.value ?? 0]))
    const line: Draw = {
      draw,
      parameters: drawnParameters(setting),
      overall: differences("overall"),
      outOfDistribution: differences("outOfDistribution")
    }
    appendFileSync(drawsFile, `${JSON.stringify(line, rounded)}\n`)
  }
}

const points = (value: number | null | undefined, digits = 2): string =>
  value === null || value === undefined ? "–" : (100 * value).toFixed(digits)
const plain = (value: number | null | undefined, digits = 3): string =>
  value === null || value === undefined ? "–" : value.toFixed(digits)

const mainTables = (comparison: ArmComparison): string => {
  const { arms, contrasts } = comparison
  const grid = arms[0]?.curve ?? []
  return [
    "| arm | steps | accuracy | out of distribution | acceptance | label precision | ill-posed first → last quarter | \\|mean g\\|/SD |",
    "| --- | --- | --- | --- | --- | --- | --- | --- |",
    ...arms.map(
      (arm) =>
        `| ${arm.id} | ${arm.steps.toFixed(0)} | ${points(mean(arm.overall.map((value) => value ?? 0)))} | ${points(mean(arm.outOfDistribution.map((value) => value ?? 0)))} | ${plain(arm.acceptance, 2)} | ${plain(arm.precision, 2)} | ${plain(arm.illPosedFirst, 2)} → ${plain(arm.illPosedLast, 2)} | ${plain(arm.signalToNoise, 2)} |`
    ),
    "",
    "| full against | Γ_train [95 %] | Δ, points [95 %] | seeds above | out of distribution: Δ, points [95 %] | verdict |",
    "| --- | --- | --- | --- | --- | --- |",
    ...contrasts.map(({ second, overall, outOfDistribution: ood }) =>
      overall === null || ood === null
        ? `| ${second} | – | – | – | – | not estimable |`
        : `| ${second} | ${plain(overall.gamma)} [${plain(overall.lower)}, ${plain(overall.upper)}] | ${points(overall.delta.value)} [${points(overall.delta.lower)}, ${points(overall.delta.upper)}] | ${overall.wins} of ${overall.seeds} | ${points(ood.delta.value)} [${points(ood.delta.lower)}, ${points(ood.delta.upper)}] | ${overall.verdict} |`
    ),
    "",
    `Mean accuracy in % where so many ${comparison.unit === "flops" ? "FLOPs" : "rollouts"} were spent:`,
    "",
    `| arm | ${grid.map(({ budget }) => (budget < 1e6 ? budget : budget.toExponential(1))).join(" | ")} |`,
    `| --- |${grid.map(() => " --- |").join("")}`,
    ...arms.map((arm) => `| ${arm.id} | ${arm.curve.map(({ overall }) => points(overall, 1)).join(" | ")} |`)
  ].join("\n")
}

/** Parameters in order of how far apart they lie between draws where an ordering holds and where it does not. */
const flips = (all: ReadonlyArray<Draw>, rival: string): string => {
  const holds = all.filter((one) => (one.overall[rival] ?? 0) > 0)
  const fails = all.filter((one) => !holds.includes(one))
  if (holds.length < 5 || fails.length < 5) return "too few on one side to tell"
  const far = Object.keys(all[0]?.parameters ?? {}).map((name) => {
    const of = (some: ReadonlyArray<Draw>) => some.map(({ parameters }) => parameters[name] ?? 0)
    const [a, b] = [of(holds), of(fails)]
    const error = Math.sqrt(sampleVariance(a) / a.length + sampleVariance(b) / b.length)
    return { name, t: (mean(a) - mean(b)) / error }
  })
  return far
    .sort((a, b) => Math.abs(b.t) - Math.abs(a.t))
    .slice(0, 3)
    .map(({ name, t }) => `${name} ${t > 0 ? "higher" : "lower"} where it holds (t = ${t.toFixed(1)})`)
    .join("; ")
}

const drawTable = (all: ReadonlyArray<Draw>): string => {
  const share = (part: "overall" | "outOfDistribution", rival: string) =>
    `${all.filter((one) => (one[part][rival] ?? 0) > 0).length} of ${all.length}`
  const spreadOf = (values: ReadonlyArray<number>) => {
    const sorted = [...values].sort((a, b) => a - b)
    return `${points(sorted[Math.floor(sorted.length / 2)])}, ${points(sorted[0])} to ${points(sorted.at(-1))}`
  }
  return [
    "| full above | holds, overall | holds, out of distribution | Δ in points: median, lowest to highest | where it flips (overall) |",
    "| --- | --- | --- | --- | --- |",
    ...rivals.map(
      (rival) =>
        `| ${rival} | ${share("overall", rival)} | ${share("outOfDistribution", rival)} | ${spreadOf(all.map((one) => one.overall[rival] ?? 0))} | ${flips(all, rival)} |`
    )
  ].join("\n")
}

const replaceBetween = (text: string, name: string, inside: string): string => {
  const [begin, end] = [`<!-- ${name} -->`, `<!-- end of ${name} -->`]
  const [from, to] = [text.indexOf(begin), text.indexOf(end)]
  if (from < 0 || to < from) throw new Error(`${page} has no place for ${name}`)
  return `${text.slice(0, from + begin.length)}\n${inside}\n${text.slice(to)}`
}

const write = () => {
  const comparison: ArmComparison = JSON.parse(readFileSync(mainFile, "utf8"))
  const drifted: ReadonlyArray<Drift> = JSON.parse(readFileSync(driftFile, "utf8"))
  const compared: Rivals = JSON.parse(readFileSync(rivalsFile, "utf8"))
  const parts = {
    "simulated comparison": mainTables(comparison),
    drift: driftText(drifted),
    rivals: rivalsText(compared),
    "random draws": drawTable(readDraws())
  }
  const text = Object.entries(parts).reduce(
    (before, [name, inside]) => replaceBetween(before, name, inside),
    readFileSync(page, "utf8")
  )
  writeFileSync(page, text)
}

const [what] = process.argv.slice(2)
if (what === "main") await main()
else if (what === "drift") await drift()
else if (what === "rivals") await rivalsAtFlops()
else if (what === "draws") await draws()
else if (what === "page") write()
else throw new Error("requires main, drift, rivals, draws or page")
