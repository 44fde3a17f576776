import type { MessageForm } from "../blueprint/MessageForm.js"
import type { Prompt } from "../model/LanguageModel.js"
import type { Reading, Turn, TurnKind } from "./Turn.js"

/**
 * How a turn becomes a prompt and a reply is read back, for one kind of model.
 *
 * The same blueprint speaks to different models through different dialects. A dialect knows nothing of budgets, topology or
 * the answer key; its version changes with every change of its words.
 */
export interface Dialect {
  readonly id: "compact" | "chat"
  readonly version: number
  readonly prompt: (turn: Turn, form: MessageForm, instruction: string | undefined) => Prompt
  readonly read: (turn: Turn, text: string) => Reading
  /** Strings that end a reply. */
  readonly stop: ReadonlyArray<string>
  /** Most tokens that a reply needs; the default reply limit. */
  readonly replyTokens: (kind: TurnKind) => number
}
