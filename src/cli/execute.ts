import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import type { Report } from "../report/Report.js"
import { renderJson } from "../report/renderJson.js"
import { summaryTable } from "../report/summaryTable.js"
import type { StudyResult } from "../study.js"
import { codeOfFailure, codeOfResult, exitCodes } from "./exitCode.js"

/** Where a command writes and how it is stopped; the process's own unless a test says otherwise. */
export interface Terminal {
  readonly out: (text: string) => void
  readonly error: (text: string) => void
}

export const processTerminal: Terminal = {
  out: (text) => void process.stdout.write(text),
  error: (text) => void process.stderr.write(text)
}

/** Runs an effect to its exit code; an error is printed in one line. */
export const toExitCode = async <A, E>(
  effect: Effect.Effect<A, E>,
  onSuccess: (value: A) => number,
  terminal: Terminal,
  signal?: AbortSignal
): Promise<number> => {
  const exit = await Effect.runPromiseExit(effect, signal === undefined ? {} : { signal })
  if (Exit.isSuccess(exit)) return onSuccess(exit.value)
  const { code, message } = codeOfFailure(exit)
  terminal.error(`${message}\n`)
  return code
}

/** The first Ctrl-C interrupts, after which what is settled is saved; the second ends the process at once. */
const abortOnInterrupt = (
  terminal: Terminal,
  again: () => string
): AbortController & { readonly dispose: () => void } => {
  const controller = new AbortController()
  const onSignal = () => {
    if (controller.signal.aborted) process.exit(exitCodes.interrupted)
    terminal.error(`\nStopping. What is settled is saved; continue with: ${again()}\n`)
    controller.abort()
  }
  process.on("SIGINT", onSignal).on("SIGTERM", onSignal)
  return Object.assign(controller, {
    dispose: () => void process.off("SIGINT", onSignal).off("SIGTERM", onSignal)
  })
}

/** Runs something that Ctrl-C stops in an orderly way; `again` is the command that goes on with it. */
export const untilInterrupted = async (
  terminal: Terminal,
  again: string,
  act: (signal: AbortSignal) => Promise<void>
): Promise<void> => {
  const controller = abortOnInterrupt(terminal, () => again)
  try {
    await act(controller.signal)
  } finally {
    controller.dispose()
  }
}

/** Prints a report for people, or as JSON. */
export const printReport = (report: Report, json: boolean, terminal: Terminal): void =>
  terminal.out(json ? renderJson(report) : summaryTable(report))

/** Runs a study or its continuation: interruptible, its report printed, its exit code by outcome. */
export const executeRun = async (
  run: Effect.Effect<StudyResult, unknown>,
  folder: () => string,
  json: boolean,
  terminal: Terminal
): Promise<number> => {
  const controller = abortOnInterrupt(terminal, () => `gain resume ${folder()}`)
  try {
    return await toExitCode(
      run,
      (result) => {
        printReport(result.report, json, terminal)
        const { folder } = result
        terminal.error(`\nReport: ${folder}/report.html (also .md, .json); record: ${folder}/ledger.jsonl\n`)
        if (result.outcome === "limit") {
          terminal.error(`A cap of the run was reached. Continue with a higher one: gain resume ${folder} --limit …\n`)
        }
        if (result.outcome === "missing") {
          terminal.error(`Some trials have no score after an outage. Run them again: gain resume ${folder}\n`)
        }
        return codeOfResult(result)
      },
      terminal,
      controller.signal
    )
  } finally {
    controller.dispose()
  }
}
