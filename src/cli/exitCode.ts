import * as Cause from "effect/Cause"
import type * as Exit from "effect/Exit"
import * as Option from "effect/Option"
import type { Report } from "../report/Report.js"
import type { StudyResult } from "../study.js"

/** 0 done · 1 a trial stayed missing or no row is estimable · 2 refused before any token · 3 a cap was reached · 130 interrupted. */
export const exitCodes = { done: 0, incomplete: 1, refused: 2, limit: 3, interrupted: 130 } as const

/** Whether a report has at least one row with a number or a bound. */
const says = (report: Report): boolean => report.estimates.some((row) => row.status !== "not-estimable")

/** Exit code of a run that ended in an orderly way. */
export const codeOfResult = ({ outcome, report }: StudyResult): number => {
  if (outcome === "limit") return exitCodes.limit
  return outcome === "missing" || !says(report) ? exitCodes.incomplete : exitCodes.done
}

/** Exit code and message of one that did not. */
export const codeOfFailure = (
  failure: Exit.Failure<unknown, unknown>
): { readonly code: number; readonly message: string } => {
  if (Cause.hasInterruptsOnly(failure.cause)) return { code: exitCodes.interrupted, message: "Interrupted." }
  const error = Option.getOrUndefined(Cause.findErrorOption(failure.cause))
  if (error instanceof Error && "_tag" in error) {
    const late =
      error._tag === "SystemError" || (error._tag === "LedgerError" && "reason" in error && error.reason === "write")
    return { code: late ? exitCodes.incomplete : exitCodes.refused, message: error.message }
  }
  return { code: exitCodes.incomplete, message: Cause.pretty(failure.cause) }
}
