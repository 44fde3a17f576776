import type { Command } from "commander"
import { renderReportEffect } from "../../study.js"
import { printReport, type Terminal, toExitCode } from "../execute.js"
import { exitCodes } from "../exitCode.js"

/** `gain report <folder>` */
export const addReport = (program: Command, terminal: Terminal, setCode: (code: number) => void): void => {
  program
    .command("report")
    .description("compute the report of a run anew from its ledger; no model is needed")
    .argument("<folder>", "folder of the run")
    .option("--json", "print report.json instead of the table")
    .action(async (folder: string, flags: { readonly json?: boolean }) => {
      const print = (report: Parameters<typeof printReport>[0]): number => {
        printReport(report, flags.json ?? false, terminal)
        return exitCodes.done
      }
      setCode(await toExitCode(renderReportEffect(folder), print, terminal))
    })
}
