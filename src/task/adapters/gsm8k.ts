import * as Schema from "effect/Schema"
import { defineAdapter, idOf } from "./DatasetAdapter.js"

const record = Schema.Struct({
  question: Schema.NonEmptyString,
  /** Worked solution; calculations are marked `<<…>>`, the result follows `####`. */
  answer: Schema.NonEmptyString
})

/** Grade-school word problems with a whole number as answer. */
export const gsm8k = defineAdapter({
  id: "gsm8k",
  source: "Cobbe et al. 2021, arXiv 2110.14168",
  repository: "openai/gsm8k",
  files: { test: "main/test-00000-of-00001.parquet", train: "main/train-00000-of-00001.parquet" },
  split: "test",
  grader: { kind: "numeric" },
  instruction: "Solve the word problem. The answer is one number, without a unit.",
  context: { informationSplit: "none", decomposability: "sequential", verifiability: "hard", toolNeed: "helpful" },
  record,
  read: ({ question, answer }, place) => {
    const result = /####\s*(\S.*?)\s*$/u.exec(answer)?.[1]
    if (result === undefined) return { field: "answer", limit: "requires a result after ####" }
    const steps = answer.match(/<<[^<>]*>>/gu)?.length ?? 0
    return {
      id: idOf("gsm8k", place),
      question: question.trim(),
      answer: result.replaceAll(",", ""),
      traits: { steps },
      ...(steps === 0 ? {} : { context: { horizon: steps } })
    }
  }
})
