import * as Data from "effect/Data"
import { sentence } from "./sentence.js"

/**
 * A cap of the whole run leaves no room for the next call. The run stops, everything settled is in the ledger, and it can
 * be resumed with a higher limit. The command line exits with 3.
 *
 * @category errors
 */
export class RunLimitReached extends Data.TaggedError("RunLimitReached")<{
  /** What the run had used by then. */
  readonly usage: {
    readonly calls: number
    readonly promptTokens: number | null
    readonly sampledTokens: number | null
  }
}> {
  override get message(): string {
    return sentence({
      what: "Limit of the run",
      value: `${this.usage.calls} calls, ${String(this.usage.promptTokens)} + ${String(this.usage.sampledTokens)} tokens used`,
      limit: "the next call would cross it",
      advice: "Resume the folder with a higher limit."
    })
  }
}
