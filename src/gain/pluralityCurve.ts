import type { Sample } from "./Samples.js"

/** Most samples that the binomial coefficients of a double can hold. */
const most = 1000

/**
 * Expected score of the most frequent answer among k of an item's samples, for every k up to all of them: self-consistency
 * read from a pool, without bias.
 *
 * Shape: entry k − 1 belongs to k. The mean is over all subsets of k samples.
 * Unit: score in [0, 1]. Ties are broken uniformly; abstentions never win, and score 0 where nobody answers.
 * Assumes: samples are exchangeable. Answers are grouped by their text; an answer's score is the mean over its samples.
 * Errors: RangeError beyond 1000 samples an item.
 * Source: counts by dynamic programming, as `pluralityAtK`, for all k and for every answer that scores at once.
 *
 * @example
 * pluralityCurve([{ answer: "7", score: 1 }, { answer: "7", score: 1 }, { answer: "8", score: 0 }]) // [2/3, 2/3, 1]
 *
 * @category gain
 */
export const pluralityCurve = (samples: ReadonlyArray<Pick<Sample, "answer" | "score">>): Float64Array => {
  const size = samples.length
  if (size > most) throw new RangeError(`Samples an item: ${size}; at most ${most} can be counted`)
  const { abstentions, classes } = group(samples)
  const curve = new Float64Array(size)
  const only = classes[0]
  if (classes.length === 1 && abstentions === 0 && only !== undefined) return curve.fill(only.score)
  const counts = classes.map((answer) => answer.count)
  classes.forEach((answer, index) => {
    if (answer.score === 0) return
    const others = counts.filter((_, other) => other !== index)
    const wins = winChances(answer.count, others, abstentions)
    for (let k = 1; k <= size; k++) curve[k - 1] = (curve[k - 1] as number) + answer.score * (wins[k - 1] as number)
  })
  // One sample is one run: no rounding there.
  if (size > 0) curve[0] = samples.reduce((sum, sample) => sum + sample.score, 0) / size
  return curve.map((value) => Math.min(1, value))
}

const group = (samples: ReadonlyArray<Pick<Sample, "answer" | "score">>) => {
  const sums = new Map<string, { count: number; sum: number }>()
  let abstentions = 0
  for (const { answer, score } of samples) {
    if (answer === null) {
      abstentions++
      continue
    }
    const entry = sums.get(answer)
    if (entry === undefined) sums.set(answer, { count: 1, sum: score })
    else {
      entry.count++
      entry.sum += score
    }
  }
  const classes = [...sums.values()].map(({ count, sum }) => ({ count, score: sum / count }))
  return { abstentions, classes }
}

/** Chance that an answer with `own` samples is the plurality of k, ties shared, for k = 1 … all. */
const winChances = (own: number, others: ReadonlyArray<number>, abstentions: number): Float64Array => {
  const rest = others.reduce((sum, count) => sum + count, abstentions)
  const size = own + rest
  const ownWays = binomials(own)
  const allWays = binomials(size)
  const rivals = Math.max(0, ...others)
  const free = binomials(rest)
  const wins = new Float64Array(size)
  for (let t = 1; t <= own; t++) {
    // Above the largest rival nobody can tie or beat: any choice from the rest will do.
    const shares = t > rivals ? free : tieShares(others, abstentions, rest, t)
    const ways = ownWays[t] as number
    for (let x = 0; x <= rest; x++) {
      const k = t + x
      wins[k - 1] = (wins[k - 1] as number) + (ways / (allWays[k] as number)) * (shares[x] as number)
    }
  }
  return wins
}

/**
 * Number of ways to choose x samples from the rest so that no rival has more than t of them, each way weighted with
 * 1/(1 + rivals that have exactly t).
 */
const tieShares = (others: ReadonlyArray<number>, abstentions: number, rest: number, t: number): Float64Array => {
  const mostTied = Math.min(others.filter((count) => count >= t).length, Math.floor(rest / t))
  const width = mostTied + 1
  let ways = new Float64Array((rest + 1) * width)
  let reach = abstentions
  binomials(abstentions).forEach((count, x) => {
    ways[x * width] = count
  })
  for (const count of others) {
    const choose = binomials(count)
    const next = new Float64Array((rest + 1) * width)
    for (let x = 0; x <= reach; x++) {
      for (let r = 0; r <= mostTied; r++) {
        const before = ways[x * width + r] as number
        if (before === 0) continue
        for (let j = 0; j <= Math.min(count, t); j++) {
          const tied = j === t ? r + 1 : r
          if (tied > mostTied) continue
          const at = (x + j) * width + tied
          next[at] = (next[at] as number) + before * (choose[j] as number)
        }
      }
    }
    ways = next
    reach += Math.min(count, t)
  }
  const shares = new Float64Array(rest + 1)
  for (let x = 0; x <= rest; x++) {
    for (let r = 0; r <= mostTied; r++) shares[x] = (shares[x] as number) + (ways[x * width + r] as number) / (r + 1)
  }
  return shares
}

const known = new Map<number, Float64Array>()

/** C(n, 0) … C(n, n). */
const binomials = (n: number): Float64Array => {
  const found = known.get(n)
  if (found !== undefined) return found
  const row = new Float64Array(n + 1).fill(1)
  for (let j = 1; j < n; j++) row[j] = ((row[j - 1] as number) * (n - j + 1)) / j
  known.set(n, row)
  return row
}
