import type { Design } from "../design/Design.js"
import type { TrialEnd } from "../ledger/Event.js"
import type { Ledger } from "../ledger/Ledger.js"

/** How well an arm's replies could be read, and how often a limit cut it. Unit: shares in [0, 1]. */
export interface ArmRates {
  /** Share of calls whose reply could be read in the form asked for; `null` where there was no call. */
  readonly parseRate: number | null
  /** Share of trials in which a reply was cut or a call could not be sent; `null` where no trial ended. */
  readonly cutOffRate: number | null
}

/**
 * Rates of one arm over its ended trials.
 *
 * @category gain
 */
export const armRates = (trials: ReadonlyArray<TrialEnd>): ArmRates => {
  let calls = 0
  let parsed = 0
  let cut = 0
  for (const trial of trials) {
    calls += trial.usage.calls
    parsed += trial.parsedCalls
    if (trial.cutOff) cut++
  }
  return {
    parseRate: calls === 0 ? null : parsed / calls,
    cutOffRate: trials.length === 0 ? null : cut / trials.length
  }
}

/** Ended trials of every arm, by slot. */
export const trialsBySlot = (ledger: {
  readonly start: { readonly design: Design }
  readonly trials: ReadonlyArray<TrialEnd>
}): ReadonlyMap<number, ReadonlyArray<TrialEnd>> => {
  const bySlot = new Map<number, Array<TrialEnd>>(ledger.start.design.arms.map((arm) => [arm.slot, []]))
  for (const trial of ledger.trials) bySlot.get(trial.slot)?.push(trial)
  return bySlot
}

/** {@link armRates} of every arm, by slot. */
export const ratesBySlot = (ledger: Ledger): ReadonlyMap<number, ArmRates> =>
  new Map([...trialsBySlot(ledger)].map(([slot, trials]) => [slot, armRates(trials)]))
