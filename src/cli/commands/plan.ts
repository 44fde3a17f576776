import { type Command, InvalidArgumentError } from "commander"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import { InputError } from "../../errors/InputError.js"
import type { LedgerError } from "../../errors/LedgerError.js"
import { type LedgerPilot, pilotsFromLedger } from "../../gain/pilotOf.js"
import { type Plan, type PlanInput, planStudy } from "../../gain/planStudy.js"
import { readRunFile } from "../../ledger/RunFolder.js"
import { readLedgerEffect } from "../../ledger/readLedger.js"
import { RunFile } from "../../run/Session.js"
import { type Terminal, toExitCode } from "../execute.js"
import { exitCodes } from "../exitCode.js"
import { planText } from "../planText.js"
import { wholeNumber } from "../wholeNumber.js"

interface Flags {
  readonly phiSingle?: number
  readonly gamma?: number
  readonly items?: number
  readonly icc?: number
  readonly crossCorrelation?: number
  readonly seeds?: number
  readonly power?: number
  readonly level?: number
  readonly costPerTask?: number
  readonly costPerSeed?: number
  readonly tokensPerTrial?: number
  readonly tokensPerSecond?: number
  readonly price?: number
  readonly teams?: number
  readonly strategies?: number
  readonly pilot?: string
  readonly team?: string
  readonly task?: string
  readonly json?: boolean
}

const number = (text: string): number => {
  const value = Number(text)
  if (text.trim() === "" || !Number.isFinite(value)) throw new InvalidArgumentError("Must be a number.")
  return value
}

const refuse = (what: string, value: string, limit: string, advice: string): InputError =>
  new InputError({ what, value, limit, advice })

/** The one team of a run that is meant. */
const choose = (
  pilots: ReadonlyArray<LedgerPilot>,
  { pilot, team, task }: Flags
): Effect.Effect<LedgerPilot, InputError> => {
  const fitting = pilots.filter(
    (one) => (team === undefined || one.system === team) && (task === undefined || one.task === task)
  )
  const [only] = fitting
  if (fitting.length === 1 && only !== undefined) return Effect.succeed(only)
  const names = pilots.map((one) => `${one.system} on ${one.task}`).join(", ")
  const advice = "Name one with --team and, where it ran on several tasks, --task."
  return Effect.fail(
    refuse("Pilot run", pilot ?? "", `requires one team, has ${names === "" ? "none with scores" : names}`, advice)
  )
}

/** Tokens a second over the sessions of a run; `undefined` where they are not known. */
const speedOf = Effect.fnUntraced(function* (folder: string) {
  const text = yield* readRunFile(folder, "run.json")
  const file = Schema.decodeUnknownOption(Schema.fromJsonString(RunFile))(text)
  if (Option.isNone(file)) return undefined
  const { sessions } = file.value
  const usage = sessions.at(-1)?.usage
  const seconds = sessions.reduce((sum, session) => sum + session.seconds, 0)
  if (usage === undefined || usage.promptTokens === null || usage.sampledTokens === null || seconds <= 0)
    return undefined
  return (usage.promptTokens + usage.sampledTokens) / seconds
})

/** What a pilot run knows of a plan. */
const fromPilot = Effect.fnUntraced(function* (
  flags: Flags & { readonly pilot: string }
): Effect.fn.Return<{ readonly pilot: LedgerPilot; readonly known: Partial<PlanInput> }, InputError | LedgerError> {
  const pilot = yield* choose(pilotsFromLedger(yield* readLedgerEffect(flags.pilot)), flags)
  const speed = yield* speedOf(flags.pilot)
  const tokens = pilot.dimension === "tokens" ? pilot.costPerTrial : null
  return {
    pilot,
    known: {
      phiS: pilot.phiS,
      strategies: pilot.strategies,
      ...(pilot.withinIcc === null ? {} : { withinIcc: pilot.withinIcc }),
      ...(pilot.crossCorrelation === null ? {} : { crossCorrelation: pilot.crossCorrelation }),
      ...(tokens === null ? {} : { tokensPerTrial: tokens }),
      ...(speed === undefined ? {} : { tokensPerSecond: speed })
    }
  }
})

