import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { debate } from "../../factors/presets/debate.js"
import type { Blueprint } from "../../src/blueprint/Blueprint.js"
import { singleStrategies } from "../../src/blueprint/singleStrategies.js"
import { contentEntropy } from "../../src/dynamics/contentEntropy.js"
import { dynamicsOf } from "../../src/dynamics/dynamicsOf.js"
import { wrongClaims } from "../../src/dynamics/errorAmplification.js"
import type { ItemMean } from "../../src/dynamics/Measure.js"
import { readLedger } from "../../src/ledger/readLedger.js"
import { simulatedModel } from "../../src/model/SimulatedModel.js"
import { runStudy } from "../../src/study.js"
import type { Item } from "../../src/task/Item.js"
import { temporaryFolder } from "../fixtures/temporaryFolder.js"

const alone = singleStrategies().find(({ id }) => id === "chain-of-thought") as Blueprint

const items = Array.from({ length: 60 }, (_, index) => ({ id: `i${index}`, question: `q${index}`, answer: "r" }))

/** A debate of three through the real runtime: every answer right with chance .6, else one of x, y, z. */
const run = async (conformity: number) => {
  const folder = join(temporaryFolder(), "run")
  const key = new Map(items.map(({ question, answer }) => [question, { answer, wrong: ["x", "y", "z"] }]))
  await runStudy(
    {
      name: "debate",
      model: "embedded",
      tasks: [{ id: "letters", source: { items: items as [Item, ...Array<Item>] }, grader: { kind: "exact" } }],
      teams: [debate],
      singles: [alone],
      budget: { tokens: 600 },
      seeds: 3
    },
    { out: folder, models: simulatedModel({ key, world: { kind: "condorcet", p: 0.6, conformity }, seed: 5 }) }
  )
  const [team] = dynamicsOf(await readLedger(folder)).arms
  if (team === undefined) throw new Error("no team")
  return team
}

const chances = { r: 0.6, x: 0.4 / 3, y: 0.4 / 3, z: 0.4 / 3 }
type Answer = keyof typeof chances
const rounds = (["r", "x", "y", "z"] as const).flatMap((a) =>
  (["r", "x", "y", "z"] as const).flatMap((b) => (["r", "x", "y", "z"] as const).map((c) => [a, b, c]))
)
const chanceOf = (answers: ReadonlyArray<Answer>) => answers.reduce((product, one) => product * chances[one], 1)
const within4 = (found: ItemMean | undefined, truth: number) => {
  expect(found?.standardError).toBeGreaterThan(0)
  expect(Math.abs((found?.value ?? Number.NaN) - truth)).toBeLessThan(4 * (found?.standardError ?? 0))
}

describe("a debate in which everybody draws anew", () => {
  it("has the entropy, the floor, the amplification and the conformity that follow from the chances", async () => {
    const team = await run(0)
    const entropy = rounds.reduce((sum, one) => sum + chanceOf(one) * (contentEntropy(one).value ?? Number.NaN), 0)
    const across = entropy // Three seeds are as independent as three agents.
    for (const round of team.rounds) {
      within4(round.entropy, entropy)
      within4(round.entropyAcrossSeeds, across)
    }
    within4(team.rounds[1]?.excess, 0)
    expect(team.rounds[1]?.floor.value).toBeGreaterThan(0.1)
    // All first prompts are the same, the second ones hardly ever.
    expect(team.rounds[1]?.samePrompt.value).toBeGreaterThan(0.5)
    expect(team.rounds[1]?.samePrompt.value).toBeLessThan(0.7)

    const { rightGivenUp, wrongGivenUp } = team.conformity
    within4(rightGivenUp.peersWrong, 0.4)
    within4(rightGivenUp.peersRight, 0.4)
    within4(wrongGivenUp.peersRight, 1 - 0.4 / 3)
    within4(wrongGivenUp.peersWrong, 1 - 0.4 / 3)

    const all = (reader: number) => [0, 1, 2].filter((one) => one !== reader)
    const held = (answers: ReadonlyArray<Answer>) => answers.map((answer) => ({ answer, right: answer === "r" }))
    let [made, adopted] = [0, 0]
    for (const before of rounds) {
      for (const after of rounds) {
        const chance = chanceOf(before) * chanceOf(after)
        const claims = wrongClaims([held(before), held(after)], all)
        made += chance * claims.made
        adopted += chance * claims.adopted
      }
    }
    expect(made).toBeCloseTo(3 * 0.4, 12)
    within4(team.traceAmplification, adopted / made)

    expect(team.turns.value).toBe(6)
    expect(team.density.value).toBe(1)
    const [versus] = team.versus
    expect(versus?.overhead.value).toBe(5)
    within4(versus?.outcomeAmplification, debateErrors() / 0.4)
  })
})

/** Chance that the plurality of three, ties broken evenly, is wrong. */
const debateErrors = () =>
  rounds.reduce((sum, one) => {
    const votes = ["r", "x", "y", "z"].map((answer) => one.filter((vote) => vote === answer).length)
    const most = Math.max(...votes)
    const leaders = votes.filter((count) => count === most).length
    return sum + chanceOf(one) * (votes[0] === most ? 1 - 1 / leaders : 1)
  }, 0)

describe("a debate in which everybody follows the plurality", () => {
  it("gives up every wrong answer against two right ones, and no right one beside one", async () => {
    const { conformity, rounds: observed, traceAmplification } = await run(1)
    expect(conformity.wrongGivenUp.peersRight.value).toBe(1)
    expect(conformity.rightGivenUp.peersRight.value).toBe(0)
    // Right against x x: gives it up; against x y: keeps it in one of three. Chances 3·(.4/3)² against 6·(.4/3)².
    const against = conformity.rightGivenUp.peersWrong
    within4(against, (1 + 2 * (2 / 3)) / 3)
    expect(observed[1]?.entropy.value).toBeLessThan(observed[0]?.entropy.value ?? 0)
    expect(observed[1]?.excess.value).toBeLessThan(0)
    expect(traceAmplification.value).toBeGreaterThan(0.1)
  })
})
