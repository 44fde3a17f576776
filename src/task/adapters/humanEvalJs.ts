import * as Schema from "effect/Schema"
import type { UnitTestsKey } from "../graders/unitTests.js"
import { defineAdapter } from "./DatasetAdapter.js"

/** As in HumanEval-X: tests are calls of `console.assert`. */
const ofHumanEvalX = Schema.Struct({
  task_id: Schema.NonEmptyString,
  prompt: Schema.NonEmptyString,
  test: Schema.NonEmptyString
})

/** As in MultiPL-E: tests use `node:assert`. */
const ofMultiPlE = Schema.Struct({
  name: Schema.NonEmptyString,
  language: Schema.Literal("js"),
  prompt: Schema.NonEmptyString,
  tests: Schema.NonEmptyString
})

const declaration = /^(?:const|let|var)\s+([\w$]+)\s*=|^(?:async\s+)?function\s*\*?\s*([\w$]+)/gmu

/**
 * The tasks of HumanEval in JavaScript, from the files of HumanEval-X or of MultiPL-E (`humaneval-js`).
 *
 * One task of HumanEval-X needs the package js-md5, which the sandbox has not: it is always failed.
 */
export const humanEvalJs = defineAdapter({
  id: "humaneval-js",
  source: "Zheng et al. 2023, arXiv 2303.17568; Cassano et al. 2022, arXiv 2208.08227",
  repository: "THUDM/humaneval-x",
  files: { test: "data/js/data/humaneval.jsonl" },
  split: "test",
  grader: { kind: "unit-tests", language: "javascript" },
  instruction:
    "Write the complete JavaScript function, without a library. The answer is its code on a single line: no line break, no comment, every statement ended by a semicolon.",
  context: { informationSplit: "none", decomposability: "none", verifiability: "mechanical", toolNeed: "helpful" },
  record: Schema.Union([ofHumanEvalX, ofMultiPlE]),
  read: (record) => {
    const { prompt } = record
    // The prompt ends in the head of the function that is asked for; what stands before it are helpers and comments.
    const head = [...prompt.matchAll(declaration)].at(-1)
    const entryPoint = head?.[1] ?? head?.[2]
    if (head === undefined || entryPoint === undefined) {
      return { field: "prompt", limit: "requires the head of a JavaScript function" }
    }
    const key: UnitTestsKey = {
      tests: "test" in record ? record.test : record.tests,
      entryPoint,
      before: prompt.slice(0, head.index),
      head: prompt.slice(head.index)
    }
    return {
      id: "task_id" in record ? record.task_id : record.name,
      question: prompt.trim(),
      answer: JSON.stringify(key),
      traits: { entryPoint }
    }
  }
})
