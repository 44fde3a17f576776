import { join } from "node:path"
import * as Effect from "effect/Effect"
import { expect, it } from "vitest"
import { independentEnsemble } from "../../factors/presets/independentEnsemble.js"
import type { Blueprint } from "../../src/blueprint/Blueprint.js"
import { singleStrategies } from "../../src/blueprint/singleStrategies.js"
import { readLedger } from "../../src/ledger/readLedger.js"
import { simulatedModel } from "../../src/model/SimulatedModel.js"
import { runStudy } from "../../src/study.js"
import { syntheticTask } from "../../src/task/syntheticTask.js"
import { temporaryFolder } from "../fixtures/temporaryFolder.js"

const [items, p] = [300, 0.6]
const voters = 5

/** P(majority of n is right), n odd, two answers. */
const majority = (n: number, q: number): number => {
  let sum = 0
  for (let right = (n + 1) / 2; right <= n; right++) {
    let ways = 1
    for (let index = 0; index < right; index++) ways = (ways * (n - index)) / (index + 1)
    sum += ways * q ** right * (1 - q) ** (n - right)
  }
  return sum
}

it("the Condorcet world through the whole runtime gives the closed form", async () => {
  const spec = { family: "arithmetic", level: 2, items, seed: 3 } as const
  const task = Effect.runSync(syntheticTask(spec))
  const key = new Map(task.items.map(({ question, answer }) => [question, { answer, wrong: [`${answer}x`] }]))
  const [agent] = independentEnsemble.agents
  const team: Blueprint = {
    ...independentEnsemble,
    agents: [agent, ...Array.from({ length: voters - 1 }, (_, index) => ({ ...agent, id: `voter-${index + 2}` }))]
  }
  const chain = singleStrategies().filter(({ id }) => id === "chain-of-thought")
  const out = join(temporaryFolder(), "run")
  const { report } = await runStudy(
    {
      name: "condorcet",
      model: "simulated",
      tasks: [{ id: "sums", source: { synthetic: spec } }],
      teams: [team],
      singles: [chain[0] as Blueprint],
      pool: { first: 1, most: 1 },
      seeds: 2,
      budget: { calls: 5, dimension: "calls", tokens: 100_000 }
    },
    { out, models: simulatedModel({ key, world: { kind: "condorcet", p }, seed: 9 }) }
  )
  const { trials } = await readLedger(out)
  const mean = (slot: number): number => {
    const scores = trials.filter((trial) => trial.slot === slot).map((trial) => trial.score)
    return scores.reduce((sum, score) => sum + score, 0) / scores.length
  }
  const [phiM, phiS] = [majority(voters, p), p]
  const se = (q: number, n: number): number => Math.sqrt((q * (1 - q)) / n)
  expect(Math.abs(mean(0) - phiM)).toBeLessThan(4 * se(phiM, 2 * items))
  expect(Math.abs(mean(1) - phiS)).toBeLessThan(4 * se(phiS, items))
  const logSe = Math.hypot(se(phiM, 2 * items) / phiM, se(phiS, items) / phiS)
  expect(Math.abs(Math.log(mean(0) / mean(1)) - Math.log(phiM / phiS))).toBeLessThan(4 * logSe)
  // One sample of the single agent does not reach the cost of five calls: the report must not call this a gain.
  const [row] = report.estimates
  expect(row?.budget).toMatchObject({ matched: false, team: 5 })
  expect(row?.verdict).toBe("unmatched")
})
