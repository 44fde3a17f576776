import { Command, CommanderError } from "commander"
import { packageVersion } from "../run/software.js"
import { addAttribute } from "./commands/attribute.js"
import { addCpmobius } from "./commands/cpmobius.js"
import { addEstimate } from "./commands/estimate.js"
import { addFactors } from "./commands/factors.js"
import { addImport } from "./commands/import.js"
import { addPlan } from "./commands/plan.js"
import { addPrune } from "./commands/prune.js"
import { addReport } from "./commands/report.js"
import { addResume } from "./commands/resume.js"
import { addRun } from "./commands/run.js"
import type { Terminal } from "./execute.js"
import { exitCodes } from "./exitCode.js"

/** Runs the command line and returns its exit code. */
export const gain = async (args: ReadonlyArray<string>, terminal: Terminal): Promise<number> => {
  let code: number = exitCodes.done
  const setCode = (next: number): void => {
    code = next
  }
  const program = new Command("gain")
    .description("Is it collaboration, or just more tokens? Measures Γ = Φ(team) / Φ(single agent) at the same budget.")
    .version(packageVersion)
    .exitOverride()
    .configureOutput({ writeOut: terminal.out, writeErr: terminal.error })
    .addHelpText(
      "after",
      "\nExit codes: 0 done · 1 a trial stayed missing or no row is estimable · 2 refused before any token · 3 a cap was reached · 130 interrupted after saving"
    )
  addRun(program, terminal, setCode)
  addResume(program, terminal, setCode)
  addReport(program, terminal, setCode)
  addAttribute(program, terminal, setCode)
  addEstimate(program, terminal, setCode)
  addImport(program, terminal, setCode)
  addPlan(program, terminal, setCode)
  addFactors(program, terminal, setCode)
  addPrune(program, terminal, setCode)
  addCpmobius(program, terminal, setCode)
  try {
    await program.parseAsync(args, { from: "user" })
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    return error.exitCode === 0 ? exitCodes.done : exitCodes.refused
  }
  return code
}
