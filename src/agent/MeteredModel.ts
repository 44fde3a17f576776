import type { ModelAbilities, ModelIdentity, ModelReply, Prompt } from "../model/LanguageModel.js"
import type { ChatInput } from "../model/promptFor.js"

/** What one call of a {@link MeteredModel} may ask for. Temperature is not among it: the agent declares it. */
export interface CallOptions {
  /** Most tokens of the reply; shrinks to what the budget has left. Default: the agent's `replyTokens`, else 256. */
  readonly maxTokens?: number
  /** Default: none. */
  readonly stop?: ReadonlyArray<string>
  /** JSON schema that the reply must meet; only where the model's abilities say `grammar`. */
  readonly schema?: Readonly<Record<string, unknown>>
  /** Gives the wait up. A call that was sent is carried to its end and paid for: what half a call costs is not known. */
  readonly signal?: AbortSignal
}

/**
 * The chat model that one agent of a foreign system is handed. Every call is reserved in the trial's budget, settled, and
 * written to the ledger under the agent's name.
 */
export interface MeteredModel {
  /** Id of the agent. */
  readonly agent: string
  /** Facts that this agent may see, in reading order. */
  readonly facts: ReadonlyArray<string>
  /** The same facts in the portions that one call may carry. */
  readonly windows: ReadonlyArray<ReadonlyArray<string>>
  readonly identity: ModelIdentity
  readonly abilities: ModelAbilities
  readonly countTokens: (prompt: Prompt) => number
  /**
   * One call. Calls made at the same time are reserved together, and near the end of the budget their reply limits shrink
   * alike.
   *
   * Errors: rejects with BudgetExhausted when the budget cannot carry the call, and again at every further call that it cannot
   * carry; ModelError `context-overflow` when the prompt does not fit into the model; SystemError for a call that no model
   * could serve, or after the trial has ended. After an outage every call rejects and the trial counts as missing, whatever
   * the code makes of it.
   */
  readonly chat: (input: ChatInput, options?: CallOptions) => Promise<ModelReply>
}
