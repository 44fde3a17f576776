import type { ModelIdentity, Prompt } from "../../model/LanguageModel.js"
import type { Item } from "../../task/Item.js"
import type { CpmobiusConfig } from "./CpmobiusConfig.js"

/** What the Coach may be told of the Player; which part of it the configuration decides. */
export interface PlayerReport {
  /** Of the last probe, 0 to 1. */
  readonly accuracy: number
  /** The same by topic, in the order of the topics' names. */
  readonly topics: ReadonlyArray<{ readonly topic: string; readonly accuracy: number }>
  /** Probe questions that the Player failed, with what it answered. */
  readonly failed: ReadonlyArray<{ readonly question: string; readonly answer: string | null }>
}

/** Failed attempts that are shown at most. */
const mostFailed = 8

/** Topic of an item: its trait `topic`, else its trait `level`, else "all". */
export const topicOf = (item: Item): string => String(item.traits?.topic ?? item.traits?.level ?? "all")

const percent = (share: number): string => String(Math.round(100 * share))

const seen = (sees: CpmobiusConfig["coachSees"], report: PlayerReport | null): ReadonlyArray<string> => {
  if (report === null) return []
  switch (sees) {
    case "nothing":
      return []
    case "accuracy":
      return [`accuracy ${percent(report.accuracy)}`]
    case "topic-accuracy":
      return report.topics.map(({ topic, accuracy }) => `topic ${topic} accuracy ${percent(accuracy)}`)
    case "failed-attempts":
      return report.failed.slice(0, mostFailed).map(({ question, answer }) => `failed ${question} = ${answer ?? "?"}`)
  }
}

/** The Coach's words for a chat model. */
const chatInstruction =
  "Write one new mathematics problem with a single, checkable final answer. Make it hard enough that a student sometimes fails, and complete: nothing may be missing that is needed to solve it. Write the problem only, no solution."

/**
 * The Coach's prompt: the same at every step, unless it sees something of the Player.
 *
 * Compact: `K`, the instruction, and each thing seen after a `P`. Chat: the instruction as the user's turn.
 */
export const coachPrompt = (of: {
  readonly dialect: ModelIdentity["dialect"]
  readonly instruction: string | null
  readonly sees: CpmobiusConfig["coachSees"]
  readonly report: PlayerReport | null
}): Prompt => {
  const lines = seen(of.sees, of.report)
  if (of.dialect === "compact") {
    return { kind: "text", text: `K${of.instruction ?? ""}${lines.map((line) => `P${line}`).join("")}` }
  }
  const told =
    lines.length === 0 ? "" : `\n\nWhat is known of the student:\n${lines.map((line) => `- ${line}`).join("\n")}`
  return { kind: "messages", messages: [{ role: "user", content: `${of.instruction ?? chatInstruction}${told}` }] }
}

/**
 * The problem in a Coach's reply; `null` when it is none. Compact: what follows `Q`, without other role symbols. Chat: the whole
 * text, as the released code takes it. A reply that was cut is no problem.
 */
export const readProblem = (
  dialect: ModelIdentity["dialect"],
  reply: { readonly text: string; readonly finish: "stop" | "length" }
): string | null => {
  if (reply.finish === "length") return null
  if (dialect === "compact") return /^Q([^A-Z\n]+)$/u.exec(reply.text)?.[1] ?? null
  const text = reply.text.trim()
  return text === "" ? null : text
}

/** The Coach's reply from which {@link readProblem} reads this problem: what warm-up imitates. */
export const problemReply = (dialect: ModelIdentity["dialect"], problem: string): string =>
  dialect === "compact" ? `Q${problem}` : problem
