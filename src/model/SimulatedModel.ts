import { createHash } from "node:crypto"
import * as Effect from "effect/Effect"
import { InputError } from "../errors/InputError.js"
import type { ModelError } from "../errors/ModelError.js"
import { createStream, type Stream } from "../stats/createStream.js"
import { deriveSeed } from "../stats/deriveSeed.js"
import { contextOverflow } from "./contextOverflow.js"
import type { LanguageModel, ModelReply, ModelRequest } from "./LanguageModel.js"
import { countCharacters, limitReply } from "./limitReply.js"
import { promptText } from "./promptText.js"
import { type CompactTurn, readCompactTurn } from "./readCompactTurn.js"
import { refusedCall } from "./refusedCall.js"

/**
 * How a simulated agent behaves. Everywhere `p` is the probability that an answer of its own is right; wrong answers are
 * drawn evenly from the wrong ones of the item.
 *
 * - `condorcet`: every answer is drawn anew. With `correlation` ρ > 0 an item's own probability is drawn once, from a Beta
 *   with mean p and a + b = 1/ρ − 1: hard items are hard for everybody. A revising agent takes the plurality of the answers
 *   it is shown with probability `conformity`, and else draws anew.
 * - `refine`: a revising agent starts from the plurality of the answers it is shown, mends it with probability `fix` when it
 *   is wrong, and spoils it with probability `break` when it is right.
 * - `verify`: a critic says `y` to a right answer with probability `sensitivity` and to a wrong one with probability
 *   1 − `specificity`. A revising agent keeps an answer that was accepted, and else draws anew.
 */
export type SimulatedWorld =
  | { readonly kind: "condorcet"; readonly p: number; readonly correlation?: number; readonly conformity?: number }
  | { readonly kind: "refine"; readonly p: number; readonly fix: number; readonly break: number }
  | { readonly kind: "verify"; readonly p: number; readonly sensitivity: number; readonly specificity: number }

/** What the model knows of an item. */
export interface SimulatedItem {
  readonly answer: string
  /** At least one; the more there are, the less wrong votes agree. */
  readonly wrong: ReadonlyArray<string>
  /** Probability for this item, in place of the world's. */
  readonly p?: number
}

/** Options of {@link simulatedModel}. */
export interface SimulatedModelOptions {
  /** By question. */
  readonly key: ReadonlyMap<string, SimulatedItem>
  readonly world: SimulatedWorld
  /** Seed of the world: the items' own probabilities and all dice come from it. */
  readonly seed: number
  /** Default `simulated`. */
  readonly id?: string
  /** Default 4,096 characters. */
  readonly contextTokens?: number
  /** Characters that the model spends on thinking before an answer; default 16. */
  readonly reasoningTokens?: number
}

const checkProbabilities = (values: Readonly<Record<string, string | number | undefined>>) => {
  for (const [name, value] of Object.entries(values)) {
    if (typeof value === "number" && !(value >= 0 && value <= 1)) {
      throw new InputError({
        what: `Simulated world, ${name}`,
        value: String(value),
        limit: "requires a probability from 0 to 1",
        advice: "Correct the world."
      })
    }
  }
}

const check = ({ key, world }: SimulatedModelOptions): void => {
  checkProbabilities(world)
  if (world.kind === "condorcet") checkProbabilities({ "correlation below 1": (world.correlation ?? 0) < 1 ? 0 : 2 })
  for (const [question, { answer, wrong, p }] of key) {
    checkProbabilities({ [`p of ${question}`]: p })
    const fault = [answer, ...wrong].find((text) => text === "" || /[A-Z\s]/u.test(text))
    const value = wrong.length === 0 ? "no wrong answer" : wrong.includes(answer) ? `wrong answer ${answer}` : fault
    if (value === undefined) continue
    throw new InputError({
      what: `Key of question ${question}`,
      value: value === "" ? "(empty answer)" : value,
      limit:
        "requires at least one wrong answer, none of them right, and answers without capital letters and white space",
      advice: "Correct the key of the simulated model."
    })
  }
}

/** The answer shown most often; ties are broken evenly. */
const plurality = (answers: ReadonlyArray<string>, dice: Stream): string | undefined => {
  const votes = new Map<string, number>()
  for (const answer of answers) votes.set(answer, (votes.get(answer) ?? 0) + 1)
  const most = Math.max(...votes.values())
  const leaders = [...votes.keys()].filter((answer) => votes.get(answer) === most)
  return leaders.length < 2 ? leaders[0] : leaders[dice.int(leaders.length)]
}

const fingerprint = ({ key, world, seed }: SimulatedModelOptions): string => {
  const items = [...key].sort(([a], [b]) => (a < b ? -1 : 1))
  return createHash("sha256")
    .update(JSON.stringify([world, seed, items]))
    .digest("hex")
}

