import type { Ledger } from "../ledger/Ledger.js"
import { mean } from "../stats/mean.js"
import type { Item } from "../task/Item.js"
import { contentEntropy, normalizedEntropy } from "./contentEntropy.js"
import { evolutionaryDistance, pairsOf, redundancy, resamplingFloor } from "./evolutionaryDistance.js"
import { type Measure, measured, notEstimable } from "./Measure.js"
import type { Similarity } from "./Similarity.js"
import { type DynamicsOptions, type ItemCourses, type TeamView, teamViews } from "./teamView.js"
import { isAnswering, isJudging, type TrialCourse, type Utterance, voiceOf } from "./trialCourses.js"

/** What moved on one item in one round. */
export interface ItemRound {
  readonly entropy: Measure
  readonly normalizedEntropy: Measure
  readonly entropyAcrossSeeds: Measure
  readonly distance: Measure
  readonly floor: Measure
  readonly excess: Measure
  readonly redundancy: Measure
  /** Pairs of redraws behind the floor, and those of them that were asked with the same prompt. */
  readonly redraws: { readonly pairs: number; readonly samePrompt: number }
}

/** An item with what moved on it, round by round. */
export interface ItemDynamics {
  readonly item: Item
  readonly rounds: ReadonlyArray<ItemRound>
}

/** What moved on every item of a team. */
export interface TeamItems {
  readonly slot: number
  /** By round: positions of the agents whose answers count after it. */
  readonly holders: ReadonlyArray<ReadonlyArray<number>>
  readonly items: ReadonlyArray<ItemDynamics>
}

/**
 * What moved on every single item of every team of a ledger, round by round: means over its trials, and what its trials show
 * together. For asking which items gained; `dynamicsOf` gives the means over items.
 *
 * Shape: teams in the order of their slots, items in the order of their ids.
 * Errors: none; each measure says why it is not estimable.
 *
 * @category dynamics
 */
export const itemDynamicsOf = (ledger: Ledger, options: DynamicsOptions = {}): ReadonlyArray<TeamItems> =>
  teamViews(ledger, options).map(itemDynamics)

/** What moved on every item of one team. */
export const itemDynamics = (team: TeamView): TeamItems => {
  const holders = holdersOf(team)
  const items = team.items.map((one) => ({ item: one.item, rounds: roundsOf(one, team, holders) }))
  return { slot: team.arm.slot, holders, items }
}

/**
 * Agents whose answers count after each round: those that had been asked for one by then, in any trial of the arm, so that the
 * number of answers is the same in all of them. Planners, critics and judges hold none.
 */
const holdersOf = ({ arm, items }: TeamView): ReadonlyArray<ReadonlyArray<number>> => {
  const all = items.flatMap(({ courses }) => courses)
  const rounds = all.reduce(
    (most, { end, utterances }) => Math.max(most, end.rounds.length, ...utterances.map(({ round }) => round + 1)),
    0
  )
  const asked = new Map<number, number>()
  const from = (agent: number, round: number) => asked.set(agent, Math.min(round, asked.get(agent) ?? round))
  for (const { end, utterances } of all) {
    const width = Math.max(0, ...end.rounds.map(({ answers }) => answers.length))
    for (const one of utterances) {
      if (one.agent < width && isAnswering(one) && !isJudging(arm.blueprint, one)) from(one.agent, one.round)
    }
    for (const [round, { answers }] of end.rounds.entries()) {
      for (const [agent, answer] of answers.entries()) if (answer !== null) from(agent, round)
    }
  }
  const positions = [...asked.keys()].sort((a, b) => a - b)
  return Array.from({ length: rounds }, (_, round) =>
    positions.filter((agent) => (asked.get(agent) ?? rounds) <= round)
  )
}

/** A trial that ended early keeps the answers that it had. */
const heldAfter = (
  rounds: ReadonlyArray<{ readonly answers: ReadonlyArray<string | null> }>,
  round: number
): ReadonlyArray<string | null> => rounds[Math.min(round, rounds.length - 1)]?.answers ?? []

/** The last thing that each voice said in a round. */
const voicesIn = ({ utterances }: TrialCourse, round: number): ReadonlyMap<string, Utterance> =>
  new Map(
    utterances.flatMap((one) => {
      const voice = one.round === round ? voiceOf(one) : null
      return voice === null ? [] : [[voice, one]]
    })
  )

