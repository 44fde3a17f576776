import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as SchemaIssue from "effect/SchemaIssue"
import { InputError } from "../errors/InputError.js"
import { joinTables, type ScoreAmount, type ScoreRow, type ScoreTable } from "./ScoreTable.js"

const absent = <S extends Schema.Top>(schema: S) => Schema.optional(Schema.NullOr(schema))

/** What is read of a sample; everything else in the log is passed over. */
const Sample = Schema.Struct({
  id: Schema.Union([Schema.String, Schema.Number]),
  epoch: Schema.Number,
  scores: absent(Schema.Record(Schema.String, Schema.Struct({ value: Schema.Unknown }))),
  /** Present when the sample was halted by an error, or its result was withdrawn. */
  error: absent(Schema.Unknown),
  invalidation: absent(Schema.Unknown),
  model_usage: absent(
    Schema.Record(
      Schema.String,
      Schema.Struct({
        total_tokens: absent(Schema.Number),
        output_tokens: absent(Schema.Number),
        total_cost: absent(Schema.Number)
      })
    )
  ),
  working_time: absent(Schema.Number)
})
type Sample = typeof Sample.Type

const Log = Schema.Struct({
  version: Schema.Literal(2),
  status: Schema.String,
  eval: Schema.Struct({ task: Schema.String }),
  samples: Schema.NonEmptyArray(Sample)
})

const decode = Schema.decodeUnknownResult(Log)
const issuesOf = SchemaIssue.makeFormatterStandardSchemaV1()

const advice = "Give a log written with `--log-format json`, or converted with `inspect log convert --to json`."

/**
 * Reads an evaluation log of inspect_ai in its JSON form: one log is one system, its epochs are seeds.
 *
 * Unit: scores as inspect_ai turns values into numbers: "C" 1, "P" 0.5, "I" and "N" 0, yes/true 1, no/false 0, numbers as they
 * are. Tokens are all that were sent, cached or not, and sampled: summed over the models of a sample.
 * Assumes: format version 2. A sample that ended in an error, was invalidated, or has no score (NaN) has none here: it is no
 * zero. A model that graded counts among the sample's tokens, as inspect_ai counts it.
 * Errors: InputError for text that is no such log, for a log without samples, for several scorers when none is named, and for
 * a value that is no number.
 * Source: `EvalLog` of inspect_ai (src/inspect_ai/log/_log.py) and its `value_to_float`.
 *
 * @category gain
 */
export const parseInspectLog = (
  text: string,
  of: { readonly file: string; readonly system: string; readonly scorer?: string }
): ScoreTable => {
  const { file, system } = of
  const refuse = (value: string, limit: string): never => {
    throw new InputError({ what: "Log of inspect_ai", value, limit, advice })
  }
  const decoded = decode(parse(text) ?? refuse(file, "requires JSON"))
  if (Result.isFailure(decoded)) {
    const [issue] = issuesOf(decoded.failure.issue).issues
    const path = (issue?.path ?? []).map((part) => String(typeof part === "object" ? part.key : part)).join(".")
    const place = path === "" ? file : `${file}, field ${path}`
    return refuse(place, (issue?.message ?? "has another shape").replace(/^Expected/u, "requires"))
  }
  const { samples, status } = decoded.success
  const scorer = of.scorer ?? onlyScorer(samples, (limit) => refuse(file, limit))
  const rows = samples.map((sample, index): ScoreRow => {
    const place = `${file} sample ${index + 1}`
    return {
      system,
      item: String(sample.id),
      seed: String(sample.epoch),
      score: scoreOf(sample, scorer, (value) =>
        refuse(`${place}, scorer "${scorer}": ${JSON.stringify(value)}`, "requires a number, C, P, I, N, yes or no")
      ),
      amounts: amountsOf(sample),
      place
    }
  })
  const unscored = rows.filter(({ score }) => score === null).length
  return joinTables([
    {
      rows,
      notes: [
        ...(status === "success" ? [] : [`${file}: its status is ${status}, not success`]),
        ...(unscored === 0 ? [] : [`${file}: ${unscored} of ${rows.length} samples have no score`])
      ]
    }
  ])
}

// Python writes NaN and Infinity, which JSON does not have.
const parse = (text: string): unknown => {
  const clean = text.replace(/^\uFEFF/u, "")
  for (const version of [clean, clean.replace(/([:[,]\s*)-?(?:NaN|Infinity)(?=\s*[,}\]])/gu, "$1null")]) {
    try {
      return JSON.parse(version)
    } catch {}
  }
  return undefined
}

const onlyScorer = (samples: ReadonlyArray<Sample>, refuse: (limit: string) => never): string => {
  const names = [...new Set(samples.flatMap((sample) => Object.keys(sample.scores ?? {})))]
  const [name] = names
  if (name === undefined) return refuse("requires at least one scored sample")
  return names.length === 1 ? name : refuse(`has several scorers: name one of ${names.join(", ")}`)
}

const letters: Readonly<Record<string, number>> = { C: 1, P: 0.5, I: 0, N: 0 }
const words: Readonly<Record<string, number>> = { yes: 1, true: 1, no: 0, false: 0 }

const scoreOf = (sample: Sample, scorer: string, refuse: (value: unknown) => never): number | null => {
  const value = sample.scores?.[scorer]?.value ?? null
  if (value === null || (sample.error ?? sample.invalidation ?? null) !== null) return null
  if (typeof value === "number") return value
  if (typeof value === "boolean") return value ? 1 : 0
  if (typeof value !== "string") return refuse(value)
  const known = letters[value] ?? words[value.toLowerCase()]
  if (known !== undefined) return known
  const number = value.trim() === "" ? Number.NaN : Number(value)
  return Number.isFinite(number) ? number : refuse(value)
}

const amountsOf = (sample: Sample): ScoreRow["amounts"] => {
  const usage = Object.values(sample.model_usage ?? {})
  /** Sum over models; unknown where there is none or one does not say. */
  const sum = (of: (one: (typeof usage)[number]) => number | null | undefined): number | null => {
    let total = 0
    for (const one of usage) {
      const amount = of(one) ?? null
      if (amount === null) return null
      total += amount
    }
    return usage.length === 0 ? null : total
  }
  const tokens = sum((one) => one.total_tokens)
  const sampledTokens = sum((one) => one.output_tokens)
  const amounts: ReadonlyArray<readonly [ScoreAmount, number | null]> = [
    ["tokens", tokens],
    ["sampledTokens", sampledTokens],
    ["promptTokens", tokens === null || sampledTokens === null ? null : tokens - sampledTokens],
    ["cost", sum((one) => one.total_cost)],
    ["seconds", sample.working_time ?? null]
  ]
  return Object.fromEntries(amounts.filter(([, amount]) => amount !== null))
}
