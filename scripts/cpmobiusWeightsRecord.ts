/** What the study on real weights keeps of its runs, and the tables that follow from it. */
import type { CpmobiusConfig } from "../src/cases/cpmobius/CpmobiusConfig.js"
import type { Spending } from "../src/cases/cpmobius/CpmobiusEvent.js"
import { deltaSignalToNoise } from "../src/cases/cpmobius/deltaNoise.js"
import { trainingGain } from "../src/cases/cpmobius/trainingGain.js"
import { mean } from "../src/stats/mean.js"
import { sampleVariance } from "../src/stats/sampleVariance.js"
import { studentQuantile } from "../src/stats/studentQuantile.js"

export const studyArms = ["full", "frozen-coach", "self-problems", "true-reward", "shuffled-delta"] as const
export type Arm = (typeof studyArms)[number]

/** What is searched. */
export interface Setting {
  readonly id: string
  readonly learningRate: number
  readonly kl: number
  readonly gate: NonNullable<CpmobiusConfig["gate"]>
  /** Levels of the problems that the Coach imitates in its warm-up. */
  readonly levels: ReadonlyArray<number>
  readonly problems: number
  readonly answers: number
}

type Curve = ReadonlyArray<number | null>

/** One value an iteration. */
export interface TrialCurve {
  readonly firstProbe: number | null
  readonly probe: Curve
  readonly kept: Curve
  readonly acceptance: Curve
  readonly precision: Curve
  readonly agreement: Curve
  readonly ties: Curve
  readonly illPosed: Curve
  readonly duplicates: Curve
  /** Operations of a chain proposed, mean. */
  readonly operations: Curve
  /** Share of products among the operations proposed. */
  readonly products: Curve
  readonly kl: Curve
  readonly entropy: Curve
  readonly coachKl: Curve
  readonly answerTokens: Curve
}

/** One arm with one setting, measured on the validation items after so many iterations. */
export interface Trial {
  readonly arm: Arm
  readonly setting: string
  readonly iterations: number
  readonly seed: number
  readonly validation: number
  readonly items: number
  readonly flops: number | null
  readonly rollouts: number
  readonly curve: TrialCurve
}

export interface FrozenSettings {
  /** sha256 of the model file and of the search's records. */
  readonly model: string
  readonly search: string
  readonly searchSeed: number
  readonly validationItems: number
  readonly rungs: ReadonlyArray<{ readonly iterations: number; readonly kept: number }>
  readonly grid: ReadonlyArray<Setting>
  readonly chosen: Readonly<Record<string, string>>
  readonly confirmation: {
    readonly seeds: ReadonlyArray<number>
    readonly overall: number
    readonly outOfDistribution: number
    readonly greedy: number
    readonly iterations: number
    readonly probedLevel: number
    readonly otherLevels: ReadonlyArray<number>
  }
}

/** `right`: one bit an item, least significant first, base64. */
export interface Measured {
  readonly items: number
  readonly accuracy: number
  readonly right: string
}

export interface Base {
  /** sha256 of the frozen settings. */
  readonly settings: string
  readonly overall: Measured
  readonly outOfDistribution: Measured
  readonly greedy: Measured
  /** Single operations in the chains of thought of *overall*, and how many came out right. */
  readonly operations: Readonly<Record<"+" | "-" | "*", { readonly count: number; readonly right: number }>>
}

export interface Confirmed extends Base {
  readonly arm: Arm
  readonly setting: string
  readonly seed: number
  readonly iterations: number
  readonly met: number
  readonly spent: Spending | null
  readonly curve: TrialCurve
}

/** The best settings of an arm after so many iterations, the best first; equal ones in the order of their names. */
export const chosenIn = (
  trials: ReadonlyArray<Trial>,
  arm: Arm,
  iterations: number,
  count: number
): ReadonlyArray<string> =>
  trials
    .filter((one) => one.arm === arm && one.iterations === iterations)
    .sort((a, b) => b.validation - a.validation || (a.setting < b.setting ? -1 : 1))
    .slice(0, count)
    .map(({ setting }) => setting)

/** The bits of a measurement as 0 and 1. */
export const unpacked = ({ items, right }: Measured): ReadonlyArray<number> => {
  const bytes = Buffer.from(right, "base64")
  return Array.from({ length: items }, (_, index) => ((bytes[index >> 3] ?? 0) >> (index & 7)) & 1)
}

/** A mean difference with its 95 % interval. */
export interface Difference {
  readonly value: number
  readonly lower: number
  readonly upper: number
  readonly seeds: ReadonlyArray<number>
}

