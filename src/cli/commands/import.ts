import { type Command, InvalidArgumentError } from "commander"
import * as Effect from "effect/Effect"
import { InputError } from "../../errors/InputError.js"
import { gainOfScores, type ImportedGain } from "../../gain/gainOfScores.js"
import { importScoresEffect } from "../../gain/importScores.js"
import { type ScoreAmount, scoreAmounts } from "../../gain/ScoreTable.js"
import { type Terminal, toExitCode } from "../execute.js"
import { exitCodes } from "../exitCode.js"
import { gainText } from "../gainText.js"

interface Flags {
  readonly team: string
  readonly single: ReadonlyArray<string>
  readonly dimension?: ScoreAmount
  readonly range?: readonly [number, number] | "unbounded"
  readonly scorer?: string
  readonly level?: number
  readonly json?: boolean
}

const rangeOf = (text: string): readonly [number, number] | "unbounded" => {
  if (text === "unbounded") return text
  const [low, high, ...rest] = text.split(",").map(Number)
  if (low === undefined || high === undefined || rest.length > 0 || !(low < high)) {
    throw new InvalidArgumentError("Must be worst,best such as 0,100, or unbounded.")
  }
  return [low, high]
}

const levelOf = (text: string): number => {
  const value = Number(text)
  if (!(value > 0.5 && value < 1)) throw new InvalidArgumentError("Must be above 0.5 and below 1.")
  return value
}

const dimensionOf = (text: string): ScoreAmount => {
  const name = scoreAmounts.find((one) => one === text)
  if (name === undefined) throw new InvalidArgumentError(`Must be one of ${scoreAmounts.join(", ")}.`)
  return name
}

const importText = (result: ImportedGain): string => {
  const { budget, missingBounds } = result
  const costs = budget.team === null || budget.single === null ? "" : `: team ${budget.team}, single ${budget.single}`
  const bound = (value: number | null | undefined): string => (value == null ? "∞" : value.toFixed(3))
  const [body] = gainText(result).split("\n\nFrom scores alone")
  return [
    body,
    `budget    ${budget.matched ? "matched" : "not matched"}, ${budget.dimension ?? "cost unknown"}${costs}`,
    ...(result.kind === "ratio" ? ["kind      a ratio of scores: no gain is claimed without matched budgets"] : []),
    ...(result.missing === 0
      ? []
      : [
          `missing   ${result.missing} items` +
            (missingBounds === undefined
              ? ""
              : `; with them the ratio lies in [${bound(missingBounds.lower)}, ${bound(missingBounds.upper)}]`)
        ]),
    ""
  ].join("\n")
}

const run = Effect.fnUntraced(function* (
  paths: ReadonlyArray<string>,
  flags: Flags
): Effect.fn.Return<ImportedGain, InputError> {
  const { team, single, dimension, range, scorer, level } = flags
  const table = yield* importScoresEffect(paths, scorer === undefined ? {} : { scorer })
  return yield* Effect.try({
    try: () =>
      gainOfScores(table, {
        team,
        single,
        ...(dimension === undefined ? {} : { dimension }),
        ...(range === undefined ? {} : { range }),
        ...(level === undefined ? {} : { level })
      }),
    catch: (cause) => {
      if (cause instanceof InputError) return cause
      const advice = "Report this as a defect."
      return new InputError({ what: "Scores", value: String(cause), limit: "cannot be used", advice })
    }
  })
})

/** `gain import <files...>` */
export const addImport = (program: Command, terminal: Terminal, setCode: (code: number) => void): void => {
  const collect = (name: string, before: ReadonlyArray<string> | undefined) => [...(before ?? []), name]
  program
    .command("import")
    .description("estimate Γ from results of other programs: score tables, logs of inspect_ai")
    .argument(
      "<files...>",
      "tables (.csv, .tsv, .jsonl: system, item, seed, score, tokens …) or logs of inspect_ai (.json)"
    )
    .requiredOption("--team <name>", "the system under test; a log of inspect_ai is named after its file")
    .requiredOption("--single <name>", "a single-agent system; give several times where several compete", collect)
    .option("--dimension <name>", `what budgets are compared in: ${scoreAmounts.join(", ")}`, dimensionOf)
    .option("--range <worst,best>", "range of the scores, its lower end a true zero (default: 0,1)", rangeOf)
    .option("--scorer <name>", "scorer of a log of inspect_ai that has several")
    .option("--level <share>", "confidence level (default: 0.95)", levelOf)
    .option("--json", "print the result as JSON")
    .action(async (paths: ReadonlyArray<string>, flags: Flags) => {
      const print = (result: ImportedGain): number => {
        terminal.out(flags.json === true ? `${JSON.stringify(result, null, 2)}\n` : importText(result))
        return result.status === "not-estimable" ? exitCodes.incomplete : exitCodes.done
      }
      setCode(await toExitCode(run(paths, flags), print, terminal))
    })
}
