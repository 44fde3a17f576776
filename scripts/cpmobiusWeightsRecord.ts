/** What the study on real weights keeps of its runs, and the tables that follow from it. */
import type { CpmobiusConfig } from "../src/cases/cpmobius/CpmobiusConfig.js"
import type { Spending } from "../src/cases/cpmobius/CpmobiusEvent.js"

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
  readonly operations: Curve
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

export const weightsTables = (_: {
  readonly trials: ReadonlyArray<Trial>
  readonly frozen: FrozenSettings | null
  readonly base: Base | null
  readonly confirmed: ReadonlyArray<Confirmed>
}): Readonly<Record<string, string>> => ({})
