import * as Data from "effect/Data"
import { sentence } from "./sentence.js"

/**
 * The next call does not fit into what is left of a trial's budget, so it was not sent.
 *
 * Not a failure of the trial: the runtime aggregates the answers at hand. `dimension` names the cap that binds,
 * `needed` and `left` are in its unit.
 *
 * @category errors
 */
export class BudgetExhausted extends Data.TaggedError("BudgetExhausted")<{
  readonly dimension: string
  readonly needed: number
  readonly left: number
}> {
  override get message(): string {
    return sentence({
      what: "Budget exhausted",
      value: `the next call needs ${this.needed} ${this.dimension}`,
      limit: `${this.left} are left`,
      advice: "Raise the budget of the study, or shorten the blueprint's replies."
    })
  }
}
