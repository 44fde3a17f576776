import { InputError } from "../errors/InputError.js"
import { type Groups, groupsOf } from "../gain/Groups.js"
import { createStream } from "../stats/createStream.js"
import { studentCdf } from "../stats/studentCdf.js"
import { studentQuantile } from "../stats/studentQuantile.js"

/** Value of one subset of players, with how each item moves it where values come from scores. */
export interface SubsetValue {
  readonly value: number
  /** Shape: one number an item, in the same order for every subset; see {@link scoreValue}. */
  readonly influences?: ReadonlyArray<number>
}

export interface SampleShapleyOptions {
  /** Number of players. */
  readonly players: number
  /** Value of the subset of the players marked true. Called once a subset; the same subset must have the same value. */
  readonly valueOf: (members: ReadonlyArray<boolean>) => number | SubsetValue
  readonly seed: number
  /** Cluster label of each item that the influences stand for. */
  readonly clusters?: ReadonlyArray<string>
  /** Two-sided confidence level; default .95. */
  readonly level?: number
  /** Pairs of orders at the least; default 16. */
  readonly minPairs?: number
  /** Pairs of orders at the most; default 1,000. */
  readonly maxPairs?: number
  /** Stop when every player's sampling error is below this share of its error from the items; default .1. */
  readonly share?: number
}

/** A Shapley value estimated from orders drawn at random. */
export interface SampledValue {
  readonly estimate: number
  /** Standard error from the items; `null` without influences. */
  readonly taskError: number | null
  /** Standard error from having drawn only some orders. */
  readonly samplingError: number
  /** Both together. */
  readonly error: number
  readonly lower: number
  readonly upper: number
  /** Two-sided p-value of no effect; `null` where nothing varies. */
  readonly p: number | null
}

export interface SampledShapley {
  /** One a player. They make up `total` exactly, whatever the orders. */
  readonly values: ReadonlyArray<SampledValue>
  readonly pairs: number
  /** Subsets whose value was asked for. */
  readonly evaluations: number
  /** The share was reached, or the pairs were used up. */
  readonly stopped: "precise" | "pairs"
  /** Value of all players minus value of none. */
  readonly total: number
}

/**
 * Estimates Shapley values from random orders of the players, each drawn together with its reverse.
 *
 * Variance of a value: s²_task/n + s²_perm/P over n items (clusters) and P pairs of orders. Sampling stops once the second
 * part is small beside the first for every player, since more orders would then not help: only more items would.
 *
 * Shape: one value a player. Unit: of `valueOf`.
 * Assumes: items (clusters) are independent; values do not depend on the order in which they are asked for. Degrees of
 * freedom are the smaller of items − 1 and pairs − 1.
 * Errors: InputError for a number of players or pairs out of range, a value that is not finite (a score of 0 has no logarithm:
 * take the linear scale), influences in some subsets only or of different lengths, labels that do not fit.
 * Source: J. Castro et al. (2009), Comput. Oper. Res. 36; antithetic orders as in R. Mitchell et al. (2022), JMLR 23.
 *
 * @example
 * const game = sampleShapley({ players: 15, seed: 7, valueOf: (members) => members.filter(Boolean).length ** 2 })
 * game.values[0]?.estimate // 15
 *
 * @category attribution
 */
export const sampleShapley = (options: SampleShapleyOptions): SampledShapley => {
  const { players, seed, level = 0.95, minPairs = 16, maxPairs = 1000, share = 0.1 } = options
  checkOptions({ players, level, minPairs, maxPairs, share })
  const game = memoise(options)
  const stream = createStream(seed)
  const order = Array.from({ length: players }, (_, player) => player)
  const total = game.valueOf(order.map(() => true)).value - game.valueOf(order.map(() => false)).value

  const mean = new Float64Array(players)
  const squares = new Float64Array(players)
  // Sums over all orders of how each item moves the marginal contribution. Shape: players × items.
  const moved: Array<Float64Array> = []
  const walk = (joining: ReadonlyArray<number>, marginal: Float64Array): void => {
    const members = order.map(() => false)
    let before = game.valueOf(members)
    for (const player of joining) {
      members[player] = true
      const after = game.valueOf(members)
      marginal[player] = (marginal[player] as number) + (after.value - before.value) / 2
      if (after.influences !== undefined && before.influences !== undefined) {
        moved[player] ??= new Float64Array(after.influences.length)
        const sums = moved[player]
        for (let item = 0; item < sums.length; item++) {
          sums[item] =
            (sums[item] as number) + ((after.influences[item] as number) - (before.influences[item] as number)) / 2
        }
      }
      before = after
    }
  }

  const summary = (pairs: number): ReadonlyArray<SampledValue> =>
    order.map((player) => {
      const samplingError = Math.sqrt((squares[player] as number) / (pairs - 1) / pairs)
      const sums = moved[player]
      const groups = sums === undefined ? undefined : game.groups()
      const taskError = sums === undefined || groups === undefined ? null : taskErrorOf(sums, pairs, groups)
      const degrees = Math.min(pairs, groups?.count ?? pairs) - 1
      const estimate = mean[player] as number
      const error = Math.hypot(taskError ?? 0, samplingError)
      const half = studentQuantile((1 + level) / 2, degrees) * error
      const p = error > 0 ? Math.min(1, 2 * studentCdf(-Math.abs(estimate) / error, degrees)) : null
      return { estimate, taskError, samplingError, error, lower: estimate - half, upper: estimate + half, p }
    })

  for (let pairs = 1; ; pairs++) {
    const joining = stream.shuffle(order)
    const marginal = new Float64Array(players)
    walk(joining, marginal)
    walk(joining.toReversed(), marginal)
    for (let player = 0; player < players; player++) {
      const difference = (marginal[player] as number) - (mean[player] as number)
      mean[player] = (mean[player] as number) + difference / pairs
      squares[player] =
        (squares[player] as number) + difference * ((marginal[player] as number) - (mean[player] as number))
    }
    const last = pairs >= maxPairs
    // Looking at the errors costs as much as a pair; every few pairs are enough.
    if (pairs < minPairs || (pairs % 8 !== 0 && !last)) continue
    const values = summary(pairs)
    const precise = values.every(
      ({ taskError, samplingError }) => samplingError === 0 || (taskError !== null && samplingError < share * taskError)
    )
    if (precise || last) {
      return { values, pairs, evaluations: game.evaluations(), stopped: precise ? "precise" : "pairs", total }
    }
  }
}

