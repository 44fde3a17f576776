import type { SimulatedProblem, SimulatedWorld } from "./SimulatedWorld.js"

/**
 * The Player's learned parameters in one list: A₀, A_k, F_e, W₀, W_k, U, N, with k over topics and e over levels.
 */
export type PlayerParameters = ReadonlyArray<number>

/** Where each group of parameters begins. */
const places = ({ skills, levels }: SimulatedWorld) => {
  const topics = skills.length
  const skill = 1
  const level = skill + topics
  const trust = level + levels
  const topicTrust = trust + 1
  const decisive = topicTrust + topics
  return { skill, level, trust, topicTrust, decisive, silence: decisive + 1, count: decisive + 2 }
}

/** A Player that has learned nothing. */
export const freshPlayer = (world: SimulatedWorld): PlayerParameters => new Array<number>(places(world).count).fill(0)

/** One answer class: its logit, how many answers share it, and which parameters move the logit by how much. */
interface AnswerClass {
  readonly logit: number
  readonly members: number
  readonly features: ReadonlyArray<readonly [place: number, weight: number]>
}

/** Classes in the order right (or surface reading), popular (or second reading), each of the others, none. */
const classesOf = (
  world: SimulatedWorld,
  parameters: PlayerParameters,
  problem: SimulatedProblem
): readonly [AnswerClass, AnswerClass, AnswerClass, AnswerClass] => {
  const at = places(world)
  const made = (constant: number, members: number, features: AnswerClass["features"]): AnswerClass => ({
    logit: features.reduce((sum, [place, weight]) => sum + weight * (parameters[place] ?? 0), constant),
    members,
    features
  })
  const others = made(0, world.others, [])
  const none = made(world.none, 1, [[at.silence, 1]])
  if (problem.topic === 0) {
    const first = [
      [at.trust, 1],
      [at.decisive, 1]
    ] as const
    return [
      made(world.ambiguity + problem.pull / 2, 1, first),
      made(world.ambiguity - world.ambiguityGap - problem.pull / 2, 1, []),
      others,
      none
    ]
  }
  const { topic, level } = problem
  const constant = (world.skills[topic - 1] ?? 0) + world.ease - world.slope * (level - 1) + problem.ease
  const spill = Array.from(
    { length: world.levels },
    (_, index) => [at.level + index, world.spill ** Math.abs(index + 1 - level)] as const
  )
  return [
    made(constant, 1, [[0, 1], [at.skill + topic - 1, 1], ...spill]),
    made(world.popular + problem.pull, 1, [
      [at.trust, 1],
      [at.topicTrust + topic - 1, 1]
    ]),
    others,
    none
  ]
}

/** What the Player answers with which probability. */
export interface AnswerChances {
  /** Probability of each class, `others` all together. */
  readonly shares: readonly [number, number, number, number]
  /** Natural logarithm of the probability of one answer of the class. */
  readonly logs: readonly [number, number, number, number]
  readonly classes: readonly [AnswerClass, AnswerClass, AnswerClass, AnswerClass]
}

/** Probabilities of the answer classes at a temperature above 0. */
export const answerChances = (
  world: SimulatedWorld,
  parameters: PlayerParameters,
  problem: SimulatedProblem,
  temperature: number
): AnswerChances => {
  const classes = classesOf(world, parameters, problem)
  const top = Math.max(...classes.map(({ logit }) => logit))
  const total = classes.reduce((sum, { logit, members }) => sum + members * Math.exp((logit - top) / temperature), 0)
  const log = ({ logit }: AnswerClass): number => (logit - top) / temperature - Math.log(total)
  const share = (one: AnswerClass): number => one.members * Math.exp(log(one))
  const [first, second, others, none] = classes
  return {
    shares: [share(first), share(second), share(others), share(none)],
    logs: [log(first), log(second), log(others), log(none)],
    classes
  }
}

/** Position of an answer's class. */
export type ClassIndex = 0 | 1 | 2 | 3
const every = [0, 1, 2, 3] as const

/** Entropy of the answer, nats. */
export const answerEntropy = ({ shares, logs }: AnswerChances): number =>
  -every.reduce<number>((sum, index) => sum + shares[index] * logs[index], 0)

/** KL(π ‖ π₀) of two Players on one problem, nats. */
export const answerDivergence = (now: AnswerChances, before: AnswerChances): number =>
  every.reduce<number>((sum, index) => sum + now.shares[index] * (now.logs[index] - before.logs[index]), 0)

/** Adds Σ_c weight_c · ∂ logit_c/∂parameters to a gradient. */
const addFeatures = (into: Array<number>, { classes }: AnswerChances, weights: ReadonlyArray<number>): void => {
  for (const index of every) {
    for (const [place, weight] of classes[index].features) {
      into[place] = (into[place] ?? 0) + (weights[index] ?? 0) * weight
    }
  }
}

/** Adds `scale` × the gradient of the log-probability of one answer. */
export const addLogGradient = (
  into: Array<number>,
  chances: AnswerChances,
  of: { readonly answer: ClassIndex; readonly scale: number; readonly temperature: number }
): void => {
  const scale = of.scale / of.temperature
  addFeatures(
    into,
    chances,
    every.map((index) => scale * ((index === of.answer ? 1 : 0) - chances.shares[index]))
  )
}

/** Adds `scale` × the gradient of the entropy. */
export const addEntropyGradient = (
  into: Array<number>,
  chances: AnswerChances,
  of: { readonly scale: number; readonly temperature: number }
): void => {
  const entropy = answerEntropy(chances)
  const scale = of.scale / of.temperature
  addFeatures(
    into,
    chances,
    every.map((index) => -scale * chances.shares[index] * (chances.logs[index] + entropy))
  )
}

/** Adds `scale` × the gradient of KL(π ‖ π₀). */
export const addDivergenceGradient = (
  into: Array<number>,
  of: {
    readonly now: AnswerChances
    readonly before: AnswerChances
    readonly scale: number
    readonly temperature: number
  }
): void => {
  const { now, before } = of
  const divergence = answerDivergence(now, before)
  const scale = of.scale / of.temperature
  addFeatures(
    into,
    now,
    every.map((index) => scale * now.shares[index] * (now.logs[index] - before.logs[index] - divergence))
  )
}
