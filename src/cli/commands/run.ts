import { join } from "node:path"
import type { Command } from "commander"
import * as Effect from "effect/Effect"
import { factors, presets } from "../../../factors/index.js"
import { decodeStudy } from "../../design/decodeStudy.js"
import { removeRun } from "../../ledger/RunFolder.js"
import { runStudyEffect } from "../../study.js"
import { executeRun, type Terminal } from "../execute.js"
import { loadStudyFile } from "../loadStudyFile.js"
import { budgetNames, limitNames, parseAmounts } from "../parseAmounts.js"
import { progressLine } from "../progressLine.js"
import { wholeNumber } from "../wholeNumber.js"

interface Flags {
  readonly model?: string
  readonly out?: string
  readonly seed?: number
  readonly concurrency?: number
  readonly items?: number
  readonly seeds?: number
  readonly budget?: string
  readonly limit?: string
  readonly replace?: boolean
  readonly json?: boolean
}

/** The study with what the command line says instead. */
const override = Effect.fnUntraced(function* (study: Record<string, unknown>, flags: Flags) {
  const { model, seed, items, seeds } = flags
  const budget = flags.budget === undefined ? undefined : yield* parseAmounts("Budget", flags.budget, budgetNames)
  const given = Object.entries({ model, seed, items, seeds, budget }).filter(([, value]) => value !== undefined)
  return yield* decodeStudy({ ...study, ...Object.fromEntries(given) })
})

/** `gain run <study>` */
export const addRun = (program: Command, terminal: Terminal, setCode: (code: number) => void): void => {
  program
    .command("run")
    .description("run a study and write its report")
    .argument("<study>", "a study file (.json, .ts, .js), or the name of a bundled study such as first-gain")
    .option("--model <name>", "embedded, embedded:novice, a GGUF path, or hf:user/repo/file.gguf")
    .option("--out <folder>", "folder of the run (default: runs/<name of the study>)")
    .option("--seed <n>", "root of all chance", wholeNumber(0))
    .option("--concurrency <n>", "trials in flight at once", wholeNumber(1))
    .option("--items <n>", "n items of every task: the first of a file, or as many drawn", wholeNumber(1))
    .option("--seeds <n>", "trials of every team on every item", wholeNumber(1))
    .option("--budget <caps>", "hard caps of one trial: 600, or tokens=600,calls=10")
    .option("--limit <caps>", "hard caps of the whole run: tokens=1000000,seconds=600")
    .option("--replace", "delete an earlier run in the folder first")
    .option("--json", "print report.json instead of the table")
    .action(async (name: string, flags: Flags) => {
      let folder = flags.out ?? join("runs", name)
      const effect = Effect.gen(function* () {
        const file = yield* loadStudyFile(name)
        const study = yield* override(file.study, flags)
        folder = flags.out ?? join("runs", study.name)
        const limits = flags.limit === undefined ? undefined : yield* parseAmounts("Limit", flags.limit, limitNames)
        if (flags.replace === true) yield* removeRun(folder)
        const { models, ...code } = file.code
        return yield* runStudyEffect(study, {
          out: folder,
          ...code,
          ...(models === undefined || flags.model !== undefined ? {} : { models }),
          presets,
          factors: [...new Set([...factors, ...(code.factors ?? [])])],
          folder: file.folder,
          onProgress: progressLine(process.stderr),
          ...(flags.concurrency === undefined ? {} : { concurrency: flags.concurrency }),
          ...(limits === undefined ? {} : { limits })
        })
      })
      setCode(await executeRun(effect, () => folder, flags.json ?? false, terminal))
    })
}