/**
 * Trained − untrained, paired by item, over seeds and items at once: the variance of the seeds' means plus that of the items'
 * means, each over its number, with Student's t on seeds − 1 degrees of freedom. What seeds and items have in common is counted
 * twice: the interval is rather too wide.
 */
export const pairedDifference = (trained: ReadonlyArray<Measured>, base: Measured): Difference => {
  const before = unpacked(base)
  const rows = trained.map((one) => unpacked(one).map((right, index) => right - (before[index] ?? 0)))
  const seeds = rows.map((row) => mean(row))
  const items = before.map((_, index) => mean(rows.map((row) => row[index] ?? 0)))
  const error = Math.sqrt(sampleVariance(seeds) / seeds.length + sampleVariance(items) / items.length)
  const half = studentQuantile(0.975, seeds.length - 1) * error
  const value = mean(seeds)
  return { value, lower: value - half, upper: value + half, seeds }
}

const percent = (value: number | null | undefined): string =>
  value === null || value === undefined ? "–" : (100 * value).toFixed(1)
const signed = (value: number): string => `${value < 0 ? "−" : "+"}${(100 * Math.abs(value)).toFixed(1)}`
const plain = (value: number | null | undefined, digits = 2): string =>
  value === null || value === undefined ? "–" : value.toFixed(digits)
const interval = ({ value, lower, upper }: Omit<Difference, "seeds">): string =>
  `${signed(value)} [${signed(lower)}, ${signed(upper)}]`
const known = (curve: Curve): ReadonlyArray<number> => curve.flatMap((value) => value ?? [])
const middle = (curve: Curve): number | null => (known(curve).length === 0 ? null : mean(known(curve)))
const part = (curve: Curve, which: "first" | "last"): number | null => {
  const size = Math.max(1, Math.floor(curve.length / 4))
  return middle(which === "first" ? curve.slice(0, size) : curve.slice(-size))
}

const table = (head: ReadonlyArray<string>, rows: ReadonlyArray<ReadonlyArray<string>>): string =>
  [head, head.map(() => "---"), ...rows].map((row) => `| ${row.join(" | ")} |`).join("\n")

const pending = "*Not run yet.*"

const settingsTable = (grid: ReadonlyArray<Setting>): string =>
  table(
    ["setting", "learning rate", "KL", "gate", "levels of the warm-up", "m × n"],
    grid.map((one) => [
      one.id,
      one.learningRate.toExponential(0),
      String(one.kl),
      `${one.gate.lower} to ${one.gate.upper}`,
      one.levels.join(", "),
      `${one.problems} × ${one.answers}`
    ])
  )

const searchTable = (
  trials: ReadonlyArray<Trial>,
  grid: ReadonlyArray<Setting>,
  rungs: ReadonlyArray<number>
): string =>
  table(
    ["arm", ...grid.map(({ id }) => id)],
    studyArms.map((arm) => [
      arm,
      ...grid.map(({ id }) => {
        const values = rungs.flatMap((iterations) => {
          const found = trials.find((one) => one.arm === arm && one.setting === id && one.iterations === iterations)
          return found === undefined ? [] : [percent(found.validation)]
        })
        return values.length === 0 ? "–" : values.join(" → ")
      })
    ])
  )

/** What labels, gate and rate did in the search, setting by setting, after the first rung. */
const regimeTable = (trials: ReadonlyArray<Trial>, rung: number): string =>
  table(
    ["arm", "setting", "validation", "labels right", "accepted", "ill-posed", "KL", "entropy, first → last"],
    studyArms.flatMap((arm) =>
      trials
        .filter((one) => one.arm === arm && one.iterations === rung)
        .sort((a, b) => (a.setting < b.setting ? -1 : 1))
        .map(({ setting, validation, curve }) => [
          arm,
          setting,
          percent(validation),
          plain(middle(curve.precision)),
          plain(middle(curve.acceptance)),
          plain(middle(curve.illPosed)),
          plain(curve.kl.at(-1), 3),
          `${plain(curve.entropy[0], 3)} → ${plain(curve.entropy.at(-1), 3)}`
        ])
    )
  )

