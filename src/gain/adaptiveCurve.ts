import { createStream } from "../stats/createStream.js"
import { leadIsSafe } from "./leadIsSafe.js"
import type { Sample } from "./Samples.js"

/** Most samples that adaptive self-consistency may draw; the published default is 40. */
const maxima = [5, 8, 12, 18, 27, 40]

/** Orders in which the stored samples of an item are replayed. */
const replays = 100

/** Maxima that are tried with pools of `size` samples: fixed by the size alone, the size itself among them. */
export const adaptiveMaxima = (size: number): ReadonlyArray<number> => [
  ...maxima.filter((maximum) => maximum < size),
  ...(size >= (maxima[0] as number) ? [size] : [])
]

/**
 * Replays adaptive self-consistency from an item's stored samples: draw one after the other, stop when the leading answer
 * is safe or the maximum is reached, give the plurality of what was drawn.
 *
 * Shape: one score and one cost for each maximum, means over 100 seeded orders of the samples.
 * Unit: score in [0, 1]; cost in the matched dimension, the sum over the samples really drawn; `null` where a cost is unknown.
 * Assumes: samples are exchangeable; every maximum is at most their number. Abstentions cost but do not vote; ties at the
 * end are shared.
 * Source: the stopping rule of {@link leadIsSafe}.
 *
 * @category gain
 */
export const adaptiveCurve = (
  samples: ReadonlyArray<Sample>,
  limits: ReadonlyArray<number>,
  seed: number
): { readonly scores: Float64Array; readonly costs: Float64Array | null } => {
  const costed = samples.every((sample) => sample.cost !== null)
  const scores = new Float64Array(limits.length)
  const costs = new Float64Array(limits.length)
  const last = limits.length - 1
  const stream = createStream(seed)
  const names = [...new Set(samples.flatMap((sample) => (sample.answer === null ? [] : [sample.answer])))]
  const classOf = samples.map((sample) => (sample.answer === null ? -1 : names.indexOf(sample.answer)))
  const sums = new Float64Array(names.length)
  const sizes = new Float64Array(names.length)
  classOf.forEach((name, index) => {
    if (name < 0) return
    sums[name] = (sums[name] as number) + (samples[index] as Sample).score
    sizes[name] = (sizes[name] as number) + 1
  })
  const values = sums.map((sum, name) => sum / (sizes[name] as number))
  const order = samples.map((_, index) => index)
  const counts = new Float64Array(names.length)
  for (let replay = 0; replay < replays; replay++) {
    counts.fill(0)
    let lead = 0
    let cost = 0
    let next = 0
    let stopped = false
    for (let drawn = 0; next <= last; drawn++) {
      while (next <= last && (stopped || drawn === (limits[next] as number))) {
        scores[next] = (scores[next] as number) + winner(counts, values, lead)
        costs[next] = (costs[next] as number) + cost
        next++
      }
      if (next > last) break
      // The next place of a Fisher–Yates shuffle: whatever order was left from before, all continuations are equally likely.
      const other = drawn + stream.int(order.length - drawn)
      const index = order[other] as number
      order[other] = order[drawn] as number
      order[drawn] = index
      cost += (samples[index] as Sample).cost ?? 0
      const name = classOf[index] as number
      if (name < 0) continue
      const count = (counts[name] as number) + 1
      counts[name] = count
      lead = Math.max(lead, count)
      stopped = count === lead && leadIsSafe(lead, runnerUp(counts, name))
    }
  }
  return {
    scores: scores.map((sum) => Math.min(1, sum / replays)),
    costs: costed ? costs.map((sum) => sum / replays) : null
  }
}

const runnerUp = (counts: Float64Array, leader: number): number => {
  let second = 0
  for (let name = 0; name < counts.length; name++) {
    if (name !== leader) second = Math.max(second, counts[name] as number)
  }
  return second
}

/** Mean score of the answers that share the lead; 0 where nobody has answered. */
const winner = (counts: Float64Array, values: Float64Array, lead: number): number => {
  if (lead === 0) return 0
  let sum = 0
  let sharing = 0
  for (let name = 0; name < counts.length; name++) {
    if (counts[name] !== lead) continue
    sum += values[name] as number
    sharing++
  }
  return sum / sharing
}
