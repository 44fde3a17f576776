import type { Command } from "commander"
import * as Effect from "effect/Effect"
import { InputError } from "../../errors/InputError.js"
import { systemFigure } from "../../report/systemFigure.js"
import { type Terminal, toExitCode } from "../execute.js"
import { exitCodes } from "../exitCode.js"
import { factorsPage } from "../factorsPage.js"
import { factorEntries, presetEntries } from "../libraryEntries.js"
import { factorText, libraryText, presetText } from "../libraryText.js"

interface Flags {
  readonly json?: boolean
  readonly markdown?: boolean
  readonly svg?: boolean
}

const refuse = (value: string, limit: string, advice: string): InputError =>
  new InputError({ what: "Factor or preset", value, limit, advice })

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`

/** What is asked for, as text. */
const shown = (id: string | undefined, flags: Flags): Effect.Effect<string, InputError> => {
  if (id === undefined) {
    if (flags.svg === true) return Effect.fail(refuse("none", "--svg draws one preset", "Name a preset."))
    if (flags.json === true) return Effect.succeed(json({ factors: factorEntries, presets: presetEntries }))
    return Effect.succeed(flags.markdown === true ? factorsPage() : libraryText())
  }
  const factor = factorEntries.find((one) => one.id === id)
  const preset = presetEntries.find((one) => one.id === id)
  if (preset !== undefined) {
    if (flags.svg === true) return Effect.succeed(systemFigure(preset.blueprint))
    return Effect.succeed(flags.json === true ? json(preset) : presetText(preset))
  }
  if (factor === undefined) {
    const names = [...factorEntries, ...presetEntries].map((one) => one.id).join(", ")
    return Effect.fail(refuse(id, `must be one of ${names}`, "`gain factors` lists them."))
  }
  if (flags.svg === true) return Effect.fail(refuse(id, "--svg draws presets, not factors", "Name a preset."))
  return Effect.succeed(flags.json === true ? json(factor) : factorText(factor))
}

/** `gain factors [id]` */
export const addFactors = (program: Command, terminal: Terminal, setCode: (code: number) => void): void => {
  program
    .command("factors")
    .description("list the factors and presets of the library, or say everything about one")
    .argument("[id]", "a factor or a preset, e.g. topology or debate")
    .option("--json", "as JSON: factors[] and presets[], or the one named")
    .option("--markdown", "the page docs/factors.md")
    .option("--svg", "draw a preset: who reads whom")
    .action(async (id: string | undefined, flags: Flags) => {
      const print = (text: string): number => {
        terminal.out(text)
        return exitCodes.done
      }
      setCode(await toExitCode(shown(id, flags), print, terminal))
    })
}
