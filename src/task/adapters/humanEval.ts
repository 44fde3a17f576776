import * as Schema from "effect/Schema"
import type { UnitTestsKey } from "../graders/unitTests.js"
import { defineAdapter } from "./DatasetAdapter.js"

const record = Schema.Struct({
  task_id: Schema.NonEmptyString,
  /** Signature and docstring. */
  prompt: Schema.NonEmptyString,
  /** Defines `check(candidate)`. */
  test: Schema.NonEmptyString,
  entry_point: Schema.NonEmptyString
})

/**
 * Python functions to complete, with their tests in the key.
 *
 * The tests are not run here: `unit-tests` refuses Python. Grade by a function of your own, which runs the key's `before`,
 * the answer and the key's `tests` in a container, or use `humaneval-js`.
 */
export const humanEval = defineAdapter({
  id: "humaneval",
  source: "Chen et al. 2021, arXiv 2107.03374",
  repository: "openai/openai_humaneval",
  files: { test: "openai_humaneval/test-00000-of-00001.parquet" },
  split: "test",
  grader: { kind: "unit-tests", language: "python" },
  instruction: "Write the complete Python function, with its imports.",
  context: { informationSplit: "none", decomposability: "none", verifiability: "mechanical", toolNeed: "helpful" },
  record,
  read: ({ task_id, prompt, test, entry_point }) => {
    const key: UnitTestsKey = { tests: `${test}\n\ncheck(${entry_point})\n`, entryPoint: entry_point, before: prompt }
    return { id: task_id, question: prompt.trim(), answer: JSON.stringify(key), traits: { entryPoint: entry_point } }
  }
})
