import type { Grader } from "../../task/Grader.js"
import type { Item } from "../../task/Item.js"

/**
 * The right answer of a problem that the Coach wrote, where a program can tell: `{ answer: null }` for one that has none,
 * `null` where it does not know. For audit, for the control that is paid by the truth, and for the guard; the loop itself
 * learns nothing from it.
 */
export type Auditor = (problem: string) => { readonly answer: string | null } | null

/** The items of a Coach–Player run; no item is in two uses. */
export interface CpmobiusItems {
  readonly grader: Grader
  /** What a chat model must be told to understand a question. */
  readonly instruction?: string
  /** Items that Δ is measured on: the gold labels that the loop does see. */
  readonly probe: ReadonlyArray<Item>
  /** Held-out items like those of the probe. */
  readonly held: ReadonlyArray<Item>
  /** Held-out items unlike those of the probe. */
  readonly outOfDistribution: ReadonlyArray<Item>
  /** Problems that the Coach imitates in its warm-up. */
  readonly warmUp: ReadonlyArray<string>
  readonly auditor?: Auditor
}
