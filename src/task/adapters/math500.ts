import * as Schema from "effect/Schema"
import { boxed } from "../math/cleanMath.js"
import { defineAdapter, idOf } from "./DatasetAdapter.js"

const record = Schema.Struct({
  problem: Schema.NonEmptyString,
  /** Worked solution; the answer is in its last box. */
  solution: Schema.optionalKey(Schema.String),
  answer: Schema.optionalKey(Schema.String),
  subject: Schema.optionalKey(Schema.String),
  /** The whole of MATH calls the subject so. */
  type: Schema.optionalKey(Schema.String),
  /** 1 to 5, or `Level 1` to `Level 5`. */
  level: Schema.optionalKey(Schema.Union([Schema.Number, Schema.String])),
  unique_id: Schema.optionalKey(Schema.Union([Schema.NonEmptyString, Schema.Number]))
})

/** Words that stand behind numbers in the keys or in answers and change nothing there. */
const units = [
  ...["units", "unit", "square units", "square unit", "cubic units", "cubic unit"],
  ...["cm", "centimeters", "centimeter", "mm", "meters", "meter", "km", "kilometers", "kilometer"],
  ...["square cm", "square centimeters", "square meters", "cubic centimeters", "cubic meters"],
  ...["inches", "inch", "feet", "foot", "ft", "yards", "yard", "miles", "mile", "square inches", "square feet"],
  ...["cubic inches", "cubic feet", "mph", "miles per hour", "feet per second", "meters per second"],
  ...["seconds", "second", "minutes", "minute", "hours", "hour", "days", "day", "weeks", "week", "years", "year"],
  ...["dollars", "dollar", "cents", "cent", "grams", "gram", "kg", "kilograms", "pounds", "pound", "ounces", "ounce"],
  ...["gallons", "gallon", "liters", "liter", "radians", "radian", "ways", "people", "students"]
]

/** Competition problems with a short final answer in LaTeX; reads the records of MATH as well. */
export const math500 = defineAdapter({
  id: "math-500",
  source: "Hendrycks et al. 2021, arXiv 2103.03874; the 500 problems of Lightman et al. 2023, arXiv 2305.20050",
  repository: "HuggingFaceH4/MATH-500",
  files: { test: "test.jsonl" },
  split: "test",
  grader: { kind: "math", units },
  instruction: "Solve the problem. The answer is the final expression alone, in LaTeX, without a unit.",
  context: { informationSplit: "none", decomposability: "sequential", verifiability: "hard", toolNeed: "helpful" },
  record,
  read: ({ problem, solution, answer, subject, type, level, unique_id }, place) => {
    const key = answer ?? boxed(solution ?? "")
    if (key === undefined || key.trim() === "") {
      return { field: "answer", limit: "requires a final answer, here or boxed in the solution" }
    }
    const field = subject ?? type
    const step = typeof level === "number" ? level : Number(/\d+/u.exec(level ?? "")?.[0] ?? Number.NaN)
    return {
      id: unique_id === undefined ? idOf("math-500", place) : String(unique_id),
      question: problem.trim(),
      answer: key.trim(),
      traits: { ...(field === undefined ? {} : { subject: field }), ...(Number.isNaN(step) ? {} : { level: step }) }
    }
  }
})
