import * as Effect from "effect/Effect"
import { chatRole } from "../agent/dialects/chatRoles.js"
import { InputError } from "../errors/InputError.js"
import type { ModelError } from "../errors/ModelError.js"
import { contextOverflow } from "../model/contextOverflow.js"
import type { LanguageModel, ModelReply, ModelRequest } from "../model/LanguageModel.js"
import { countCharacters, limitReply } from "../model/limitReply.js"
import { promptText } from "../model/promptText.js"
import { refusedCall } from "../model/refusedCall.js"
import { createStream, type Stream } from "../stats/createStream.js"
import { deriveSeed } from "../stats/deriveSeed.js"

/** What a simulated agent is asked to do. */
export type ChatTurn =
  | "direct"
  | "solve"
  | "plan"
  | "revise"
  | "aggregate"
  | "rank"
  | "criticise"
  | "correct"
  | "read"
  | "conclude"
  | "condense"
  | "refine"

/** What a simulated agent has before it when it answers. */
export interface ChatSight {
  readonly turn: ChatTurn
  /** Which paraphrase of the instruction it was given. */
  readonly variant: 0 | 1 | 2
  /** Who it was told to be; absent: nobody in particular. */
  readonly persona?: string
  readonly plan: boolean
  /** Messages of others in sight, those that bear a name, and the answers in them. */
  readonly named: boolean
  readonly shown: ReadonlyArray<string>
  /** Share of the item's facts in sight, its own or told; 1 for an item without facts. */
  readonly known: number
  /** Length of the prompt. Unit: characters. */
  readonly characters: number
}

/** What the world knows of an item. */
export interface ChatWorldItem {
  readonly answer: string
  /** At least one; drawn evenly. */
  readonly wrong: ReadonlyArray<string>
  readonly facts?: ReadonlyArray<string>
}

/** Options of {@link chatWorld}; every number is a probability unless its unit is named. */
export interface ChatWorldOptions {
  /** Name and version of the world: changed behaviour is another model. */
  readonly id: string
  /** By question. */
  readonly key: ReadonlyMap<string, ChatWorldItem>
  readonly seed: number
  /** That an answer of one's own is right. */
  readonly chance: (sight: ChatSight) => number
  /** That an agent who reads others takes over an answer instead of finding one; default 0. */
  readonly follow?: (sight: ChatSight) => number
  /** Whom it then takes over: the most frequent answer (default), or the first or last in the prompt. */
  readonly whom?: (sight: ChatSight) => "plurality" | "first" | "last"
  /** That a judge, critic or voter tells right from wrong; default 0.8. */
  readonly judgement?: number
  /** That a right and a wrong answer are called 90 % sure instead of 50 %; default 0.8 and 0.2. */
  readonly sure?: { readonly right: number; readonly wrong: number }
  /** That an agent with a calculator asks it about the question; default 1. What comes back is its answer. */
  readonly asks?: number
  /** Words before an answer that say nothing. Unit: characters; default 16. */
  readonly filler?: number
}

const kinds: ReadonlyArray<ChatTurn> = [
  "direct",
  "solve",
  "plan",
  "revise",
  "aggregate",
  "rank",
  "criticise",
  "correct",
  "read",
  "conclude",
  "condense",
  "refine"
]

/** A prompt of the chat dialect, taken apart. */
interface ReadPrompt {
  readonly turn: ChatTurn
  readonly variant: 0 | 1 | 2
  readonly system: string
  readonly user: string
  readonly sections: ReadonlyMap<string, string>
}

const readPrompt = (system: string, user: string): ReadPrompt | undefined => {
  for (const turn of kinds) {
    for (const variant of [0, 1, 2] as const) {
      if (!system.includes(chatRole({ kind: turn }, variant))) continue
      const sections = user.split("\n\n").flatMap((part) => {
        const match = /^([A-Z][a-z ]+):\n([\s\S]*)$/.exec(part)
        return match === null ? [] : [[match[1] ?? "", match[2] ?? ""] as const]
      })
      return { turn, variant, system, user, sections: new Map(sections) }
    }
  }
  return undefined
}

