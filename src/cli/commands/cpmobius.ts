import { readFile } from "node:fs/promises"
import { join } from "node:path"
import { type Command, InvalidArgumentError, Option } from "commander"
import * as Effect from "effect/Effect"
import * as Predicate from "effect/Predicate"
import { type CpmobiusRun, readCpmobiusEffect } from "../../cases/cpmobius/CpmobiusRun.js"
import { cpmobiusPresets } from "../../cases/cpmobius/presets.js"
import { buildTrainingReport } from "../../cases/cpmobius/report/buildTrainingReport.js"
import { trainingJson, writeTrainingReport } from "../../cases/cpmobius/report/renderTraining.js"
import type { TrainingReport } from "../../cases/cpmobius/report/TrainingReport.js"
import { exportTraining } from "../../cases/cpmobius/scale/exportTraining.js"
import {
  armNamed,
  armNames,
  type CpmobiusStudy,
  decodeCpmobiusStudy,
  LearnerName
} from "../../cases/cpmobius/study/CpmobiusStudy.js"
import { itemsOfStudy } from "../../cases/cpmobius/study/openLearner.js"
import { readTraining } from "../../cases/cpmobius/study/readTraining.js"
import {
  readStudyFile,
  resumeCpmobiusStudyEffect,
  runCpmobiusStudyEffect,
  runFolder
} from "../../cases/cpmobius/study/runCpmobiusStudy.js"
import { InputError } from "../../errors/InputError.js"
import { RunLimitReached } from "../../errors/RunLimitReached.js"
import { type Terminal, toExitCode, untilInterrupted } from "../execute.js"
import { exitCodes } from "../exitCode.js"
import { trainingLine } from "../trainingLine.js"
import { trainingText } from "../trainingText.js"
import { wholeNumber } from "../wholeNumber.js"

interface RunFlags {
  readonly learner: CpmobiusStudy["learner"]
  readonly preset: CpmobiusStudy["preset"]
  readonly arms: ReadonlyArray<string>
  readonly seeds: ReadonlyArray<number>
  readonly iterations?: number
  readonly budget?: CpmobiusStudy["budget"]
  readonly model?: string
  readonly probe?: number
  readonly held?: number
  readonly votes?: number
  readonly config?: string
  readonly training?: string
  readonly out: string
  readonly concurrency?: number
  readonly resume?: boolean
  readonly json?: boolean
}

const listed = (text: string): ReadonlyArray<string> =>
  text
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "")

/** `3` is seeds 1 to 3, `5,7` those two. */
const seedList = (text: string): ReadonlyArray<number> => {
  const parts = listed(text)
  const numbers = parts.map(wholeNumber(0))
  const [count] = numbers
  if (parts.length === 1 && !text.includes(",") && count !== undefined) {
    if (count === 0) throw new InvalidArgumentError("Must be at least one seed.")
    return Array.from({ length: count }, (_, index) => index + 1)
  }
  return numbers
}

/** `rollouts=20000` or `flops=1e15`. */
const budgetOf = (text: string): CpmobiusStudy["budget"] => {
  const [unit = "", value] = text.split("=", 2)
  const amount = Number(value)
  if ((unit !== "rollouts" && unit !== "flops") || !(Number.isFinite(amount) && amount > 0)) {
    throw new InvalidArgumentError("Must be rollouts=<n> or flops=<n>, above 0.")
  }
  return { unit, amount }
}

const jsonFile = Effect.fnUntraced(function* (path: string | undefined) {
  if (path === undefined) return {}
  const refuse = (limit: string) =>
    new InputError({ what: "File of settings", value: path, limit, advice: "Give a JSON file with one object." })
  const value = yield* Effect.tryPromise({
    try: async (): Promise<unknown> => JSON.parse(await readFile(path, "utf8")),
    catch: (cause) => refuse(`must be readable JSON (${cause instanceof Error ? cause.message : String(cause)})`)
  })
  if (!Predicate.isObject(value) || Array.isArray(value)) return yield* refuse("must hold one object")
  return { ...value }
})

/** Iterations and votes where none are given: a simulated study within a minute, others as small as makes sense. */
const defaults = {
  simulated: { iterations: 60, votes: 32, model: null },
  weights: { iterations: 30, votes: 0, model: "embedded:novice" },
  "in-context": { iterations: 5, votes: 0, model: "embedded" }
} as const

