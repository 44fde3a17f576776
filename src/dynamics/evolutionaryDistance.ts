import { mean } from "../stats/mean.js"
import { type Measure, measured, notEstimable } from "./Measure.js"
import type { Similarity } from "./Similarity.js"

/**
 * Evolutionary distance D: how far agents moved from one round to the next. It is the mean over agents of 1 − similarity
 * between an agent's message before and after.
 *
 * Shape: one text an agent, in the same order on both sides; `null` where it said nothing. Agents with both are counted.
 * Unit: 0 (everyone repeated themselves) to 1; with embeddings to 2.
 * Assumes: nothing about why it moved. An agent that is sampled anew moves too: compare with {@link resamplingFloor}.
 * Errors: not estimable when no agent spoke in both rounds, or when the similarity refuses a text.
 * Source: the library's own choice for the evolutionary distance D_t of arXiv 2602.05289, of which no formula was at hand.
 *
 * @example
 * ```ts
 * import { evolutionaryDistance, lexicalSimilarity } from "collaboration-gain"
 *
 * const moved = evolutionaryDistance(["it is 7", "it is 8"], ["it is 7", "it is 7"], lexicalSimilarity())
 * console.log(moved.value) // 0.25
 * ```
 *
 * @category dynamics
 */
export const evolutionaryDistance = (
  before: ReadonlyArray<string | null>,
  after: ReadonlyArray<string | null>,
  similarity: Similarity
): Measure => {
  const pairs = before.flatMap((text, agent) => {
    const next = after[agent] ?? null
    return text === null || next === null ? [] : [[text, next] as const]
  })
  if (pairs.length === 0) return notEstimable("no agent spoke in both rounds")
  const refusal = similarity.refusal(pairs.flat())
  if (refusal !== null) return notEstimable(refusal)
  return measured(mean(pairs.map(([text, next]) => 1 - similarity.compare(text, next))))
}

/** All unordered pairs of distinct positions. */
export const pairsOf = <A>(all: ReadonlyArray<A>): ReadonlyArray<readonly [A, A]> =>
  all.flatMap((one, index) => all.slice(index + 1).map((other) => [one, other] as const))

/**
 * Redundancy R: how much agents say the same in a round. It is the mean similarity over all pairs of messages.
 *
 * Shape: one text an agent.
 * Unit: 0 to 1; with embeddings −1 to 1.
 * Errors: not estimable with fewer than 2 messages, or when the similarity refuses a text.
 *
 * @category dynamics
 */
export const redundancy = (messages: ReadonlyArray<string>, similarity: Similarity): Measure => {
  if (messages.length < 2) return notEstimable(`requires messages of at least 2 agents, got ${messages.length}`)
  const refusal = similarity.refusal(messages)
  if (refusal !== null) return notEstimable(refusal)
  return measured(mean(pairsOf(messages).map(([one, other]) => similarity.compare(one, other))))
}

/**
 * Resampling floor of the evolutionary distance: how far apart independent redraws of a message are, so that movement can be
 * told from dice. It is half the mean distance between redraws before the round plus half that after it. An agent that only
 * draws anew from an unchanged distribution has exactly this distance in the mean; one that repeats itself lies below.
 *
 * Shape: the same agent's messages under different seeds, before and after the round.
 * Unit: that of the distance.
 * Assumes: the redraws were made in the same state. Different seeds of a later round heard different peers; then the floor
 * is too high and what lies above it is understated.
 * Errors: not estimable with fewer than 2 redraws on either side, or when the similarity refuses a text.
 * Source: distance minus floor is half the energy distance between the messages before and after; G. J. Székely and
 * M. L. Rizzo (2013), J. Stat. Plan. Inference 143.
 *
 * @category dynamics
 */
export const resamplingFloor = (
  before: ReadonlyArray<string>,
  after: ReadonlyArray<string>,
  similarity: Similarity
): Measure => {
  const fewest = Math.min(before.length, after.length)
  if (fewest < 2) return notEstimable(`requires at least 2 seeds that spoke in both rounds, got ${fewest}`)
  const [one, other] = [redundancy(before, similarity), redundancy(after, similarity)]
  if (one.value === null) return one
  if (other.value === null) return other
  return measured((1 - one.value + (1 - other.value)) / 2)
}