/** Messages as the dialect lists them: `- solver-2: …`, or without a name. */
const messagesIn = (text: string | undefined): ReadonlyArray<{ readonly named: boolean; readonly answer: string }> =>
  (text ?? "")
    .split(/^- /mu)
    .filter((part) => part.trim() !== "")
    .map((part) => {
      const name = /^[\w-]+: /.exec(part)?.[0] ?? ""
      const said = part.slice(name.startsWith("Answer") ? 0 : name.length)
      const answer =
        /Answer: (\S+)/.exec(said)?.[1] ?? /"answer":"([^"]+)"/.exec(said)?.[1] ?? said.trim().split(" ")[0]
      return { named: name !== "" && !name.startsWith("Answer"), answer: answer ?? "" }
    })

const plurality = (answers: ReadonlyArray<string>, dice: Stream): string | undefined => {
  const count = (answer: string) => answers.filter((other) => other === answer).length
  const most = Math.max(...answers.map(count))
  const leaders = [...new Set(answers)].filter((answer) => count(answer) === most)
  return leaders[dice.int(Math.max(1, leaders.length))]
}

const knownOf = (item: ChatWorldItem, text: string): ReadonlyArray<string> => {
  const words = new Set(text.split(/[^\w]+/u))
  return (item.facts ?? []).filter((fact) => words.has(fact))
}

/**
 * A simulated world behind the prompts of the chat dialect, whose effects are written down in its options.
 *
 * It is no language model. It reads what stands in the prompt (instruction, persona, plan, facts, messages, tool results) and
 * draws a reply in due form: an answer of its own is right with probability `chance`; after reading others it takes one of
 * their answers over with probability `follow`. With a calculator at hand it asks it. Shortened texts (`compressed`,
 * `refinement`, summaries) are the answer alone; facts in sight are named in its reasoning, so that they travel with it.
 * Replies depend on the seed of the world, the seed of the request and the prompt alone. One token a character.
 *
 * Assumes: calls with different seeds are independent given the item and what is in the prompt.
 * Errors: throws InputError for an item without wrong answers; a call fails with ModelError `refused` when its prompt is not of
 * the chat dialect or its question is not in the key, and with `context-overflow`.
 * Source: this library's own; for lone calls and votes among them the binomial closed forms of `simulatedModel` hold.
 *
 * @example
 * const key = new Map([["12+30", { answer: "42", wrong: ["41"] }]])
 * // A persona is worth ten points, and nothing else is worth anything.
 * const world = chatWorld({ id: "persona@1", key, seed: 1, chance: ({ persona }) => (persona === undefined ? 0.5 : 0.6) })
 *
 * @category testing
 */