/** Change of the validation accuracy where pseudo-labels were right so often, the Player paid by its own majority. */
const precisionTable = (trials: ReadonlyArray<Trial>, start: number): string => {
  const bounds = [0, 0.45, 0.6, 0.7, 1]
  const own = trials.filter(({ arm }) => arm !== "true-reward")
  return table(
    ["labels right", "trials", "mean change, points", "worst", "best", "above the untrained"],
    bounds.slice(1).map((upper, index) => {
      const lower = bounds[index] ?? 0
      const changes = own
        .filter(({ curve }) => {
          const precision = middle(curve.precision) ?? 0
          return precision >= lower && (precision < upper || upper === 1)
        })
        .map(({ validation }) => validation - start)
      return [
        `${plain(lower)} to ${plain(upper)}`,
        String(changes.length),
        ...(changes.length === 0
          ? ["–", "–", "–", "–"]
          : [
              signed(mean(changes)),
              signed(Math.min(...changes)),
              signed(Math.max(...changes)),
              String(changes.filter((change) => change > 0).length)
            ])
      ]
    })
  )
}

const byArm = (confirmed: ReadonlyArray<Confirmed>) =>
  studyArms.flatMap((arm) => {
    const runs = confirmed.filter((one) => one.arm === arm).sort((a, b) => a.seed - b.seed)
    return runs.length === 0 ? [] : [{ arm, runs }]
  })

const seedTable = (confirmed: ReadonlyArray<Confirmed>, base: Base): string =>
  table(
    ["arm", "seed", "setting", "overall", "difference", "other levels", "difference", "greedy", "difference"],
    byArm(confirmed).flatMap(({ arm, runs }) =>
      runs.map((run) => [
        arm,
        String(run.seed),
        run.setting,
        ...(["overall", "outOfDistribution", "greedy"] as const).flatMap((scope) => [
          `${percent(base[scope].accuracy)} → ${percent(run[scope].accuracy)}`,
          signed(run[scope].accuracy - base[scope].accuracy)
        ])
      ])
    )
  )

const armTable = (confirmed: ReadonlyArray<Confirmed>, base: Base): string =>
  table(
    ["arm", "seeds above base", "overall, points", "other levels, points", "greedy, points"],
    byArm(confirmed).map(({ arm, runs }) => {
      const scopes = (["overall", "outOfDistribution", "greedy"] as const).map((scope) =>
        runs.length < 2
          ? "–"
          : interval(
              pairedDifference(
                runs.map((run) => run[scope]),
                base[scope]
              )
            )
      )
      const above = runs.filter((run) => run.overall.accuracy > base.overall.accuracy).length
      return [arm, `${above} of ${runs.length}`, ...scopes]
    })
  )

const gammaTable = (confirmed: ReadonlyArray<Confirmed>): string => {
  const arms = byArm(confirmed)
  const full = arms.find(({ arm }) => arm === "full")
  if (full === undefined) return pending
  return table(
    ["full over", "scope", "Γ_train [95 %]", "difference, points [95 %]", "seeds above", "signs by seed", "verdict"],
    arms
      .filter(({ arm }) => arm !== "full")
      .flatMap(({ arm, runs }) =>
        (["overall", "outOfDistribution"] as const).map((scope) => {
          const pairs = full.runs.flatMap((one) => {
            const other = runs.find(({ seed }) => seed === one.seed)
            return other === undefined ? [] : [[one[scope].accuracy, other[scope].accuracy] as const]
          })
          if (pairs.length === 0) return [arm, scope, "–", "–", "–", "–", "not run"]
          const gain = trainingGain({ first: pairs.map(([a]) => a), second: pairs.map(([, b]) => b) })
          const { delta } = gain
          return [
            arm,
            scope === "overall" ? "overall" : "other levels",
            `${plain(gain.gamma, 3)} [${plain(gain.lower, 3)}, ${plain(gain.upper, 3)}]`,
            delta.lower === null || delta.upper === null
              ? signed(delta.value)
              : interval({ value: delta.value, lower: delta.lower, upper: delta.upper }),
            `${gain.wins} of ${gain.seeds}`,
            gain.differences.map((one) => (one > 0 ? "+" : one < 0 ? "−" : "0")).join(" "),
            gain.verdict
          ]
        })
      )
  )
}

