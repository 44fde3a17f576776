import { InputError } from "../errors/InputError.js"
import type { ArmMeans } from "./ArmMeans.js"
import type { GainInput, Scores } from "./GainInput.js"
import { type Groups, groupsOf } from "./Groups.js"

/** A gain input that is known to be sound, with its defaults filled in. */
export interface CheckedInput {
  readonly team: ArmMeans
  readonly singles: ReadonlyArray<ArmMeans>
  readonly groups: Groups
  readonly level: number
  readonly method: "mover-wilson"
  readonly relevance: number
  readonly margin: number
  readonly folds: number
}

const refuse = (what: string, value: unknown, limit: string, advice: string): never => {
  throw new InputError({ what, value: String(value), limit, advice })
}

/**
 * Checks what was handed to `estimateGain` and reduces every arm to its item means, rescaled to [0, 1].
 *
 * Errors: InputError for a score that is no number inside the range, an item without a score, arms with different numbers
 * of items, both or neither of `single` and `singles`, and settings outside their limits.
 *
 * @category gain
 */
export const checkGainInput = (input: GainInput): CheckedInput => {
  const { range = [0, 1], level = 0.95, method = "mover-wilson", relevance = 1.05, folds = 5 } = input
  const margin = input.margin ?? 1 / relevance
  const [low, high] = range
  if (!(Number.isFinite(low) && Number.isFinite(high) && low < high)) {
    refuse(
      "Range of scores",
      range.join(" to "),
      "requires two finite numbers in ascending order",
      "Give [worst, best]."
    )
  }
  if (!(level > 0.5 && level < 1)) {
    refuse("Confidence level", level, "requires a number above 0.5 and below 1", "Take 0.95 unless you have a reason.")
  }
  if (method !== "mover-wilson") {
    refuse("Interval method", method, "requires mover-wilson", "Leave the option out.")
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

  const team = armOf("Team", input.team, range)
  const matrices = singlesOf(input)
  const singles = matrices.map((scores, position) =>
    armOf(input.singles === undefined ? "Single agent" : `Single agent ${position}`, scores, range)
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
  const { clusters } = input
  if (clusters !== undefined && clusters.length !== items) {
    refuse("Cluster labels", clusters.length, `requires one for each of the ${items} items`, "Label every item.")
  }
  return { team, singles, groups: groupsOf(items, clusters), level, method, relevance, margin, folds }
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

const armOf = (name: string, scores: Scores, range: readonly [number, number]): ArmMeans => {
  if (!Array.isArray(scores)) {
    return refuse(`${name} scores`, typeof scores, "requires a list of items", "Give a matrix of items × seeds.")
  }
  const [low, high] = range
  const width = high - low
  const slack = 1e-9 * width
  const seeds: Array<number> = []
  let binary = true
  const means = scores.map((row, item) => {
    if (!Array.isArray(row) || row.length === 0) {
      return refuse(
        `${name} scores of item ${item}`,
        "none",
        "requires at least one seed an item",
        "Leave the item out of every arm, and report it as missing."
      )
    }
    let sum = 0
    for (let seed = 0; seed < row.length; seed++) {
      const score: unknown = row[seed]
      if (!(typeof score === "number" && score >= low - slack && score <= high + slack)) {
        return refuse(
          `${name} score of item ${item}, seed ${seed}`,
          score,
          `requires a number from ${low} to ${high}`,
          "Grade the trial, or declare the `range` of the scores."
        )
      }
      const scaled = Math.min(1, Math.max(0, (score - low) / width))
      if (scaled !== 0 && scaled !== 1) binary = false
      sum += scaled
    }
    seeds.push(row.length)
    return Math.min(1, sum / row.length)
  })
  return { means, seeds, binary }
}
