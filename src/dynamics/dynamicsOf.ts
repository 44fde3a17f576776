import type { Ledger } from "../ledger/Ledger.js"
import { mean } from "../stats/mean.js"
import { answerSpread } from "./answerSpread.js"
import type { ArmDynamics, Dynamics, RoundDynamics } from "./Dynamics.js"
import { type ItemRound, itemDynamics } from "./itemDynamics.js"
import { type ItemMean, type Measure, measured, notEstimable } from "./Measure.js"
import { messageCounts } from "./messageDensity.js"
import { type ItemRow, overItems, quotient, refused } from "./overItems.js"
import { lexicalSimilarity } from "./Similarity.js"
import { surprisal } from "./surprisal.js"
import { type DynamicsOptions, rowOf, type TeamView, teamViews } from "./teamView.js"
import { turnsOf, versusSingle } from "./versusSingle.js"

/**
 * Observes what happened during the runs of every team of a ledger: how far answers disagree (H_t), how far messages move
 * (D_t) above mere resampling, how much agents repeat each other, how much they talk, what it costs and how errors spread.
 *
 * Shape: one entry a team arm, in the order of the slots; one a round in it.
 * Unit: see `Dynamics`. Means over items, each item weighing the same; standard errors take the items of a group together;
 * limits are t limits at the study's level, for shares Wilson's.
 * Assumes: the definitions are the library's own. All is observed, not caused: a low H_t beside a high score does not say that
 * agreeing helps. Overhead, efficiency and outcome amplification compare with one run of each of the single agent's
 * strategies, not with the saturated one; that is what Γ is for.
 * Errors: none; what is not estimable is `null` with a reason.
 * Source: the names H_t and D_t come from arXiv 2602.05289, of which no formula was at hand; overhead and efficiency reproduce
 * arXiv 2512.08296 v2, table 5.
 *
 * @category dynamics
 */
export const dynamicsOf = (ledger: Ledger, options: DynamicsOptions = {}): Dynamics => {
  const { similarity = lexicalSimilarity() } = options
  const { level } = ledger.start.design.analysis
  return {
    level,
    similarity: similarity.name,
    arms: teamViews(ledger, { ...options, similarity }).map((team) => armDynamics(team, level)),
    notes
  }
}

const notes: ReadonlyArray<string> = [
  "The definitions are the library's own.",
  "Entropies are compared only between equal numbers of answers.",
  "What is observed here is not thereby the cause of a gain."
]

const noTrial = "not estimable: no trial ended"

const armDynamics = (team: TeamView, level: number): ArmDynamics => {
  const { arm, task, items } = team
  const { blueprint } = arm
  const trials = items.reduce((sum, { courses }) => sum + courses.length, 0)
  const counts = items.map(({ item, courses }) => {
    const all = courses.map(({ utterances }) => messageCounts(blueprint, utterances))
    return rowOf(item, [mean(all.map((one) => one.messages)), mean(all.map((one) => one.turns))])
  })
  const surprisals = items.map(({ item, courses }) =>
    rowOf(item, surprisal(courses.flatMap(({ utterances }) => utterances.map(({ call }) => call))))
  )
  return {
    slot: arm.slot,
    system: blueprint.id,
    task: task.id,
    family: task.family,
    agents: blueprint.agents.length,
    trials,
    missing: task.items.length * arm.seeds - trials,
    rounds: roundsOf(team, level),
    turns: overItems({
      rows: items.map(({ item, courses }) => rowOf(item, [turnsOf(courses)])),
      level,
      reason: noTrial,
      range: positive
    }),
    density: overItems({
      rows: counts,
      level,
      reason: noTrial,
      range: positive,
      combine: (means) => (means[1] === 0 ? refused("the ledger holds no calls by round and agent") : quotient(means))
    }),
    tokenEntropy: notEstimable("requires the probabilities of all tokens at each place, which no ledger holds"),
    surprisal: overMeasures(surprisals, level, positive),
    versus: team.singles.map((single) => versusSingle(team, single, level)),
    ...answerSpread(team, level)
  }
}

const positive = [0, Number.POSITIVE_INFINITY] as const

/** Mean over the items on which there is a value; the first reason where there is none. */
const overMeasures = (
  measures: ReadonlyArray<ItemRow<Measure>>,
  level: number,
  range: readonly [number, number]
): ItemMean => {
  const rows = measures.flatMap(({ cluster, value: { value } }) =>
    value === null ? [] : [{ cluster, value: [value] }]
  )
  const reason = measures.find(({ value }) => value.reason !== undefined)?.value.reason ?? noTrial
  return overItems({ rows, level, reason, range })
}

const roundsOf = (team: TeamView, level: number): ReadonlyArray<RoundDynamics> => {
  const { holders, items } = itemDynamics(team)
  const { lowest } = team.similarity
  const distances = [0, 1 - lowest] as const
  return holders.map((agents, round) => {
    const here = items.flatMap(({ item, rounds }) => {
      const one = rounds[round]
      return one === undefined ? [] : [{ item, one }]
    })
    const over = (measure: (one: ItemRound) => Measure, range: readonly [number, number] = positive) =>
      overMeasures(
        here.map(({ item, one }) => rowOf(item, measure(one))),
        level,
        range
      )
    const pairs = here.reduce((sum, { one }) => sum + one.redraws.pairs, 0)
    const same = here.reduce((sum, { one }) => sum + one.redraws.samePrompt, 0)
    return {
      round,
      answers: agents.length,
      entropy: over((one) => one.entropy),
      normalizedEntropy: over((one) => one.normalizedEntropy, [0, 1]),
      entropyAcrossSeeds: over((one) => one.entropyAcrossSeeds),
      distance: over((one) => one.distance, distances),
      floor: over((one) => one.floor, distances),
      excess: over((one) => one.excess, [lowest - 1, 1 - lowest]),
      samePrompt: pairs === 0 ? notEstimable("there are no redraws") : measured(same / pairs),
      redundancy: over((one) => one.redundancy, [lowest, 1])
    }
  })
}