export const chatWorld = (options: ChatWorldOptions): LanguageModel => {
  const { chance, follow, id, key, seed, whom } = options
  const bare = [...key].find(([, { answer, wrong }]) => wrong.length === 0 || wrong.includes(answer))
  if (bare !== undefined) {
    throw new InputError({
      what: `Key of question ${bare[0]}`,
      value: bare[1].wrong.join(", ") || "no wrong answer",
      limit: "requires at least one wrong answer, none of them right",
      advice: "Correct the key of the simulated world."
    })
  }
  const judgement = options.judgement ?? 0.8
  const sure = options.sure ?? { right: 0.8, wrong: 0.2 }
  const filler = ".".repeat(options.filler ?? 16)
  const contextTokens = 8192

  const speak = (prompt: ReadPrompt, item: ChatWorldItem, question: string, dice: Stream): string => {
    const { sections, system, turn, user, variant } = prompt
    const messages = ["Earlier", "Other answers", "Answers"].flatMap((title) => messagesIn(sections.get(title)))
    const shown = [
      ...(sections.has("Your last answer") ? [sections.get("Your last answer") ?? ""] : []),
      ...messages.map(({ answer }) => answer)
    ].filter((answer) => answer === item.answer || item.wrong.includes(answer))
    const facts = knownOf(item, user)
    const persona = /^You are (.+?)\. /.exec(system)?.[1]
    const sight: ChatSight = {
      turn,
      variant,
      ...(persona === undefined ? {} : { persona }),
      plan: sections.has("Plan"),
      named: messages.some(({ named }) => named),
      shown,
      known: item.facts === undefined ? 1 : facts.length / item.facts.length,
      characters: countCharacters(system) + countCharacters(user)
    }
    const wrong = (): string => item.wrong[dice.int(item.wrong.length)] ?? ""
    const own = (): string => (dice.next() < chance(sight) ? item.answer : wrong())
    const answer = (): string => {
      const tool = /→ (\S+)/.exec(sections.get("Tool results") ?? "")?.[1]
      if (tool !== undefined) return tool
      if (turn === "aggregate" && shown.includes(item.answer) && dice.next() < judgement) return item.answer
      if (turn === "aggregate") return plurality(shown, dice) ?? own()
      if (shown.length === 0 || dice.next() >= (follow?.(sight) ?? 0)) return own()
      const way = whom?.(sight) ?? "plurality"
      return (way === "plurality" ? plurality(shown, dice) : shown.at(way === "first" ? 0 : -1)) ?? own()
    }
    const material = sections.get("Material") ?? ""
    switch (turn) {
      case "plan":
        return "1. Go from left to right. 2. Check."
      case "condense":
      case "refine":
        return /Answer: \S+/.exec(material)?.[0] ?? material.slice(0, 40)
      case "criticise": {
        const right = sections.get("Solution")?.includes(`Answer: ${item.answer}`) === true
        return right === dice.next() < judgement ? "Verdict: right" : "Verdict: wrong. The first step fails."
      }
      case "rank": {
        const options = (sections.get("Answers") ?? "").split("\n").map((line) => line.replace(/^\d+\. /, ""))
        const best = options.indexOf(item.answer)
        const order = dice.shuffle(options.map((_, index) => index))
        const first = best >= 0 && dice.next() < judgement ? [best] : []
        return `Ranking: ${[...new Set([...first, ...order])].map((index) => index + 1).join(", ")}`
      }
      case "read":
        return `Note: ${facts.join(" ")}\nAnswer: ${sight.known < 1 ? "unknown" : own()}`
    }
    if (system.includes("calculator: ") && !sections.has("Tool results") && dice.next() < (options.asks ?? 1)) {
      return `Tool: calculator: ${question}`
    }
    const said = answer()
    const confidence = dice.next() < (said === item.answer ? sure.right : sure.wrong) ? 90 : 50
    const reasoning = `${filler}${facts.length === 0 ? "" : `Known: ${facts.join(" ")}.`}`
    if (system.includes("reply with one JSON object")) return JSON.stringify({ reasoning, answer: said, confidence })
    const lines = [
      ...(["direct", "aggregate", "conclude"].includes(turn) ? [] : [reasoning]),
      ...(system.includes('"Confidence: <') ? [`Confidence: ${confidence}`] : []),
      `Answer: ${said}`
    ]
    return lines.join("\n")
  }

  const generate = (request: ModelRequest): Effect.Effect<ModelReply, ModelError> =>
    Effect.suspend(() => {
      const [system, user] = request.prompt.kind === "messages" ? request.prompt.messages : []
      const prompt = system === undefined || user === undefined ? undefined : readPrompt(system.content, user.content)
      const question = prompt?.sections.get("Question")
      const item = question === undefined ? undefined : key.get(question)
      if (prompt === undefined || question === undefined || item === undefined) {
        return Effect.fail(
          refusedCall(id, {
            value: promptText(request.prompt),
            limit: "requires a prompt of the chat dialect with a question of the key",
            advice: "Give the simulated world the key of the task."
          })
        )
      }
      const promptTokens = countCharacters(promptText(request.prompt))
      const room = contextTokens - promptTokens
      if (room < 1) return Effect.fail(contextOverflow(id, promptTokens, contextTokens))
      const rolled = request.temperature === 0 ? "greedy" : request.seed
      const dice = createStream(deriveSeed(seed, "chat-world", rolled, prompt.system, prompt.user))
      const reply = limitReply(speak(prompt, item, question, dice), {
        maxTokens: Math.min(request.maxTokens, room),
        stop: request.stop
      })
      return Effect.succeed({ ...reply, promptTokens, evaluatedTokens: promptTokens + reply.sampledTokens })
    })

  return {
    identity: {
      id: `simulated ${id}`,
      digest: `chat-world@1:${id}:${seed}`,
      parameters: null,
      contextTokens,
      dialect: "chat"
    },
    abilities: { seed: true, abort: true, stop: true, logProbabilities: false, embeddings: false, exactTokens: true },
    countTokens: (prompt) => countCharacters(promptText(prompt)),
    generate
  }
}
