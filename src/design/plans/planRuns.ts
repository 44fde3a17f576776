import * as Effect from "effect/Effect"
import { InputError } from "../../errors/InputError.js"
import { addOneIn, leaveOneOut, oneAtATime } from "./ablations.js"
import { dOptimal } from "./dOptimal.js"
import { foldover } from "./foldover.js"
import { fractionalFactorial } from "./fractionalFactorial.js"
import { fullFactorial } from "./fullFactorial.js"
import type { PlanFactor } from "./PlanFactor.js"
import type { PlanSpec } from "./PlanSpec.js"
import { plackettBurman } from "./plackettBurman.js"
import type { RunTable } from "./RunTable.js"
import type { PlanOptions } from "./tableOf.js"

const planned = (plan: PlanSpec, factors: ReadonlyArray<PlanFactor>, options: PlanOptions): RunTable => {
  switch (plan.kind) {
    case "full-factorial":
      return fullFactorial(factors, options)
    case "fractional":
      return fractionalFactorial(factors, { ...plan, ...options })
    case "plackett-burman":
      return plackettBurman(factors, { ...plan, ...options })
    case "leave-one-out":
      return leaveOneOut(factors, options)
    case "add-one-in":
      return addOneIn(factors, options)
    case "one-at-a-time":
      return oneAtATime(factors, options)
    case "d-optimal":
      return dOptimal(factors, { ...plan, ...options })
    case "foldover":
      return foldover(planned(plan.of, factors, options), options)
  }
}

/**
 * Turns a plan and its factors into the table of runs.
 *
 * Shape: see the function of each plan; rows in standard order.
 * Errors: InputError where the plan does not fit the factors, or contains a combination that `options.forbidden` refuses
 * (with its reason). A d-optimal plan avoids such combinations.
 *
 * @category design
 */
export const planRuns = (
  plan: PlanSpec,
  factors: ReadonlyArray<PlanFactor>,
  options: PlanOptions = {}
): Effect.Effect<RunTable, InputError> =>
  Effect.suspend(() => {
    try {
      return Effect.succeed(planned(plan, factors, options))
    } catch (error) {
      if (error instanceof InputError) return Effect.fail(error)
      throw error
    }
  })