const meanOf = (measures: ReadonlyArray<Measure>, none: string): Measure => {
  const values = measures.flatMap(({ value }) => value ?? [])
  if (values.length > 0) return measured(mean(values))
  return measures.find(({ reason }) => reason !== undefined) ?? notEstimable(none)
}

const roundsOf = (
  { item, courses }: ItemCourses,
  { arm, reader, similarity }: TeamView,
  holders: ReadonlyArray<ReadonlyArray<number>>
): ReadonlyArray<ItemRound> =>
  holders.map((agents, round) => {
    const held = courses.flatMap(({ end }) => {
      const answers = heldAfter(end.rounds, round)
      if (answers.length === 0) return []
      return [agents.map((agent) => reader.classOf(item, answers[agent] ?? null))]
    })
    return {
      entropy: meanOf(
        held.map((answers) => contentEntropy(answers)),
        noAnswers
      ),
      normalizedEntropy: meanOf(held.map(normalizedEntropy), noAnswers),
      entropyAcrossSeeds: acrossSeeds(held, arm.seeds),
      redundancy: meanOf(
        courses.flatMap((course) => alike(course, round, similarity)),
        "nobody spoke"
      ),
      ...movement(courses, round, similarity)
    }
  })

const noAnswers = "the ledger holds no answers by round"

const acrossSeeds = (held: ReadonlyArray<ReadonlyArray<string | null>>, seeds: number): Measure => {
  if (seeds < 2) return notEstimable(`requires at least 2 seeds, got ${seeds}`)
  if (held.length < seeds) return notEstimable(`${held.length} of ${seeds} seeds have answers`)
  const agents = (held[0] ?? []).map((_, agent) => contentEntropy(held.map((answers) => answers[agent] ?? null)))
  return meanOf(agents, noAnswers)
}

/** Similarity between the agents of one trial, each by the last thing it said in the round. */
const alike = (course: TrialCourse, round: number, similarity: Similarity): ReadonlyArray<Measure> => {
  const spoke = [...voicesIn(course, round).values()].sort((a, b) => a.order - b.order)
  const last = new Map(spoke.map(({ agent, call }) => [agent, call.text]))
  return last.size === 0 ? [] : [redundancy([...last.values()], similarity)]
}

const movement = (
  courses: ReadonlyArray<TrialCourse>,
  round: number,
  similarity: Similarity
): Pick<ItemRound, "distance" | "floor" | "excess" | "redraws"> => {
  if (round === 0) {
    const first = notEstimable("nothing was said before the first round")
    return { distance: first, floor: first, excess: first, redraws: { pairs: 0, samePrompt: 0 } }
  }
  const before = courses.map((course) => voicesIn(course, round - 1))
  const after = courses.map((course) => voicesIn(course, round))
  const voices = [...new Set(after.flatMap((one) => [...one.keys()]))].map((voice) => {
    // Distance and floor from the same trials, or their difference would mean nothing.
    const said = before.flatMap((one, index) => {
      const pair = [one.get(voice), after[index]?.get(voice)] as const
      return pair[0] === undefined || pair[1] === undefined ? [] : [[pair[0].call, pair[1].call] as const]
    })
    const [earlier, later] = [said.map(([one]) => one), said.map(([, one]) => one)]
    const [texts, nextTexts] = [earlier.map(({ text }) => text), later.map(({ text }) => text)]
    const distance = evolutionaryDistance(texts, nextTexts, similarity)
    const floor = resamplingFloor(texts, nextTexts, similarity)
    const excess =
      distance.value === null ? distance : floor.value === null ? floor : measured(distance.value - floor.value)
    const redraws = [...pairsOf(earlier), ...pairsOf(later)]
    return {
      distance,
      floor,
      excess,
      pairs: redraws.length,
      same: redraws.filter(([a, b]) => a.prompt === b.prompt).length
    }
  })
  const silent = "no agent spoke in both rounds"
  return {
    distance: meanOf(
      voices.map((voice) => voice.distance),
      silent
    ),
    floor: meanOf(
      voices.map((voice) => voice.floor),
      silent
    ),
    excess: meanOf(
      voices.map((voice) => voice.excess),
      silent
    ),
    redraws: {
      pairs: voices.reduce((sum, voice) => sum + voice.pairs, 0),
      samePrompt: voices.reduce((sum, voice) => sum + voice.same, 0)
    }
  }
}
