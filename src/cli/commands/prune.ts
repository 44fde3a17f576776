import { writeFile } from "node:fs/promises"
import type { Command } from "commander"
import * as Effect from "effect/Effect"
import { factors } from "../../../factors/index.js"
import { attributionsFromLedger } from "../../attribution/attributionsFromLedger.js"
import { type PrunedDesign, pruneDesign } from "../../attribution/pruneDesign.js"
import { InputError } from "../../errors/InputError.js"
import { readLedgerEffect } from "../../ledger/readLedger.js"
import { type Confirmation, confirmatoryStudy } from "../../run/confirmatoryStudy.js"
import { type Terminal, toExitCode } from "../execute.js"
import { exitCodes } from "../exitCode.js"
import { loadStudyFile } from "../loadStudyFile.js"
import { wholeNumber } from "../wholeNumber.js"

interface Flags {
  readonly design?: string
  readonly out: string
  readonly study?: string
  readonly items?: number
  readonly itemsFrom?: string
}

interface Outcome {
  readonly pruned: PrunedDesign
  readonly confirmation?: Confirmation
  readonly blueprintFile: string
}

const write = (path: string, value: unknown): Effect.Effect<void, InputError> =>
  Effect.tryPromise({
    try: () => writeFile(path, `${JSON.stringify(value, null, 2)}\n`),
    catch: (cause) =>
      new InputError({
        what: "Output file",
        value: path,
        limit: cause instanceof Error ? cause.message : "cannot be written",
        advice: "Give a path that can be written."
      })
  })

const prune = Effect.fnUntraced(function* (folder: string, flags: Flags): Effect.fn.Return<Outcome, unknown> {
  const ledger = yield* readLedgerEffect(folder)
  const designs = (ledger.start.design.designs ?? []).map(({ id }) => id)
  const [only] = designs
  const design = flags.design ?? only
  if (design === undefined || !designs.includes(design) || (flags.design === undefined && designs.length > 1)) {
    return yield* new InputError({
      what: "Design",
      value: flags.design ?? `${designs.length} in this run`,
      limit: designs.length === 0 ? "the run has no design over factors" : `must be one of ${designs.join(", ")}`,
      advice: designs.length === 0 ? "Run a study with `designs`." : "Name it with --design."
    })
  }
  const pruned = pruneDesign(attributionsFromLedger(ledger, { design }))
  const blueprintFile = `${flags.out.replace(/\.json$/u, "")}.blueprint.json`
  if (pruned.removed.length === 0) return { pruned, blueprintFile }
  const file = flags.study === undefined ? undefined : yield* loadStudyFile(flags.study)
  const confirmation = yield* confirmatoryStudy(ledger, pruned, {
    factors: [...new Set([...factors, ...(file?.code.factors ?? [])])],
    folder: file?.folder ?? ".",
    ...(flags.items === undefined ? {} : { items: flags.items }),
    ...(flags.itemsFrom === undefined ? {} : { itemsFrom: flags.itemsFrom })
  })
  yield* write(flags.out, confirmation.study)
  yield* write(blueprintFile, confirmation.blueprint)
  return { pruned, confirmation, blueprintFile }
})

const textOf = ({ pruned, confirmation, blueprintFile }: Outcome, out: string): string =>
  [
    ...pruned.removed.map(({ why }) => `out   ${why}`),
    ...pruned.kept.map(({ factor, why }) => `kept  ${factor}: ${why}`),
    ...(confirmation === undefined
      ? ["", "Nothing can be taken out safely; no file was written."]
      : [
          "",
          `Pruned system: ${blueprintFile}`,
          `Confirmatory study on fresh items: ${out}; run it with: gain run ${out}`,
          ...confirmation.notes.map((note) => `Note: ${note}`),
          "The choice was made on the items of this run; only the fresh items can confirm it."
        ]),
    ""
  ].join("\n")

/** `gain prune <folder>` */
export const addPrune = (program: Command, terminal: Terminal, setCode: (code: number) => void): void => {
  program
    .command("prune")
    .description("write the system without its class II factors, and the study that confirms it on fresh items")
    .argument("<folder>", "folder of a run with a design over factors")
    .requiredOption("--out <file>", "file of the confirmatory study; the pruned blueprint goes beside it")
    .option("--design <id>", "which design, where the run has several")
    .option("--study <file>", "the study's file, if it exports factors of its own or names files by relative paths")
    .option("--items <n>", "fresh items a task (default: as many as the run had)", wholeNumber(2))
    .option("--items-from <file>", "JSONL file with fresh items, where the source has no more")
    .action(async (folder: string, flags: Flags) => {
      const print = (outcome: Outcome): number => {
        terminal.out(textOf(outcome, flags.out))
        return outcome.confirmation === undefined ? exitCodes.incomplete : exitCodes.done
      }
      setCode(await toExitCode(prune(folder, flags), print, terminal))
    })
}
