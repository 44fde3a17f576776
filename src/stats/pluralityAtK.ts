import { logFactorial } from "./logFactorial.js"

/** How often each answer occurs among the samples of one item. */
export interface AnswerCounts {
  /** Samples whose answer is right. */
  readonly right: number
  /** Samples of each distinct wrong answer. */
  readonly wrong: ReadonlyArray<number>
  /** Samples without a readable answer: they take up a draw and never win. */
  readonly abstain: number
}

/**
 * Expected score of a plurality vote among k of the N samples of one item, over all choices of k: self-consistency at k
 * without drawing it.
 *
 * Shape: counts of one item, N = right + wrong + abstain. Unit: probability in [0, 1]. Ties are broken uniformly; when
 * no sample has an answer the vote is wrong.
 * Assumes: the samples are exchangeable. Unbiased for the vote over k fresh samples.
 * Errors: RangeError for counts that are no whole numbers ≥ 0, or k outside 1..N.
 * Source: exact sum over the size t of the winning camp and the number of wrong answers that tie with it. Drawing k of N
 * is written as binomial draws from every camp with chance k/N given that they sum to k, so nothing over- or underflows.
 *
 * @example
 * pluralityAtK({ counts: { right: 2, wrong: [1], abstain: 0 }, k: 3 }) // 1
 *
 * @category stats
 */
export const pluralityAtK = (of: { readonly counts: AnswerCounts; readonly k: number }): number => {
  const { counts, k } = of
  const { right, abstain } = counts
  const camps = [right, abstain, ...counts.wrong]
  if (camps.some((count) => !Number.isInteger(count) || count < 0)) {
    throw new RangeError(`Answer counts: ${camps.join(", ")}; require whole numbers of at least 0`)
  }
  const total = camps.reduce((sum, count) => sum + count, 0)
  if (!Number.isInteger(k) || k < 1 || k > total) {
    throw new RangeError(`Votes: ${k}; requires a whole number from 1 to the ${total} samples`)
  }
  const wrong = counts.wrong.filter((count) => count > 0)
  if (right === 0) return 0
  if (right + abstain === total) return 1 - noneOf({ drawn: k, from: total, marked: right })

  const chance = k / total
  const draws = (count: number) => binomialTerms(count, Math.min(count, k), chance)
  const rightDraws = draws(right)
  const abstainDraws = draws(abstain)
  const wrongDraws = wrong.map(draws)
  let won = 0
  for (let t = 1; t < rightDraws.length; t++) {
    const others = k - t
    const mostTies = Math.min(wrong.length, Math.floor(others / t))
    const width = others + 1
    // ways[r·width + x]: x samples drawn so far outside the right camp, r wrong answers with exactly t, none with more.
    const ways = new Float64Array((mostTies + 1) * width)
    for (let x = 0; x < abstainDraws.length && x <= others; x++) ways[x] = abstainDraws[x] as number
    for (const [before, camp] of wrongDraws.entries()) {
      addCamp({ ways, width, camp, t, ties: Math.min(before + 1, mostTies) })
    }
    let share = 0
    for (let r = 0; r <= mostTies; r++) share += (ways[r * width + others] as number) / (r + 1)
    won += (rightDraws[t] as number) * share
  }
  const all = binomialTerms(total, k, chance)[k] as number
  return Math.min(1, won / all)
}

// Adds one wrong answer in place: from the top down, so that what is read has not been overwritten.
const addCamp = (step: {
  readonly ways: Float64Array
  readonly width: number
  readonly camp: Float64Array
  readonly t: number
  readonly ties: number
}): void => {
  const { ways, width, camp, t, ties } = step
  const below = Math.min(camp.length - 1, t - 1)
  const reaches = t < camp.length
  for (let r = ties; r >= 0; r--) {
    const row = r * width
    for (let x = width - 1; x >= 0; x--) {
      const most = Math.min(below, x)
      let sum = 0
      for (let j = 0; j <= most; j++) sum += (camp[j] as number) * (ways[row + x - j] as number)
      if (reaches && r > 0 && t <= x) sum += (camp[t] as number) * (ways[row - width + x - t] as number)
      ways[row + x] = sum
    }
  }
}

// Binomial probabilities of 0, 1, …, upTo out of count.
const binomialTerms = (count: number, upTo: number, chance: number): Float64Array => {
  const terms = new Float64Array(upTo + 1)
  const logHit = Math.log(chance)
  const logMiss = Math.log1p(-chance)
  for (let j = 0; j <= upTo; j++) {
    const missed = count - j
    if (chance === 1) terms[j] = missed === 0 ? 1 : 0
    else {
      const choose = logFactorial(count) - logFactorial(j) - logFactorial(missed)
      terms[j] = Math.exp(choose + j * logHit + missed * logMiss)
    }
  }
  return terms
}

// Chance that none of the drawn samples is marked.
const noneOf = (of: { readonly drawn: number; readonly from: number; readonly marked: number }): number => {
  const unmarked = of.from - of.marked
  if (of.drawn > unmarked) return 0
  return Math.exp(
    logFactorial(unmarked) +
      logFactorial(of.from - of.drawn) -
      logFactorial(unmarked - of.drawn) -
      logFactorial(of.from)
  )
}