const watchTable = (confirmed: ReadonlyArray<Confirmed>): string =>
  table(
    [
      "arm",
      "seed",
      "labels right, first → last quarter",
      "accepted",
      "ill-posed, first → last",
      "operations, first → last",
      "products, first → last",
      "repeated",
      "\\|mean Δ\\|/SD",
      "KL at the end",
      "entropy, first → last"
    ],
    byArm(confirmed).flatMap(({ arm, runs }) =>
      runs.map(({ seed, curve }) => {
        const path = (of: Curve, digits = 2) =>
          `${plain(part(of, "first"), digits)} → ${plain(part(of, "last"), digits)}`
        const accuracy = [curve.firstProbe, ...curve.probe]
        const gains = known(
          curve.probe.map((value, index) => {
            const earlier = accuracy[index]
            return value === null || earlier === null || earlier === undefined ? null : value - earlier
          })
        )
        return [
          arm,
          String(seed),
          path(curve.precision),
          plain(middle(curve.acceptance)),
          path(curve.illPosed),
          path(curve.operations),
          path(curve.products),
          plain(middle(curve.duplicates)),
          plain(deltaSignalToNoise(gains)),
          plain(curve.kl.at(-1), 3),
          path(curve.entropy, 3)
        ]
      })
    )
  )

const costTable = (confirmed: ReadonlyArray<Confirmed>): string =>
  table(
    ["arm", "Player answers", "tokens proposed", "tokens solved", "tokens probed", "tokens trained", "FLOPs, 10¹²"],
    byArm(confirmed).map(({ arm, runs }) => {
      const over = (read: (spent: Spending) => number | null): number =>
        mean(runs.flatMap(({ spent }) => (spent === null ? [] : (read(spent) ?? []))))
      const tokens = (purpose: "propose" | "solve" | "probe") =>
        over((spent) => (spent[purpose].promptTokens ?? 0) + (spent[purpose].sampledTokens ?? 0))
      const count = (value: number) => Math.round(value).toLocaleString("en")
      return [
        arm,
        count(over(({ rollouts }) => rollouts)),
        count(tokens("propose")),
        count(tokens("solve")),
        count(tokens("probe")),
        count(over(({ coach, player }) => coach.trained + player.trained)),
        plain(over(({ flops }) => flops) / 1e12)
      ]
    })
  )

const curveTable = (confirmed: ReadonlyArray<Confirmed>): string => {
  const at = [0, 5, 10, 15, 20, 25, 30]
  return table(
    ["arm", ...at.map((iteration) => String(iteration))],
    byArm(confirmed).map(({ arm, runs }) => [
      arm,
      ...at.map((iteration) =>
        percent(middle(runs.map(({ curve }) => [curve.firstProbe, ...curve.probe][iteration] ?? null)))
      )
    ])
  )
}

const operationTable = (confirmed: ReadonlyArray<Confirmed>, base: Base): string => {
  const share = (of: Base, symbol: "+" | "-" | "*") => of.operations[symbol].right / of.operations[symbol].count
  const row = (name: string, runs: ReadonlyArray<Base>) => [
    name,
    ...(["+", "-", "*"] as const).map((symbol) => percent(mean(runs.map((run) => share(run, symbol)))))
  ]
  return table(
    ["arm", "sums right", "differences right", "products right"],
    [row("untrained", [base]), ...byArm(confirmed).map(({ arm, runs }) => row(arm, runs))]
  )
}

/** The tables of the page, by the names of their places. */
export const weightsTables = (of: {
  readonly trials: ReadonlyArray<Trial>
  readonly grid: ReadonlyArray<Setting>
  readonly rungs: FrozenSettings["rungs"]
  readonly seeds: number
  /** The untrained Player on the validation items. */
  readonly start: Measured
  readonly base: Base | null
  readonly confirmed: ReadonlyArray<Confirmed>
}): Readonly<Record<string, string>> => {
  const { trials, grid, rungs, seeds, start, base, confirmed } = of
  const ready = base !== null && confirmed.length > 0
  const ends = rungs.map(({ iterations }) => iterations)
  const tried = rungs.reduce((sum, _, rung) => sum + (rungs[rung - 1]?.kept ?? grid.length), 0)
  return {
    state: `So far: ${trials.length} of ${studyArms.length * tried} trials of the search, ${confirmed.length} of ${studyArms.length * seeds} runs of the confirmation.`,
    settings: settingsTable(grid),
    search: searchTable(trials, grid, ends),
    regimes: regimeTable(trials, ends[0] ?? 0),
    "labels and change": precisionTable(trials, start.accuracy),
    "confirmed arms": ready ? armTable(confirmed, base) : pending,
    "confirmed seeds": ready ? seedTable(confirmed, base) : pending,
    "confirmed operations": ready ? operationTable(confirmed, base) : pending,
    "confirmed gains": ready ? gammaTable(confirmed) : pending,
    "confirmed loop": ready ? watchTable(confirmed) : pending,
    "confirmed cost": ready ? costTable(confirmed) : pending,
    "confirmed curves": ready ? curveTable(confirmed) : pending
  }
}
