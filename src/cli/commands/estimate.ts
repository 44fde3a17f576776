import { readFile } from "node:fs/promises"
import type { Command } from "commander"
import * as Effect from "effect/Effect"
import { InputError } from "../../errors/InputError.js"
import { estimateGain } from "../../gain/estimateGain.js"
import type { GainInput, GainResult } from "../../gain/GainInput.js"
import { type Terminal, toExitCode } from "../execute.js"
import { exitCodes } from "../exitCode.js"
import { gainText } from "../gainText.js"

const refuse = (path: string, limit: string): InputError =>
  new InputError({
    what: "Scores file",
    value: path,
    limit,
    advice: 'Give JSON such as {"team": [[1, 0], …], "single": [[0, 1], …]}: one row an item, one column a seed.'
  })

/** Reads score matrices and estimates Γ from them. What is wrong inside them is `estimateGain`'s to say. */
const estimateFile = Effect.fnUntraced(function* (path: string): Effect.fn.Return<GainResult, InputError> {
  const text = yield* Effect.tryPromise({
    try: () => readFile(path, "utf8"),
    catch: (cause) => refuse(path, cause instanceof Error ? cause.message : "cannot be read")
  })
  return yield* Effect.try({
    try: () => estimateGain(JSON.parse(text) as GainInput),
    catch: (cause) =>
      cause instanceof InputError ? cause : refuse(path, cause instanceof Error ? cause.message : "is not JSON")
  })
})

/** `gain estimate <scores.json>` */
export const addEstimate = (program: Command, terminal: Terminal, setCode: (code: number) => void): void => {
  program
    .command("estimate")
    .description("estimate Γ from score matrices (items × seeds) in a JSON file")
    .argument(
      "<scores>",
      'JSON with "team" and "single" or "singles", and optionally range, clusters, level, relevance'
    )
    .option("--json", "print the result as JSON")
    .action(async (path: string, flags: { readonly json?: boolean }) => {
      const print = (result: GainResult): number => {
        terminal.out(flags.json === true ? `${JSON.stringify(result, null, 2)}\n` : gainText(result))
        return result.status === "not-estimable" ? exitCodes.incomplete : exitCodes.done
      }
      setCode(await toExitCode(estimateFile(path), print, terminal))
    })
}
