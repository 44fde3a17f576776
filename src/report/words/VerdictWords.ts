import type { Tone } from "./Tone.js"

/** A verdict in plain words, in the parts that a page sets apart. */
export interface VerdictWords {
  /** Which system on which family. */
  readonly subject: string
  /** The verdict in one clause, without a capital and without a full stop. */
  readonly headline: string
  /** Whole sentences: the numbers, what they mean, what they leave open. */
  readonly body: string
  readonly label: string
  readonly tone: Tone
}
