import { join } from "node:path"
import { expect, it } from "vitest"
import { independentEnsemble } from "../../factors/presets/independentEnsemble.js"
import { aggregateAtHand } from "../../src/agent/aggregateAtHand.js"
import { singleStrategies } from "../../src/blueprint/singleStrategies.js"
import { estimateGain } from "../../src/gain/estimateGain.js"
import { readLedger } from "../../src/ledger/readLedger.js"
import { createStream } from "../../src/stats/createStream.js"
import { deriveSeed } from "../../src/stats/deriveSeed.js"
import { runStudy } from "../../src/study.js"
import { temporaryFolder } from "../fixtures/temporaryFolder.js"

const [items, samples, size, seeds, replicates] = [100, 20, 3, 3, 200]

it("an ensemble against self-consistency of equal size covers Γ = 1 as often as it says", async () => {
  const out = join(temporaryFolder(), "run")
  const chain = singleStrategies().find(({ id }) => id === "chain-of-thought")
  if (chain === undefined) throw new Error("no chain of thought among the strategies")
  await runStudy(
    {
      name: "null",
      model: "embedded",
      tasks: [{ id: "sums", source: { synthetic: { family: "arithmetic", level: 6, items, seed: 1 } } }],
      teams: [independentEnsemble],
      singles: [chain],
      pool: { first: samples, most: samples },
      budget: { tokens: 900 }
    },
    { out }
  )
  const ledger = await readLedger(out)
  const pools = new Map<string, Array<{ answer: string | null; key: string }>>()
  for (const { task, item, slot, answer } of ledger.trials) {
    if (ledger.start.design.arms[slot]?.role !== "single") continue
    const key =
      ledger.start.design.tasks.find(({ id }) => id === task)?.items.find(({ id }) => id === item)?.answer ?? ""
    pools.set(item, [...(pools.get(item) ?? []), { answer, key }])
  }
  const all = [...pools.values()]
  expect(all).toHaveLength(items)
  expect(all.every((pool) => pool.length === samples)).toBe(true)

  let covered = 0
  const ratios: Array<number> = []
  for (let replicate = 0; replicate < replicates; replicate++) {
    const stream = createStream(deriveSeed(7, "null", replicate))
    const vote = (votes: ReadonlyArray<{ answer: string | null; key: string }>): number => {
      const winner = aggregateAtHand({ kind: "majority", ties: "seeded" }, votes, stream.int)
      return winner !== null && winner === votes[0]?.key ? 1 : 0
    }
    // Items are drawn anew, and every drawn one deals disjoint samples to the two arms.
    const dealt = Array.from({ length: items }, () => {
      const deck = stream.shuffle(all[stream.int(items)] ?? [])
      const hands = Array.from({ length: 2 * seeds }, (_, hand) => vote(deck.slice(hand * size, (hand + 1) * size)))
      return { team: hands.slice(0, seeds), single: hands.slice(seeds) }
    })
    const { interval, gamma } = estimateGain({
      team: dealt.map(({ team }) => team),
      single: dealt.map(({ single }) => single)
    })
    ratios.push(gamma ?? Number.NaN)
    if ((interval.lower ?? 0) <= 1 && (interval.upper ?? Number.POSITIVE_INFINITY) >= 1) covered++
  }
  const share = covered / replicates
  const mean = ratios.reduce((sum, ratio) => sum + ratio, 0) / replicates
  console.log(`share of intervals that cover 1: ${share} of ${replicates}; mean Γ ${mean.toFixed(4)}`)
  expect(share).toBeGreaterThanOrEqual(0.91)
  expect(share).toBeLessThanOrEqual(0.99)

  const matrix = all.map((pool) => pool.map(({ answer, key }) => (answer === key ? 1 : 0)))
  expect(estimateGain({ team: matrix, single: matrix }).gamma).toBe(1)
})
