import type { SimulatedWorld } from "./SimulatedWorld.js"

/** The Coach's logits: topic by topic over the levels, the ill-posed arm last. */
export type CoachParameters = ReadonlyArray<number>

/** What an arm is about; topic 0 is the ill-posed one. */
export interface CoachArm {
  readonly topic: number
  readonly level: number
}

/** All arms, in the order of the logits. */
export const coachArms = ({ skills, levels }: SimulatedWorld): ReadonlyArray<CoachArm> => [
  ...skills.flatMap((_, topic) =>
    Array.from({ length: levels }, (__, level) => ({ topic: topic + 1, level: level + 1 }))
  ),
  { topic: 0, level: 0 }
]

/** The Coach before warm-up: easy problems preferred, a share q of them ill-posed. */
export const freshCoach = (world: SimulatedWorld): CoachParameters => {
  const logits = coachArms(world)
    .slice(0, -1)
    .map(({ level }) => -world.easePreference * (level - 1))
  const total = logits.reduce((sum, logit) => sum + Math.exp(logit), 0)
  return [...logits, Math.log((world.illPosed / (1 - world.illPosed)) * total)]
}

/** What the prompt tells of the Player moves the logits. */
const seenBonus = (world: SimulatedWorld, prompt: string): ((arm: CoachArm) => number) => {
  const { responsiveness } = world
  const overall = /Paccuracy (\d+)/u.exec(prompt)
  const topics = [...prompt.matchAll(/Ptopic (\d+) accuracy (\d+)/gu)].map(
    (match) => [Number(match[1]), Number(match[2]) / 100] as const
  )
  const failed = [...prompt.matchAll(/Pfailed topic (\d+)/gu)].map((match) => Number(match[1]))
  const middle = (1 + world.levels) / 2
  const average = topics.reduce((sum, [, accuracy]) => sum + accuracy, 0) / Math.max(1, topics.length)
  const accuracies = new Map(topics)
  return ({ topic, level }) => {
    if (topic === 0) return 0
    const harder =
      overall === null ? 0 : ((Number(overall[1]) / 100 - 0.5) * (level - middle)) / Math.max(1, middle - 1)
    const weaker = accuracies.has(topic) ? average - (accuracies.get(topic) ?? 0) : 0
    const retry = failed.length === 0 ? 0 : failed.filter((one) => one === topic).length / failed.length
    return responsiveness * (harder + weaker + retry)
  }
}

/** Probability of each arm, given the prompt, at a temperature above 0. */
export const armChances = (
  world: SimulatedWorld,
  parameters: CoachParameters,
  prompt: string,
  temperature: number
): ReadonlyArray<number> => {
  const bonus = seenBonus(world, prompt)
  const logits = coachArms(world).map((arm, index) => (parameters[index] ?? 0) + bonus(arm))
  const top = Math.max(...logits)
  const weights = logits.map((logit) => Math.exp((logit - top) / temperature))
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  return weights.map((weight) => weight / total)
}
