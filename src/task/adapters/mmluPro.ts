import * as Schema from "effect/Schema"
import { defineAdapter, idOf } from "./DatasetAdapter.js"
import { guessRateOfOptions, optionLetter, withOptions } from "./multipleChoice.js"

const record = Schema.Struct({
  question_id: Schema.optionalKey(Schema.Union([Schema.Number, Schema.NonEmptyString])),
  question: Schema.NonEmptyString,
  options: Schema.Array(Schema.String),
  /** The letter of the right option. */
  answer: Schema.String,
  answer_index: Schema.Number,
  category: Schema.optionalKey(Schema.String),
  src: Schema.optionalKey(Schema.String)
})

/** Questions of 14 fields with up to ten options. */
export const mmluPro = defineAdapter({
  id: "mmlu-pro",
  source: "Wang et al. 2024, arXiv 2406.01574",
  repository: "TIGER-Lab/MMLU-Pro",
  files: { test: "data/test-00000-of-00001.parquet", validation: "data/validation-00000-of-00001.parquet" },
  split: "test",
  grader: { kind: "choice" },
  instruction: "Choose the one right option. The answer is its letter.",
  guessRate: guessRateOfOptions,
  context: { informationSplit: "none", decomposability: "none", verifiability: "hard", toolNeed: "none" },
  record,
  read: ({ question_id, question, options: all, answer, answer_index, category, src }, place) => {
    // Questions with fewer options are filled up.
    const options = all.slice(0, all.findLastIndex((option) => option.trim() !== "N/A") + 1)
    if (options.length < 2) return { field: "options", limit: "requires at least 2 options" }
    if (optionLetter(answer_index) !== answer.trim() || options[answer_index] === undefined) {
      return {
        field: "answer",
        limit: `requires the letter of option answer_index, ${answer_index} of ${options.length}`
      }
    }
    return {
      id: question_id === undefined ? idOf("mmlu-pro", place) : `mmlu-pro-${question_id}`,
      question: withOptions(question, options),
      answer: answer.trim(),
      traits: {
        options: options.length,
        ...(category === undefined ? {} : { category }),
        ...(src === undefined ? {} : { source: src })
      }
    }
  }
})
