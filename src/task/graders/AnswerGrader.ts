import type * as Effect from "effect/Effect"
import type { InputError } from "../../errors/InputError.js"
import type { Grader, GraderOf } from "../Grader.js"

/** What a built-in grader of one kind does. */
export interface AnswerGrader<K extends Grader["kind"]> {
  /** What the grader requires of a key, when this key does not meet it; `undefined` when it does. */
  readonly refuses: (key: string) => string | undefined
  /** The score of an answer against a key that is not refused. An answer that cannot be read scores 0. */
  readonly score: (grader: GraderOf<K>, answer: string, key: string) => number | Effect.Effect<number, InputError>
}
