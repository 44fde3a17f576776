import { candidatesAt, envelopeScore } from "../../src/gain/candidatesAt.js"
import type { CurveOn } from "../../src/gain/curveOn.js"
import { curveOn } from "../../src/gain/curveOn.js"
import { estimatesFromLedger } from "../../src/gain/estimatesFromLedger.js"
import { policyCurves } from "../../src/gain/policyCurves.js"
import { samplesOf } from "../../src/gain/samplesOf.js"
import { createStream, type Stream } from "../../src/stats/createStream.js"
import { deriveSeed } from "../../src/stats/deriveSeed.js"
import type { Item } from "../../src/task/Item.js"
import { ledgerOf, type WorldArm } from "../fixtures/ledgerOf.js"

/** A world for the whole way from trials to verdict: budget estimated, and between two sizes of the best strategy. */
export interface PipelineCell {
  readonly strategies: 5 | 8
  readonly items: number
  readonly gamma: number
}

/** Runs that the team spends in the mean: between the votes of 3 and of 5. */
const runs = 3.5
const pool = 6
const mean = 0.6
const spread = 1 / 0.15 - 1

const worldOf = (seed: number, cell: Pick<PipelineCell, "strategies" | "items">, lift: number) => {
  const ease = (item: Item): number =>
    createStream(deriveSeed(seed, "item", item.id)).beta(spread * mean, spread * (1 - mean))
  const draw = (stream: Stream, chance: number): string => (stream.next() < chance ? "right" : "wrong")
  // Hard items are dear for everybody; a run costs 100 in the mean.
  const cost = (item: Item, stream: Stream): number => (90 + stream.int(21)) * (1 + 0.5 * (mean - ease(item)))
  const plain = (id: string, style: "direct" | "chain-of-thought", below: number, price: number): WorldArm => ({
    id,
    seeds: pool,
    agents: [{ style }],
    outcome: (item, _, stream) => ({ answer: draw(stream, ease(item) - below), cost: price * cost(item, stream) })
  })
  const arms: ReadonlyArray<WorldArm> = [
    plain("chain-of-thought", "chain-of-thought", 0, 1),
    plain("direct", "direct", 0.1, 0.7),
    {
      id: "greedy",
      seeds: 1,
      agents: [{ temperature: 0 }],
      outcome: (item, _, stream) => ({ answer: draw(stream, ease(item)), cost: cost(item, stream) })
    },
    {
      id: "refine",
      seeds: pool,
      protocol: { kind: "critique", rounds: 1 },
      outcome: (item, _, stream) => ({ answer: draw(stream, ease(item)), cost: 2.2 * cost(item, stream) })
    },
    {
      id: "verify",
      seeds: pool,
      protocol: { kind: "verify" },
      outcome: (item, _, stream) => {
        const answer = draw(stream, ease(item))
        const judged = stream.next() < 0.55 ? answer === "right" : answer !== "right"
        return { answer, cost: 1.5 * cost(item, stream), selection: judged ? 1 : 0 }
      }
    },
    plain("chain-of-thought-0.6", "chain-of-thought", 0.02, 0.95),
    plain("long", "chain-of-thought", 0.03, 1.3),
    plain("notes", "direct", 0.05, 1.2)
  ]
  const team: WorldArm = {
    id: "ensemble",
    role: "team",
    seeds: 1,
    agents: [{}, {}, {}],
    // A vote of 3, and in a quarter of the runs of 5; wrong ones are then put right with the chance `lift`.
    outcome: (item, _, stream) => {
      const voters = stream.next() < (runs - 3) / 2 ? 5 : 3
      const votes = Array.from({ length: voters }, () => draw(stream, ease(item)))
      const price = votes.reduce((sum) => sum + cost(item, stream), 0)
      const right = votes.filter((vote) => vote === "right").length > voters / 2 || stream.next() < lift
      return { answer: right ? "right" : "wrong", cost: price }
    }
  }
  return ledgerOf({ seed, items: cell.items, arms: [team, ...arms.slice(0, cell.strategies)] })
}