const studyOf = Effect.fnUntraced(function* (flags: RunFlags) {
  const { learner, preset, arms, seeds } = flags
  const usual = defaults[learner]
  return yield* decodeCpmobiusStudy({
    version: 1,
    learner,
    preset,
    arms: arms.map(armNamed),
    seeds,
    iterations: flags.iterations ?? usual.iterations,
    budget: flags.budget ?? null,
    model: learner === "simulated" ? null : (flags.model ?? usual.model),
    probe: flags.probe ?? null,
    held: flags.held ?? null,
    votes: flags.votes ?? usual.votes,
    config: yield* jsonFile(flags.config),
    training: yield* jsonFile(flags.training)
  })
})

/** Reads what was trained, writes the report beside it, and prints it. */
const report = Effect.fnUntraced(function* (
  folders: ReadonlyArray<string>,
  out: string,
  options: Parameters<typeof buildTrainingReport>[1]
) {
  const records = yield* readTraining(folders)
  const built = yield* buildTrainingReport(records, options)
  yield* writeTrainingReport(out, built)
  return built
})

const printReport = (built: TrainingReport, out: string, json: boolean, terminal: Terminal): number => {
  terminal.out(json ? trainingJson(built) : trainingText(built))
  terminal.error(`\nReport: ${join(out, "report.html")} (also .md, .json)\n`)
  const known = built.gammaTrain.length === 0 || built.gammaTrain.some(({ overall }) => overall?.gamma != null)
  return known && built.unfinished.length === 0 ? exitCodes.done : exitCodes.incomplete
}

const addRunOf = (group: Command, terminal: Terminal, setCode: (code: number) => void): void => {
  group
    .command("run")
    .description("train by the Coach–Player loop and its rivals, and compare them at the same budget")
    .addOption(
      new Option("--learner <name>", "what learns: a simulated world, real weights, or text memories")
        .choices(LearnerName.literals)
        .default("simulated")
    )
    .addOption(
      new Option("--preset <name>", "the loop's options").choices(Object.keys(cpmobiusPresets)).default("paper")
    )
    .addOption(
      new Option("--arms <names>", `the first is compared with the others: ${armNames.join(", ")}`)
        .argParser(listed)
        .default(
          ["full", "self-problems", "frozen-coach", "shuffled-delta"],
          "full,self-problems,frozen-coach,shuffled-delta"
        )
    )
    .addOption(
      new Option("--seeds <n>", "how many (1, 2, …), or which: 5,7,9").argParser(seedList).default([1, 2, 3], "3")
    )
    .option(
      "--iterations <n>",
      "most iterations of a run (default: 60 simulated, 30 weights, 5 in-context)",
      wholeNumber(1)
    )
    .option("--budget <unit=n>", "a run ends when it has spent rollouts=<n> or flops=<n>", budgetOf)
    .option("--model <name>", "embedded:novice, a GGUF path, or hf:user/repo/file.gguf (not for simulated)")
    .option(
      "--probe <n>",
      "items that Δ is measured on (default: 200 simulated, 100 weights, 24 in-context)",
      wholeNumber(1)
    )
    .option(
      "--held <n>",
      "held-out items of each kind (default: 240 simulated, 500 weights, 48 in-context)",
      wholeNumber(1)
    )
    .option(
      "--votes <n>",
      "answers of the untrained Player to every held-out question (default: 32 simulated, else 0)",
      wholeNumber(0)
    )
    .option("--config <file>", "JSON with fields of the loop's configuration, for all arms")
    .option(
      "--training <file>",
      "JSON with options of the weight trainer: method, lora, adam, precision, device, python"
    )
    .option("--out <folder>", "folder of the study", join("runs", "cpmobius"))
    .option("--concurrency <n>", "calls in flight at once", wholeNumber(1))
    .option("--resume", "go on with the study in --out; all else is taken from it")
    .option("--json", "print report.json instead of the table")
    .action(async (flags: RunFlags) => {
      const folder = flags.out
      const line = trainingLine(process.stderr, terminal)
      const how = {
        clock: () => performance.now(),
        onProgress: line.show,
        ...(flags.concurrency === undefined ? {} : { concurrency: flags.concurrency })
      }
      const effect = Effect.gen(function* () {
        if (flags.resume === true) yield* resumeCpmobiusStudyEffect(folder, how)
        else yield* runCpmobiusStudyEffect(yield* studyOf(flags), folder, how)
        line.end()
        return yield* report([folder], folder, {})
      })
      const again = `gain cpmobius run --resume --out ${folder}`
      await untilInterrupted(terminal, again, async (signal) => {
        const failed: Array<unknown> = []
        const watched = Effect.tapError(effect, (error) => Effect.sync(() => void failed.push(error)))
        const code = await toExitCode(
          watched,
          (built) => printReport(built, folder, flags.json ?? false, terminal),
          terminal,
          signal
        )
        line.end()
        const [error] = failed
        // What stops a run after its first token leaves a study that can be taken up again.
        const late = line.begun() && error !== undefined && !(error instanceof InputError)
        if (late) terminal.error(`What is settled is saved. Continue with: ${again}\n`)
        setCode(error instanceof RunLimitReached ? exitCodes.limit : late ? exitCodes.incomplete : code)
      })
    })
}

