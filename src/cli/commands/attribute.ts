import { type Command, Option } from "commander"
import * as Effect from "effect/Effect"
import { attributionsFromLedger } from "../../attribution/attributionsFromLedger.js"
import type { ClassContrast } from "../../attribution/CellData.js"
import type { DesignAttribution } from "../../attribution/DesignAttribution.js"
import { InputError } from "../../errors/InputError.js"
import { readLedgerEffect } from "../../ledger/readLedger.js"
import { attributionText } from "../attributionText.js"
import { type Terminal, toExitCode } from "../execute.js"
import { exitCodes } from "../exitCode.js"

interface Flags {
  readonly design?: string
  readonly contrast?: ClassContrast
  readonly scale?: "log" | "linear"
  readonly basis?: "gamma" | "score"
  readonly json?: boolean
}

const read = Effect.fnUntraced(function* (folder: string, { json: _json, ...options }: Flags) {
  const ledger = yield* readLedgerEffect(folder)
  return yield* Effect.try({
    try: () => attributionsFromLedger(ledger, options),
    catch: (cause) => {
      if (cause instanceof InputError) return cause
      throw cause
    }
  })
})

/** `gain attribute <folder>` */
export const addAttribute = (program: Command, terminal: Terminal, setCode: (code: number) => void): void => {
  program
    .command("attribute")
    .description("which factor of a run's designs moves Γ; no model is needed")
    .argument("<folder>", "folder of the run")
    .option("--design <id>", "only this design")
    .addOption(
      new Option("--contrast <name>", "what decides the classes, instead of what was declared: exploratory").choices([
        "from-full",
        "from-base",
        "main",
        "shapley"
      ])
    )
    .addOption(
      new Option("--scale <name>", "scale of the effects, instead of the declared one").choices(["log", "linear"])
    )
    .addOption(
      new Option("--basis <name>", "gamma, or score: scores alone, whatever they cost: exploratory").choices([
        "gamma",
        "score"
      ])
    )
    .option("--json", "print the attributions as JSON, as in report.json under `attribution`")
    .action(async (folder: string, flags: Flags) => {
      const print = (entries: ReadonlyArray<DesignAttribution>): number => {
        terminal.out(flags.json === true ? `${JSON.stringify(entries, null, 2)}\n` : attributionText(entries))
        return entries.some(({ result }) => result !== null) ? exitCodes.done : exitCodes.incomplete
      }
      setCode(await toExitCode(read(folder, flags), print, terminal))
    })
}
