import { InputError } from "../errors/InputError.js"
import { sampleVariance } from "../stats/sampleVariance.js"
import type { ArmMeans } from "./ArmMeans.js"
import { type GainInput, type GainMethod, gainMethods, type Population, type Scores } from "./GainInput.js"
import { type Groups, groupsOf } from "./Groups.js"

/** A gain input that is known to be sound, with its defaults filled in. */
export interface CheckedInput {
  readonly team: ArmMeans
  readonly singles: ReadonlyArray<ArmMeans>
  readonly groups: Groups
  readonly level: number
  readonly method: GainMethod
  readonly population: Population
  /** False where scores have no upper end; they are then not rescaled. */
  readonly bounded: boolean
  /** Rescaled to [0, 1]. */
  readonly guessRate?: number
  readonly seed: number
  readonly resamples: number
  readonly relevance: number
  readonly margin: number
  readonly folds: number
}

const refuse = (what: string, value: unknown, limit: string, advice: string): never => {
  throw new InputError({ what, value: String(value), limit, advice })
}

/**
 * Checks what was handed to `estimateGain` and reduces every arm to its item means, rescaled to [0, 1] where there is a range.
 *
 * Errors: InputError for a score that is no number inside the range, an item without a score, arms with different numbers
 * of items, both or neither of `single` and `singles`, settings outside their limits, and methods that the scores or the
 * population do not allow.
 *
 * @category gain
 */
export const checkGainInput = (input: GainInput): CheckedInput => {
  const { range = [0, 1], level = 0.95, relevance = 1.05, folds = 5, population = "tasks" } = input
  const { seed = 0, resamples = 10_000 } = input
  const margin = input.margin ?? 1 / relevance
  const bounded = range !== "unbounded"
  const method = input.method ?? (bounded ? "mover-wilson" : "fieller")
  if (typeof range === "string" ? range !== "unbounded" : !ascending(range)) {
    refuse(
      "Range of scores",
      Array.isArray(range) ? range.join(" to ") : range,
      "requires two finite numbers in ascending order, or unbounded",
      "Give [worst, best]."
    )
  }
  if (!(level > 0.5 && level < 1)) {
    refuse("Confidence level", level, "requires a number above 0.5 and below 1", "Take 0.95 unless you have a reason.")
  }
  if (!gainMethods.includes(method)) {
    refuse("Interval method", method, `requires one of ${gainMethods.join(", ")}`, "Leave the option out.")
  }
  if (!bounded && needsRange.includes(method)) {
    refuse(
      "Interval method",
      `${method} for unbounded scores`,
      "requires scores with a range",
      "Declare the `range` of the scores, or take fieller, which needs none."
    )
  }
  if (population !== "tasks" && population !== "benchmark") {
    refuse("Population", population, "requires tasks or benchmark", "Leave the option out: items are then a sample.")
  }
  if (population === "benchmark" && !ofMoments.includes(method)) {
    refuse(
      "Interval method",
      `${method} for a fixed benchmark`,
      `requires one of ${ofMoments.join(", ")}`,
      "Resampling items has no meaning where the items are fixed; take mover-wilson."
    )
  }
  if (!(Number.isInteger(seed) && seed >= 0 && seed < 2 ** 32)) {
    refuse("Seed", seed, "requires a whole number from 0 to 4294967295", "Leave the option out: it is then 0.")
  }
  if (!(Number.isInteger(resamples) && resamples >= 100)) {
    refuse("Resamples", resamples, "requires a whole number of at least 100", "Take 10,000 unless you have a reason.")
  }
  if (!(relevance > 1 && Number.isFinite(relevance))) {
    refuse("Relevance", relevance, "requires a number above 1", "Give the smallest gain that matters, such as 1.05.")
  }
  if (!(margin > 0 && margin < 1)) {
    refuse("Margin", margin, "requires a number above 0 and below 1", "Give the largest loss that is acceptable.")
  }
  if (!(Number.isInteger(folds) && folds >= 2)) {
    refuse("Folds", folds, "requires a whole number of at least 2", "Take 5 unless you have a reason.")
  }

  const guessRate = input.guessRate === undefined ? undefined : scaledGuess(input.guessRate, range)
  const limits = range === "unbounded" ? null : range
  const armOf = (name: string, scores: Scores) =>
    checkedArm({ name, scores, limits, spread: population === "benchmark" })

  const team = armOf("Team", input.team)
  const matrices = singlesOf(input)
  const singles = matrices.map((scores, position) =>
    armOf(input.singles === undefined ? "Single agent" : `Single agent ${position}`, scores)
  )
  const items = team.means.length
  singles.forEach((arm, position) => {
    if (arm.means.length !== items) {
      refuse(
        "Items of an arm",
        `single agent ${position} has ${arm.means.length}`,
        `requires the ${items} items of the team`,
        "Give every arm the same items in the same order."
      )
    }
  })
  const shifted = shiftedSingles(input, singles, method, population)
  const { clusters } = input
  if (clusters !== undefined && clusters.length !== items) {
    refuse("Cluster labels", clusters.length, `requires one for each of the ${items} items`, "Label every item.")
  }
  return {
    team,
    singles: shifted,
    groups: groupsOf(items, clusters),
    level,
    method,
    population,
    bounded,
    ...(guessRate === undefined ? {} : { guessRate }),
    seed,
    resamples,
    relevance,
    margin,
    folds
  }
}