const addCompareOf = (group: Command, terminal: Terminal, setCode: (code: number) => void): void => {
  group
    .command("compare")
    .description("compare finished studies, single runs and imported logs of large trainers; no model is needed")
    .argument("<folders...>", "folders of studies or runs, or of exports that hold the trainer's log")
    .addOption(new Option("--unit <name>", "what budgets are matched in").choices(["rollouts", "flops"]))
    .option("--at <n>", "the budget (default: the least that any run has spent)", Number)
    .option("--title <text>", "title of the report")
    .option("--out <folder>", "where to write the report (default: the first folder)")
    .option("--json", "print report.json instead of the table")
    .action(
      async (
        folders: ReadonlyArray<string>,
        flags: {
          readonly unit?: "rollouts" | "flops"
          readonly at?: number
          readonly title?: string
          readonly out?: string
          readonly json?: boolean
        }
      ) => {
        const out = flags.out ?? folders[0] ?? "."
        const { unit, at, title } = flags
        const options = {
          ...(unit === undefined ? {} : { unit }),
          ...(at === undefined ? {} : { budget: at }),
          ...(title === undefined ? {} : { title })
        }
        setCode(
          await toExitCode(
            report(folders, out, options),
            (built) => printReport(built, out, flags.json ?? false, terminal),
            terminal
          )
        )
      }
    )
}

interface ExportFlags {
  readonly to: "verl" | "trl"
  readonly model: string
  readonly arm: string
  readonly seed?: number
  readonly as?: string
  readonly labels: "vote" | "label"
  readonly parameters?: number
  readonly gpus?: number
  readonly out: string
}

const addExportOf = (group: Command, terminal: Terminal, setCode: (code: number) => void): void => {
  group
    .command("export")
    .description("write a run's batches and configuration for a large trainer; its log is read by `compare`")
    .argument("<study>", "folder of a study")
    .addOption(new Option("--to <trainer>", "whose layout").choices(["verl", "trl"]).makeOptionMandatory())
    .requiredOption("--model <name>", "the model to train, as the trainer names it")
    .option("--arm <name>", "arm of the study", "full")
    .option("--seed <n>", "seed of the run (default: the first)", wholeNumber(0))
    .option("--as <name>", "name of the arm in the comparison (default: the arm's)")
    .addOption(
      new Option("--labels <kind>", "vote: the large model's own majority; label: the exported run's")
        .choices(["vote", "label"])
        .default("vote")
    )
    .option("--parameters <n>", "parameters of the model, for FLOPs", Number)
    .option("--gpus <n>", "GPUs of the node", wholeNumber(1), 8)
    .requiredOption("--out <folder>", "where to write")
    .action(async (folder: string, flags: ExportFlags) => {
      const effect = Effect.gen(function* () {
        const study = yield* readStudyFile(folder)
        const seed = flags.seed ?? study.seeds[0]
        const run: CpmobiusRun = yield* readCpmobiusEffect(runFolder(folder, armNamed(flags.arm), seed))
        return yield* exportTraining(run, itemsOfStudy(study, seed), {
          trainer: flags.to,
          folder: flags.out,
          model: flags.model,
          labels: flags.labels,
          ...(flags.as === undefined ? {} : { arm: flags.as }),
          ...(flags.parameters === undefined ? {} : { parameters: flags.parameters }),
          ...(flags.gpus === undefined ? {} : { gpus: flags.gpus })
        })
      })
      setCode(
        await toExitCode(
          effect,
          ({ problems }) => {
            const script = flags.to === "verl" ? "bash run_verl.sh" : "accelerate launch train_grpo.py"
            terminal.out(
              `${problems} problems written to ${flags.out}.\nTrain there with: ${script}\nThen: gain cpmobius compare ${flags.out} …\n`
            )
            return exitCodes.done
          },
          terminal
        )
      )
    })
}

/** `gain cpmobius run|compare|export` */
export const addCpmobius = (program: Command, terminal: Terminal, setCode: (code: number) => void): void => {
  const group = program
    .command("cpmobius")
    .description("the Coach–Player loop as a two-agent case: is a Coach worth its compute?")
  addRunOf(group, terminal, setCode)
  addCompareOf(group, terminal, setCode)
  addExportOf(group, terminal, setCode)
}