/**
 * A model whose accuracy is known in closed form, behind the prompts of the compact dialect.
 *
 * It answers `A` and `G` with an answer, `T` with filler and `A<answer>`, `C` with `y` or `n1`. `G` takes the plurality of
 * the answers shown, ties broken evenly. Facts are passed over. Replies depend on the seed of the world, the seed of the
 * request and the prompt alone; at temperature 0 on the prompt alone. One token a character, prompt and reply.
 * Assumes: calls with different seeds are independent given the item.
 * Errors: throws InputError for a world or key out of range; a call fails with ModelError `refused` when its prompt is not
 * of the compact dialect or its question is not in the key, and with `context-overflow`.
 * Source: the closed forms for majority votes with Beta-binomial correlation, generate-and-verify and two-state refinement.
 *
 * @example
 * const key = new Map([["37+48", { answer: "85", wrong: ["75", "95"] }]])
 * const model = simulatedModel({ key, world: { kind: "condorcet", p: 1 }, seed: 1 })
 * const prompt = { kind: "text", text: "Q37+48T" } as const
 * const reply = await Effect.runPromise(model.generate({ prompt, maxTokens: 40, temperature: 1, seed: 1, stop: [] }))
 * reply.text // "................A85"
 *
 * @category testing
 */
export const simulatedModel = (options: SimulatedModelOptions): LanguageModel => {
  check(options)
  const { key, world, seed } = options
  const id = options.id ?? "simulated"
  const contextTokens = options.contextTokens ?? 4096
  const filler = ".".repeat(options.reasoningTokens ?? 16)

  const chances = new Map<string, number>()
  const chanceOf = (question: string, item: SimulatedItem): number => {
    const known = chances.get(question)
    if (known !== undefined) return known
    const p = item.p ?? world.p
    const correlation = world.kind === "condorcet" ? (world.correlation ?? 0) : 0
    const weight = 1 / correlation - 1
    const chance =
      correlation === 0 || p === 0 || p === 1
        ? p
        : createStream(deriveSeed(seed, "item", question)).beta(p * weight, (1 - p) * weight)
    chances.set(question, chance)
    return chance
  }

  const wrongOne = (item: SimulatedItem, dice: Stream): string => item.wrong[dice.int(item.wrong.length)] as string
  const own = (turn: CompactTurn, item: SimulatedItem, dice: Stream): string =>
    dice.next() < chanceOf(turn.question, item) ? item.answer : wrongOne(item, dice)

  const revise = (turn: CompactTurn, item: SimulatedItem, dice: Stream): string => {
    const shown = plurality(turn.answers, dice)
    if (shown === undefined) return own(turn, item, dice)
    switch (world.kind) {
      case "condorcet":
        return dice.next() < (world.conformity ?? 0) ? shown : own(turn, item, dice)
      case "refine":
        if (shown === item.answer) return dice.next() < world.break ? wrongOne(item, dice) : shown
        return dice.next() < world.fix ? item.answer : shown
      case "verify":
        return turn.critique?.startsWith("y") === true ? shown : own(turn, item, dice)
    }
  }
  const criticise = (turn: CompactTurn, item: SimulatedItem, dice: Stream): string => {
    if (world.kind !== "verify") return "y"
    const right = turn.answers.at(-1) === item.answer
    return dice.next() < (right ? world.sensitivity : 1 - world.specificity) ? "y" : "n1"
  }

  const speak = (turn: CompactTurn, item: SimulatedItem, dice: Stream): string => {
    switch (turn.ask) {
      case "A":
        return own(turn, item, dice)
      case "T":
        return `${filler}A${revise(turn, item, dice)}`
      case "G":
        return plurality(turn.answers, dice) ?? own(turn, item, dice)
      case "C":
        return criticise(turn, item, dice)
    }
  }

  const generate = (request: ModelRequest): Effect.Effect<ModelReply, ModelError> =>
    Effect.suspend(() => {
      const { prompt } = request
      const turn = prompt.kind === "text" ? readCompactTurn(prompt.text, (question) => key.has(question)) : null
      const item = turn === null ? undefined : key.get(turn.question)
      if (prompt.kind !== "text" || turn === null || item === undefined) {
        return Effect.fail(
          refusedCall(id, {
            value: prompt.kind === "text" ? prompt.text : "messages",
            limit: "requires a prompt of the compact dialect with a question of the key",
            advice: "Give the simulated model the key of the task, and use the compact dialect."
          })
        )
      }
      const promptTokens = countCharacters(prompt.text)
      const room = contextTokens - promptTokens
      if (room < 1) return Effect.fail(contextOverflow(id, promptTokens, contextTokens))
      const rolled = request.temperature === 0 ? "greedy" : request.seed
      const dice = createStream(deriveSeed(seed, "call", rolled, prompt.text))
      const reply = limitReply(speak(turn, item, dice), {
        maxTokens: Math.min(request.maxTokens, room),
        stop: request.stop
      })
      return Effect.succeed({ ...reply, promptTokens, evaluatedTokens: promptTokens + reply.sampledTokens })
    })

  return {
    identity: { id, digest: `${id}@1:${fingerprint(options)}`, parameters: null, contextTokens, dialect: "compact" },
    abilities: {
      seed: true,
      abort: true,
      stop: true,
      logProbabilities: false,
      embeddings: false,
      exactTokens: true
    },
    countTokens: (prompt) => countCharacters(promptText(prompt)),
    generate
  }
}