const needsRange: ReadonlyArray<GainMethod> = ["mover-wilson", "smoothed", "bayes-bootstrap"]
const ofMoments: ReadonlyArray<GainMethod> = ["mover-wilson", "delta-log", "fieller"]

const shiftedSingles = (
  { budgetShifts, range = [0, 1] }: GainInput,
  singles: ReadonlyArray<ArmMeans>,
  method: GainMethod,
  population: Population
): ReadonlyArray<ArmMeans> => {
  if (budgetShifts === undefined) return singles
  if (!ofMoments.includes(method) || population === "benchmark") {
    refuse(
      "Budget shifts",
      population === "benchmark" ? "a fixed benchmark" : method,
      `requires items that are a sample, and one of ${ofMoments.join(", ")}`,
      "Leave the shifts out, or take mover-wilson."
    )
  }
  const width = range === "unbounded" ? 1 : range[1] - range[0]
  const advice = "Give one list a policy, or null, with the policy's slope times the difference of costs of every item."
  if (budgetShifts.length !== singles.length) {
    refuse("Budget shifts", budgetShifts.length, `requires one entry for each of ${singles.length} policies`, advice)
  }
  return singles.map((arm, position) => {
    const shifts = budgetShifts[position]
    if (!shifts) return arm
    if (shifts.length !== arm.means.length || !shifts.every(Number.isFinite)) {
      refuse(
        `Budget shifts of policy ${position}`,
        shifts.length,
        `requires ${arm.means.length} finite numbers`,
        advice
      )
    }
    const centre = shifts.reduce((sum, value) => sum + value, 0) / Math.max(1, shifts.length)
    return { ...arm, varying: arm.means.map((score, item) => score + ((shifts[item] as number) - centre) / width) }
  })
}

const ascending = ([low, high]: readonly [number, number]): boolean =>
  Number.isFinite(low) && Number.isFinite(high) && low < high

const scaledGuess = (rate: number, range: Exclude<GainInput["range"], undefined>): number => {
  const advice = "For four options of which one is right, give 0.25 where scores run from 0 to 1."
  if (range === "unbounded") return refuse("Guess rate", rate, "requires scores with a range", advice)
  const [low, high] = range
  if (!(rate >= low && rate < high)) {
    return refuse("Guess rate", rate, `requires a number of at least ${low} and below ${high}`, advice)
  }
  return (rate - low) / (high - low)
}

const singlesOf = ({ single, singles }: GainInput): ReadonlyArray<Scores> => {
  const advice = "Give one matrix as `single`, or several that compete as `singles`."
  if (single !== undefined && singles !== undefined) {
    return refuse("Single agent", "both single and singles", "requires one of them", advice)
  }
  if (single !== undefined) return [single]
  if (singles === undefined || singles.length === 0) {
    return refuse("Single agent", "no scores", "requires at least one policy", advice)
  }
  return singles
}

/** Beyond, squares would not fit a double. */
const largest = 1e100

const checkedArm = (of: {
  readonly name: string
  readonly scores: Scores
  /** `null` for scores without an upper end. */
  readonly limits: readonly [number, number] | null
  /** Whether the variance of each item's seeds is wanted. */
  readonly spread: boolean
}): ArmMeans => {
  const { name, scores, limits, spread } = of
  if (!Array.isArray(scores)) {
    return refuse(`${name} scores`, typeof scores, "requires a list of items", "Give a matrix of items × seeds.")
  }
  const [low, high] = limits ?? [0, largest]
  const width = limits === null ? 1 : high - low
  const slack = 1e-9 * width
  const seeds: Array<number> = []
  const variances: Array<number> = []
  let binary = limits !== null
  const means = scores.map((row, item) => {
    if (!Array.isArray(row) || row.length === 0) {
      return refuse(
        `${name} scores of item ${item}`,
        "none",
        "requires at least one seed an item",
        "Leave the item out of every arm, and report it as missing."
      )
    }
    const scaled: Array<number> = []
    let sum = 0
    for (let seed = 0; seed < row.length; seed++) {
      const score: unknown = row[seed]
      if (!(typeof score === "number" && score >= low - slack && score <= high + slack)) {
        return refuse(
          `${name} score of item ${item}, seed ${seed}`,
          score,
          limits === null ? `requires a number from 0 to ${largest}` : `requires a number from ${low} to ${high}`,
          limits === null
            ? "A ratio needs a score with a true zero; compare scores that can be negative by their difference."
            : "Grade the trial, or declare the `range` of the scores."
        )
      }
      const value = limits === null ? Math.max(0, score) : Math.min(1, Math.max(0, (score - low) / width))
      if (value !== 0 && value !== 1) binary = false
      sum += value
      if (spread) scaled.push(value)
    }
    seeds.push(row.length)
    if (spread) variances.push(scaled.length < 2 ? Number.NaN : sampleVariance(scaled))
    const mean = sum / row.length
    return limits === null ? mean : Math.min(1, mean)
  })
  return { means, seeds, ...(spread ? { variances } : {}), binary }
}