/** Majority of 2h + 1 voters whose chance is Beta: beta-binomial tail, in closed form. */
const majority = (voters: number): number => {
  const [a, b] = [spread * mean, spread * (1 - mean)]
  const rising = (x: number, k: number) => Array.from({ length: k }, (_, j) => x + j).reduce((one, by) => one * by, 1)
  let sum = 0
  for (let right = (voters + 1) / 2; right <= voters; right++) {
    const choose = rising(voters - right + 1, right) / rising(1, right)
    sum += (choose * rising(a, right) * rising(b, voters - right)) / rising(a + b, voters)
  }
  return sum
}

/** What the team scores before it is lifted, in closed form: the best plain vote at its budget. */
export const voteAtBudget = ((5 - runs) / 2) * majority(3) + ((runs - 3) / 2) * majority(5)

/**
 * Φ_S* at the team's budget, from the curves of many items together; at least {@link voteAtBudget}, which one of its policies
 * scores. Standard error about √(.2/items).
 */
export const envelopeTruth = (strategies: 5 | 8, items: number): number => {
  const chunk = 1500
  const chunks = Math.ceil(items / chunk)
  let pooled: Array<{ curve: CurveOn["curve"]; costs: Array<number>; scores: Array<number> }> = []
  for (let part = 0; part < chunks; part++) {
    const ledger = worldOf(deriveSeed(99, "truth", strategies, part), { strategies, items: chunk }, 0)
    const singles = samplesOf(ledger).filter(({ arm }) => arm.role === "single")
    const all = Array.from({ length: chunk }, (_, item) => item)
    const means = singles.flatMap((arm) => policyCurves(arm, part)).map((curve) => curveOn(curve, all))
    if (pooled.length === 0) {
      pooled = means.map(({ curve, costs }) => ({ curve, costs: costs.map(() => 0), scores: costs.map(() => 0) }))
    }
    means.forEach((one, index) => {
      one.costs.forEach((value, size) => {
        const into = pooled[index]
        if (into === undefined) return
        into.costs[size] = (into.costs[size] ?? 0) + value / chunks
        into.scores[size] = (into.scores[size] ?? 0) + (one.scores[size] ?? 0) / chunks
      })
    })
  }
  // The mean of cost × (1 + .5(mean − ease)) is 100 a run, since prices and ease are independent given the item.
  return envelopeScore(candidatesAt(pooled, 100 * runs)) ?? Number.NaN
}

/** How often the interval covered the truth, and what was said, over runs of one cell. Unit: shares. */
export const measurePipeline = (
  cell: PipelineCell,
  of: { readonly repeats: number; readonly seed: number; readonly truth: number }
) => {
  const { repeats, truth } = of
  const lift = (cell.gamma * truth - voteAtBudget) / (1 - voteAtBudget)
  let [covered, positive, harmful, lambda] = [0, 0, 0, 0]
  for (let repeat = 0; repeat < repeats; repeat++) {
    const seed = deriveSeed(of.seed, "pipeline", cell.strategies, cell.items, cell.gamma, repeat)
    const [row] = estimatesFromLedger(worldOf(seed, cell, lift))
    const { lower = null, upper = null } = row?.interval ?? {}
    if (lower !== null && lower <= cell.gamma && (upper ?? Number.POSITIVE_INFINITY) >= cell.gamma) covered++
    if (lower !== null && lower > 1) positive++
    if (upper !== null && upper < 1) harmful++
    const range = row?.equivalentBudget
    if (range?.lower != null && range.lower <= 1 && (range.upper ?? Number.POSITIVE_INFINITY) >= 1) lambda++
  }
  return {
    coverage: covered / repeats,
    positive: positive / repeats,
    harmful: harmful / repeats,
    lambda: lambda / repeats
  }
}