/** The flags as `planStudy` calls them; only those that were given. */
const given = (flags: Flags): Partial<PlanInput> => {
  const { phiSingle, gamma, icc, pilot, team, task, json, ...same } = flags
  const renamed = { phiS: phiSingle, minimumGamma: gamma, withinIcc: icc }
  return Object.fromEntries(Object.entries({ ...same, ...renamed }).filter(([, value]) => value !== undefined))
}

const needed = [
  ["phiS", "--phi-single"],
  ["withinIcc", "--icc"],
  ["crossCorrelation", "--cross-correlation"]
] as const

const plan = Effect.fnUntraced(function* (
  flags: Flags
): Effect.fn.Return<Plan & { readonly pilot?: LedgerPilot }, InputError | LedgerError> {
  const read = flags.pilot === undefined ? undefined : yield* fromPilot({ ...flags, pilot: flags.pilot })
  const input = { ...read?.known, ...given(flags) }
  const { phiS, withinIcc } = input
  // Where the tasks of an arm do not differ there is nothing to correlate, and the number does not matter.
  const crossCorrelation = input.crossCorrelation ?? (withinIcc === 0 ? 0 : undefined)
  if (phiS === undefined || withinIcc === undefined || crossCorrelation === undefined) {
    const missing = needed.filter(([name]) => input[name] === undefined).map(([, flag]) => flag)
    const value = read === undefined ? "given by hand" : `pilot ${flags.pilot}: ${read.pilot.notes.join("; ")}`
    const advice = "Measure them in a pilot run with 2 seeds an item (--pilot), or give a guess."
    return yield* refuse("Plan", value, `requires ${missing.join(", ")}`, advice)
  }
  const planned = yield* Effect.try({
    try: () => planStudy({ ...input, phiS, withinIcc, crossCorrelation }),
    catch: (cause) =>
      cause instanceof InputError
        ? cause
        : refuse("Plan", String(cause), "cannot be computed", "Report this as a defect.")
  })
  return read === undefined
    ? planned
    : { ...planned, pilot: read.pilot, notes: [...planned.notes, ...read.pilot.notes] }
})

/** `gain plan` */
export const addPlan = (program: Command, terminal: Terminal, setCode: (code: number) => void): void => {
  program
    .command("plan")
    .description("how many tasks and seeds a study needs, what it can show and what it costs; no model is needed")
    .option("--gamma <Γ>", "the gain that must not be missed; below 1 for harm", number)
    .option("--items <n>", "tasks that are there: what can they show?", wholeNumber(2))
    .option("--pilot <folder>", "read score, correlations, tokens and speed from an earlier run")
    .option("--team <name>", "the team of the pilot that is meant")
    .option("--task <name>", "the task of the pilot that is meant")
    .option("--phi-single <Φ>", "mean score of the saturated single agent, 0 to 1", number)
    .option("--icc <ρ>", "how alike the seeds of a task are, 0 to 1", number)
    .option("--cross-correlation <r>", "correlation over tasks of the arms' chances of success", number)
    .option("--seeds <n>", "trials of every team on every task (default: the best for the costs)", wholeNumber(1))
    .option("--power <share>", "chance of showing the gain if it is there (default: 0.8)", number)
    .option("--level <share>", "confidence level (default: 0.95)", number)
    .option("--cost-per-task <x>", "what a further task costs before its first seed, in any unit (default: 0)", number)
    .option("--cost-per-seed <x>", "what a further seed of a task costs, in the same unit (default: 1)", number)
    .option("--tokens-per-trial <n>", "mean tokens of one trial of the team", number)
    .option("--tokens-per-second <n>", "over all trials in flight", number)
    .option("--price <x>", "money for a million tokens", number)
    .option("--teams <n>", "teams under test (default: 1)", wholeNumber(1))
    .option("--strategies <n>", "strategies of the single agent (default: 6)", wholeNumber(1))
    .option("--json", "print the plan as JSON")
    .action(async (flags: Flags) => {
      const print = (planned: Plan & { readonly pilot?: LedgerPilot }): number => {
        terminal.out(flags.json === true ? `${JSON.stringify(planned, null, 2)}\n` : planText(planned, flags.gamma))
        return planned.items === null || planned.reason !== undefined ? exitCodes.incomplete : exitCodes.done
      }
      setCode(await toExitCode(plan(flags), print, terminal))
    })
}
