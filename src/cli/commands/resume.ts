import type { Command } from "commander"
import * as Effect from "effect/Effect"
import { factors } from "../../../factors/index.js"
import { resumeStudyEffect } from "../../study.js"
import { executeRun, type Terminal } from "../execute.js"
import { loadStudyFile, type StudyCode } from "../loadStudyFile.js"
import { limitNames, parseAmounts } from "../parseAmounts.js"
import { progressLine } from "../progressLine.js"
import { wholeNumber } from "../wholeNumber.js"

interface Flags {
  readonly model?: string
  readonly study?: string
  readonly concurrency?: number
  readonly limit?: string
  readonly json?: boolean
}

/** `gain resume <folder>` */
export const addResume = (program: Command, terminal: Terminal, setCode: (code: number) => void): void => {
  program
    .command("resume")
    .description("go on with an interrupted run; nothing already paid for is paid twice")
    .argument("<folder>", "folder of the run")
    .option("--model <name>", "where the model of the run is now, if it moved")
    .option("--study <file>", "the study's file, if it holds code: systems, graders or models")
    .option("--concurrency <n>", "trials in flight at once (default: as before)", wholeNumber(1))
    .option("--limit <caps>", "hard caps of the whole run, earlier sessions included: tokens=1000000,seconds=600")
    .option("--json", "print report.json instead of the table")
    .action(async (folder: string, flags: Flags) => {
      const effect = Effect.gen(function* () {
        const limits = flags.limit === undefined ? undefined : yield* parseAmounts("Limit", flags.limit, limitNames)
        const none: StudyCode = {}
        const code = flags.study === undefined ? none : (yield* loadStudyFile(flags.study)).code
        return yield* resumeStudyEffect(folder, {
          ...code,
          factors: [...new Set([...factors, ...(code.factors ?? [])])],
          onProgress: progressLine(process.stderr),
          ...(flags.model === undefined ? {} : { models: flags.model }),
          ...(flags.concurrency === undefined ? {} : { concurrency: flags.concurrency }),
          ...(limits === undefined ? {} : { limits })
        })
      })
      setCode(await executeRun(effect, () => folder, flags.json ?? false, terminal))
    })
}
