import * as Schema from "effect/Schema"
import { defineAdapter } from "./DatasetAdapter.js"

const record = Schema.Struct({
  id: Schema.NonEmptyString,
  question: Schema.NonEmptyString,
  answer: Schema.String,
  answer_aliases: Schema.optionalKey(Schema.Array(Schema.String)),
  answerable: Schema.optionalKey(Schema.Boolean),
  paragraphs: Schema.NonEmptyArray(
    Schema.Struct({
      title: Schema.String,
      paragraph_text: Schema.String,
      is_supporting: Schema.optionalKey(Schema.Boolean)
    })
  ),
  /** Single-hop questions; `#1` in one stands for the answer to the first. */
  question_decomposition: Schema.optionalKey(Schema.Array(Schema.Struct({ question: Schema.String })))
})

/** How many steps each step of a decomposition waits for, itself included. */
const depthsOf = (steps: ReadonlyArray<{ readonly question: string }>): ReadonlyArray<number> => {
  const depths: Array<number> = []
  for (const { question } of steps) {
    const earlier = [...question.matchAll(/#(\d+)/gu)].map((match) => depths[Number(match[1]) - 1] ?? 0)
    depths.push(1 + Math.max(0, ...earlier))
  }
  return depths
}

/** Questions of two to four hops over twenty paragraphs; the files with answerable questions only (`musique_ans`). */
export const musique = defineAdapter({
  id: "musique",
  source: "Trivedi et al. 2022, TACL 10, arXiv 2108.00573",
  repository: "dgslibisey/MuSiQue",
  files: { validation: "musique_ans_v1.0_dev.jsonl", train: "musique_ans_v1.0_train.jsonl" },
  split: "validation",
  grader: { kind: "token-f1" },
  instruction: "Answer from the facts in as few words as possible, such as a name or a date.",
  context: { informationSplit: "scattered", verifiability: "easier", toolNeed: "none" },
  record,
  read: ({ id, question, answer, answer_aliases, answerable, paragraphs, question_decomposition }) => {
    if (answerable === false) {
      return { field: "answerable", limit: "requires questions that can be answered, as in the files musique_ans" }
    }
    const aliases = (answer_aliases ?? []).map((alias) => alias.trim()).filter((alias) => alias !== "")
    const steps = question_decomposition ?? []
    const depths = depthsOf(steps)
    const supporting = paragraphs.flatMap((one, index) => (one.is_supporting === true ? [index + 1] : []))
    return {
      id,
      question: question.trim(),
      answer: answer.trim(),
      ...(aliases.length === 0 ? {} : { answers: aliases }),
      facts: paragraphs.map(({ title, paragraph_text }) => `${title}: ${paragraph_text.trim()}`),
      traits: {
        /** Positions of the facts that are needed, from 1. */
        supporting: supporting.join(" "),
        ...(steps.length === 0 ? {} : { hops: steps.length })
      },
      ...(steps.length === 0
        ? {}
        : {
            context: {
              horizon: Math.max(...depths),
              decomposability: depths.slice(1).includes(1) ? ("parallel" as const) : ("sequential" as const)
            }
          })
    }
  }
})
