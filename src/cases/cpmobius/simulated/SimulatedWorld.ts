import * as Schema from "effect/Schema"
import { createStream } from "../../../stats/createStream.js"
import { deriveSeed } from "../../../stats/deriveSeed.js"

const Positive = Schema.Finite.check(Schema.isGreaterThan(0))

/** Constants of the simulated Coach and Player; docs/decisions/0004-simulated-learner.md has the equations and the meaning. */
export const SimulatedWorld = Schema.Struct({
  /** s_k: skill by topic; topics 1 and 2 are probed, the others are out of distribution. */
  skills: Schema.Array(Schema.Finite),
  levels: Schema.Int.check(Schema.isGreaterThan(0)),
  /** b: logit of the right answer at level 1. */
  ease: Schema.Finite,
  /** c: loss of logit a level. */
  slope: Schema.Finite,
  /** σ_ε. */
  spread: Schema.Finite,
  /** σ_η. */
  popularSpread: Schema.Finite,
  /** w. */
  popular: Schema.Finite,
  /** h. */
  ambiguity: Schema.Finite,
  /** g. */
  ambiguityGap: Schema.Finite,
  /** J. */
  others: Schema.Int.check(Schema.isGreaterThan(0)),
  /** ν. */
  none: Schema.Finite,
  /** κ. */
  spill: Schema.Finite,
  /** ρ. */
  wrongLonger: Schema.Finite,
  /** q. */
  illPosed: Schema.Finite,
  /** e. */
  easePreference: Schema.Finite,
  /** r. */
  responsiveness: Schema.Finite,
  /** N of each policy, for FLOPs. */
  parameters: Positive
})
export type SimulatedWorld = typeof SimulatedWorld.Type

/** The constants as decided before the first comparison. */
export const standardWorld: SimulatedWorld = {
  skills: [0.4, -0.4, 0.4, -0.4],
  levels: 6,
  ease: 4.2,
  slope: 0.6,
  spread: 0.8,
  popularSpread: 1,
  popular: 1.5,
  ambiguity: 4.5,
  ambiguityGap: 0.4,
  others: 20,
  none: -1,
  spill: 0.5,
  wrongLonger: 0.4,
  illPosed: 0.3,
  easePreference: 0.25,
  responsiveness: 1,
  parameters: 1e6
}

/** A problem of the world. Topic and level count from 1; an ill-posed problem has topic 0 and level 0. */
export interface SimulatedProblem {
  readonly topic: number
  readonly level: number
  /** ε and η. */
  readonly ease: number
  readonly pull: number
  /** The right answer (or surface reading) as a number; the popular one (or second reading) is one more, then the others. */
  readonly base: number
}

const wellPosed = /topic (\d+) level (\d+) item \d+/u
const illPosed = /riddle item \d+/u

/** Text of a problem; an ill-posed one for topic 0. */
export const problemText = (of: { readonly topic: number; readonly level: number; readonly item: number }): string =>
  of.topic === 0 ? `riddle item ${of.item}` : `topic ${of.topic} level ${of.level} item ${of.item}`

/** The text of the problem somewhere in a prompt; `undefined` without one. */
export const findProblem = (text: string): string | undefined => (wellPosed.exec(text) ?? illPosed.exec(text))?.[0]

/** Reads problems of one world, remembering those it has read. `undefined` for a text that is no problem of the world. */
export const problemReader = (
  world: SimulatedWorld,
  seed: number
): ((text: string) => SimulatedProblem | undefined) => {
  const known = new Map<string, SimulatedProblem>()
  return (text) => {
    const before = known.get(text)
    if (before !== undefined) return before
    const match = wellPosed.exec(text)
    const [topic, level] = match === null ? [0, 0] : [Number(match[1]), Number(match[2])]
    if (match === null ? illPosed.exec(text)?.[0] !== text : match[0] !== text) return undefined
    if (match !== null && (topic < 1 || topic > world.skills.length || level < 1 || level > world.levels))
      return undefined
    const stream = createStream(deriveSeed(seed, "problem", text))
    const problem = {
      topic,
      level,
      ease: world.spread * stream.normal(),
      pull: world.popularSpread * stream.normal(),
      base: 100 + stream.int(900)
    }
    known.set(text, problem)
    return problem
  }
}

/** Tokens that a problem has. */
const problemTokens = ({ topic, level }: { readonly topic: number; readonly level: number }): number =>
  topic === 0 ? 24 : 12 + 4 * level

/** Tokens of a text: a problem has its own number, `{n}` stands for n tokens of thinking, all else is one a character. */
export const simulatedTokens = (text: string): number => {
  let tokens = 0
  const rest = text
    .replace(/topic (\d+) level (\d+) item \d+/gu, (_, topic: string, level: string) => {
      tokens += problemTokens({ topic: Number(topic), level: Number(level) })
      return ""
    })
    .replace(/riddle item \d+/gu, () => {
      tokens += problemTokens({ topic: 0, level: 0 })
      return ""
    })
    .replace(/\{(\d+)\}/gu, (_, count: string) => {
      tokens += Number(count)
      return ""
    })
  return tokens + rest.length
}