/**
 * Value of a system and how each item moves it, ready for {@link sampleShapley}: log or plain mean score.
 *
 * Shape: items × seeds in; one influence an item out. Unit: scores in [0, 1].
 *
 * @category attribution
 */
export const scoreValue = (
  scores: ReadonlyArray<ReadonlyArray<number>>,
  scale: "log" | "linear" = "log"
): SubsetValue => {
  const means = scores.map((row) => row.reduce((sum, score) => sum + score, 0) / row.length)
  const score = means.reduce((sum, one) => sum + one, 0) / means.length
  return scale === "log"
    ? { value: Math.log(score), influences: means.map((one) => one / score - 1) }
    : { value: score, influences: means.map((one) => one - score) }
}

const refuse = (what: string, value: unknown, limit: string, advice: string): never => {
  throw new InputError({ what, value: String(value), limit, advice })
}

const checkOptions = (of: {
  readonly players: number
  readonly level: number
  readonly minPairs: number
  readonly maxPairs: number
  readonly share: number
}): void => {
  const { players, level, minPairs, maxPairs, share } = of
  if (!(Number.isInteger(players) && players >= 1)) {
    refuse("Players", players, "requires a whole number of at least 1", "Count the factors.")
  }
  if (!(level > 0.5 && level < 1)) {
    refuse("Confidence level", level, "requires a number above 0.5 and below 1", "Take 0.95 unless you have a reason.")
  }
  if (!(Number.isInteger(minPairs) && minPairs >= 2 && Number.isInteger(maxPairs) && maxPairs >= minPairs)) {
    refuse(
      "Pairs of orders",
      `${minPairs} to ${maxPairs}`,
      "requires whole numbers, 2 ≤ least ≤ most",
      "Take 16 to 1000."
    )
  }
  if (!(share > 0 && Number.isFinite(share))) {
    refuse("Share of the error", share, "requires a number above 0", "Take 0.1 unless you have a reason.")
  }
}

// Asks for every subset once, and holds all of them to one form.
const memoise = (options: SampleShapleyOptions) => {
  const { clusters } = options
  const known = new Map<string, SubsetValue>()
  let items: number | undefined | null = null
  let groups: Groups | undefined
  const check = ({ value, influences }: SubsetValue): void => {
    if (!Number.isFinite(value)) {
      refuse(
        "Value of a subset",
        value,
        "requires a finite number",
        "A score of 0 has no logarithm: take the linear scale."
      )
    }
    if (items === null) {
      items = influences?.length
      if (clusters !== undefined && clusters.length !== items) {
        refuse("Cluster labels", clusters.length, `requires one an influence, ${items ?? 0}`, "Label every item.")
      }
      if (items !== undefined) groups = groupsOf(items, clusters)
      if (groups !== undefined && groups.count < 2) {
        refuse(
          "Independent items",
          groups.count,
          "requires at least 2",
          "Leave the influences out, or give more items."
        )
      }
    }
    if (influences?.length !== items) {
      refuse("Influences of a subset", influences?.length, `requires ${items ?? "none"}, as before`, "Give all alike.")
    }
  }
  return {
    valueOf: (members: ReadonlyArray<boolean>): SubsetValue => {
      const key = members.map((member) => (member ? "1" : "0")).join("")
      const before = known.get(key)
      if (before !== undefined) return before
      const given = options.valueOf([...members])
      const value = typeof given === "number" ? { value: given } : given
      check(value)
      known.set(key, value)
      return value
    },
    groups: () => groups,
    evaluations: () => known.size
  }
}

const taskErrorOf = (sums: Float64Array, pairs: number, groups: Groups): number => {
  const items = sums.length
  const centre = sums.reduce((sum, one) => sum + one, 0) / items
  const grouped = new Float64Array(groups.count)
  sums.forEach((sum, item) => {
    const group = groups.of[item] as number
    grouped[group] = (grouped[group] as number) + (sum - centre) / pairs
  })
  const squares = grouped.reduce((sum, one) => sum + one * one, 0)
  return Math.sqrt(((groups.count / (groups.count - 1)) * squares) / (items * items))
}
