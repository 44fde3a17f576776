import * as Schema from "effect/Schema"
import { defineAdapter, idOf } from "./DatasetAdapter.js"

const Texts = Schema.Array(Schema.String)

/** As in the authors' JSON, pairs; as in the Parquet files, columns. */
const record = Schema.Struct({
  _id: Schema.optionalKey(Schema.NonEmptyString),
  id: Schema.optionalKey(Schema.NonEmptyString),
  question: Schema.NonEmptyString,
  answer: Schema.String,
  type: Schema.optionalKey(Schema.String),
  level: Schema.optionalKey(Schema.String),
  supporting_facts: Schema.Union([
    Schema.Array(Schema.Tuple([Schema.String, Schema.Number])),
    Schema.Struct({ title: Texts, sent_id: Schema.Array(Schema.Number) })
  ]),
  context: Schema.Union([
    Schema.Array(Schema.Tuple([Schema.String, Texts])),
    Schema.Struct({ title: Texts, sentences: Schema.Array(Texts) })
  ])
})

const isColumns = <A extends object>(value: A | ReadonlyArray<unknown>): value is A => !Array.isArray(value)

/** Questions over ten paragraphs, of which two are needed (distractor setting). */
export const hotpotQa = defineAdapter({
  id: "hotpotqa",
  source: "Yang et al. 2018, arXiv 1809.09600",
  repository: "hotpotqa/hotpot_qa",
  files: { validation: "distractor/validation-00000-of-00001.parquet" },
  split: "validation",
  grader: { kind: "token-f1" },
  instruction: "Answer from the facts in as few words as possible, such as a name, a date, yes or no.",
  context: { informationSplit: "scattered", verifiability: "easier", toolNeed: "none" },
  record,
  read: ({ _id, id, question, answer, type, level, supporting_facts, context }, place) => {
    const titles = isColumns(context) ? context.title : context.map(([title]) => title)
    const sentences = isColumns(context) ? context.sentences : context.map(([, texts]) => texts)
    if (titles.length === 0 || titles.length !== sentences.length) {
      return { field: "context", limit: "requires one list of sentences for every title" }
    }
    const needed = new Set(
      isColumns(supporting_facts) ? supporting_facts.title : supporting_facts.map(([title]) => title)
    )
    const supporting = titles.flatMap((title, index) => (needed.has(title) ? [index + 1] : []))
    return {
      id: _id ?? id ?? idOf("hotpotqa", place),
      question: question.trim(),
      answer: answer.trim(),
      facts: titles.map((title, index) => `${title}: ${(sentences[index] ?? []).join("").trim()}`),
      traits: {
        /** Positions of the facts that are needed, from 1. */
        supporting: supporting.join(" "),
        ...(type === undefined ? {} : { type }),
        ...(level === undefined ? {} : { level })
      },
      context: {
        ...(type === "bridge" ? { decomposability: "sequential" as const } : {}),
        ...(type === "comparison" ? { decomposability: "parallel" as const } : {}),
        ...(supporting.length === 0 ? {} : { horizon: supporting.length })
      }
    }
  }
})
