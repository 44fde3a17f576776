import { access, mkdir, readFile, rename, rm, writeFile } from "node:fs/promises"
import { join } from "node:path"
import * as Effect from "effect/Effect"
import { InputError } from "../errors/InputError.js"
import { LedgerError } from "../errors/LedgerError.js"
import { ledgerFile } from "./readLedger.js"

const runFiles = ["run.json", "report.json", "report.md", "report.html", "evidence.json"]

const reason = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause))

/** Makes the folder of a new run. Errors: InputError when it cannot be written or already holds a run. */
export const createRunFolder = (folder: string): Effect.Effect<void, InputError> =>
  Effect.tryPromise({
    try: async () => {
      await mkdir(folder, { recursive: true })
      await writeFile(join(folder, ".gitignore"), "*\n")
      return access(join(folder, ledgerFile)).then(
        () => true,
        () => false
      )
    },
    catch: (cause) =>
      new InputError({
        what: "Run folder",
        value: folder,
        limit: `must be writable (${reason(cause)})`,
        advice: "Choose another folder with --out."
      })
  }).pipe(
    Effect.flatMap((taken) =>
      taken
        ? Effect.fail(
            new InputError({
              what: "Run folder",
              value: folder,
              limit: "already holds a run",
              advice: `Continue it with \`gain resume ${folder}\`, or choose another folder with --out.`
            })
          )
        : Effect.void
    )
  )

/** Deletes the files of an earlier run, and nothing else, from its folder. Errors: InputError. */
export const removeRun = (folder: string): Effect.Effect<void, InputError> =>
  Effect.tryPromise({
    try: async () => {
      for (const name of [ledgerFile, ...runFiles]) await rm(join(folder, name), { force: true })
    },
    catch: (cause) =>
      new InputError({
        what: "Run folder",
        value: folder,
        limit: `its earlier run must be deletable (${reason(cause)})`,
        advice: "Choose another folder with --out."
      })
  })

/** Writes a file of a run folder, whole or not at all. Errors: LedgerError `write`. */
export const writeRunFile = (folder: string, name: string, text: string): Effect.Effect<void, LedgerError> =>
  Effect.tryPromise({
    try: async () => {
      const path = join(folder, name)
      await writeFile(`${path}.part`, text)
      await rename(`${path}.part`, path)
    },
    catch: (cause) =>
      new LedgerError({
        reason: "write",
        what: "File of the run",
        value: join(folder, name),
        limit: `must be writable (${reason(cause)})`,
        advice: "Free space, then `gain report` on the folder; the ledger is intact."
      })
  })

/** The text of a file of a run folder; `undefined` when there is none. */
export const readRunFile = (folder: string, name: string): Effect.Effect<string | undefined> =>
  Effect.promise(() => readFile(join(folder, name), "utf8").catch(() => undefined))
