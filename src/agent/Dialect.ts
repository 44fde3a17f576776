import type { Blueprint } from "../blueprint/Blueprint.js"
import type { Prompt } from "../model/LanguageModel.js"
import type { Reading, Turn } from "./Turn.js"

/** How messages of other agents are shown. */
export type Shown = "full" | "conclusion" | "confidence"

/** Choices of a blueprint that change how any of its turns is worded. */
export interface Wording {
  readonly shown: Shown
  readonly anonymous: boolean
  readonly variant: 0 | 1 | 2
  /** The task's own instruction. */
  readonly instruction: string | undefined
}

/**
 * How a turn becomes a prompt and a reply is read back, for one kind of model.
 *
 * The same blueprint speaks to different models through different dialects. A dialect knows nothing of budgets, topology or
 * the answer key; its version changes with every change of its words.
 */
export interface Dialect {
  readonly id: "compact" | "chat"
  readonly version: number
  readonly prompt: (turn: Turn, wording: Wording) => Prompt
  readonly read: (turn: Turn, text: string) => Reading
  /** Strings that end a reply. */
  readonly stop: ReadonlyArray<string>
  /** Most tokens that a reply needs; the default reply limit. */
  readonly replyTokens: (turn: Turn) => number
  /** A part of the blueprint that the dialect has no words for; `undefined` when it can say all of it. */
  readonly lacks: (blueprint: Blueprint) => string | undefined
  /** JSON schema that a structured reply to this turn must meet, its texts so bounded that it mostly fits into so many tokens. */
  readonly schema: (turn: Turn, tokens: number) => Readonly<Record<string, unknown>> | undefined
}
