import * as Schema from "effect/Schema"
import { createStream } from "../../stats/createStream.js"
import { deriveSeed } from "../../stats/deriveSeed.js"
import { defineAdapter, idOf } from "./DatasetAdapter.js"
import { guessRateOfOptions, optionLetter, withOptions } from "./multipleChoice.js"

const record = Schema.Struct({
  Question: Schema.NonEmptyString,
  "Correct Answer": Schema.NonEmptyString,
  "Incorrect Answer 1": Schema.NonEmptyString,
  "Incorrect Answer 2": Schema.NonEmptyString,
  "Incorrect Answer 3": Schema.NonEmptyString,
  "Record ID": Schema.optionalKey(Schema.String),
  "High-level domain": Schema.optionalKey(Schema.String),
  Subdomain: Schema.optionalKey(Schema.String)
})

/**
 * Graduate-level science questions with four options, whose order is drawn from the seed and the record alone.
 *
 * The file is given out only to people who accepted its terms: fetch it yourself and give its path.
 */
export const gpqa = defineAdapter({
  id: "gpqa",
  source: "Rein et al. 2023, arXiv 2311.12022",
  repository: "Idavidrein/gpqa",
  files: { diamond: "gpqa_diamond.csv", main: "gpqa_main.csv", extended: "gpqa_extended.csv" },
  split: "diamond",
  grader: { kind: "choice" },
  instruction: "Choose the one right option. The answer is its letter.",
  guessRate: guessRateOfOptions,
  context: { informationSplit: "none", decomposability: "none", verifiability: "hard", toolNeed: "helpful" },
  record,
  read: (fields, place) => {
    const given = fields["Record ID"]?.trim()
    const id = given === undefined || given === "" ? idOf("gpqa", place) : given
    const right = fields["Correct Answer"]
    const wrong = [fields["Incorrect Answer 1"], fields["Incorrect Answer 2"], fields["Incorrect Answer 3"]]
    const order = createStream(deriveSeed(place.seed, "gpqa", id)).shuffle([0, 1, 2, 3])
    const options = order.map((position) => [right, ...wrong][position] ?? "")
    const [domain, subdomain] = [fields["High-level domain"], fields.Subdomain]
    return {
      id,
      question: withOptions(fields.Question, options),
      answer: optionLetter(order.indexOf(0)),
      traits: {
        options: options.length,
        ...(domain === undefined ? {} : { domain }),
        ...(subdomain === undefined ? {} : { subdomain })
      }
    }
  }
})
