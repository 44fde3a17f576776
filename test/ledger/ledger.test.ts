import { spawnSync } from "node:child_process"
import { existsSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import * as Effect from "effect/Effect"
import { describe, expect, it } from "vitest"
import { LedgerError } from "../../src/errors/LedgerError.js"
import { memoryLedger, openLedger } from "../../src/ledger/LedgerWriter.js"
import { parseLedger } from "../../src/ledger/parseLedger.js"
import { parseLedgerFile, readLedger } from "../../src/ledger/readLedger.js"
import { temporaryFolder } from "../fixtures/temporaryFolder.js"
import { tinyEvents } from "../fixtures/tinyDesign.js"

const written = async (): Promise<string> => {
  const ledger = memoryLedger()
  for (const event of tinyEvents) await Effect.runPromise(ledger.append(event))
  return ledger.text()
}

const write = (folder: string, count: number) =>
  Effect.scoped(
    Effect.gen(function* () {
      const before = existsSync(join(folder, "ledger.jsonl")) ? yield* parseLedgerFile(folder) : undefined
      const ledger = yield* openLedger(folder, before)
      for (const event of tinyEvents.slice(before?.events.length ?? 0, count)) yield* ledger.append(event)
    })
  )

const reasonOf = (run: () => unknown): string => {
  try {
    run()
  } catch (error) {
    if (error instanceof LedgerError) return error.reason
    throw error
  }
  return "none"
}

describe("a ledger", () => {
  it("reads back what was written, trials in order of slot, item and seed", async () => {
    const folder = temporaryFolder()
    await Effect.runPromise(write(folder, 3))
    const ledger = await readLedger(folder)
    expect(ledger.start.designHash).toBe((tinyEvents[0] as { designHash: string }).designHash)
    expect(ledger.trials.map(({ item, line }) => [item, line])).toEqual([
      ["one", 3],
      ["two", 2]
    ])
    expect(ledger.complete).toBe(false)
    expect(existsSync(join(folder, "ledger.lock"))).toBe(false)
  })

  it("is the same file whether written in one session or in two", async () => {
    const [once, twice] = [temporaryFolder(), temporaryFolder()]
    await Effect.runPromise(write(once, 3))
    await Effect.runPromise(write(twice, 2))
    await Effect.runPromise(write(twice, 3))
    expect(readFileSync(join(twice, "ledger.jsonl"), "utf8")).toBe(readFileSync(join(once, "ledger.jsonl"), "utf8"))
  })

  it("cut at any byte keeps every whole line, and goes on behind the last of them", async () => {
    const text = await written()
    const ends = [...text.matchAll(/\n/g)].map((match) => (match.index ?? 0) + 1)
    for (let cut = 0; cut <= text.length; cut += 7) {
      const parsed = parseLedger(text.slice(0, cut))
      const whole = ends.filter((end) => end <= cut)
      expect(parsed.events).toHaveLength(whole.length)
      expect(parsed.bytes).toBe(whole.at(-1) ?? 0)
      expect(parsed.torn).toBe(cut > (whole.at(-1) ?? 0))
    }
    const folder = temporaryFolder()
    writeFileSync(join(folder, "ledger.jsonl"), text.slice(0, (ends[1] ?? 0) + 20))
    await Effect.runPromise(write(folder, 3))
    expect(readFileSync(join(folder, "ledger.jsonl"), "utf8")).toBe(text)
  })

  it("does not read on after any other damage", async () => {
    const text = await written()
    const lines = text.trimEnd().split("\n")
    expect(reasonOf(() => parseLedger(text.replace('"score":1', '"score":0')))).toBe("damaged")
    expect(reasonOf(() => parseLedger(`${[lines[0], lines[2], lines[1]].join("\n")}\n`))).toBe("damaged")
    expect(reasonOf(() => parseLedger(`${[lines[0], lines[2]].join("\n")}\n`))).toBe("damaged")
    expect(reasonOf(() => parseLedger("not json\n"))).toBe("damaged")
    expect(reasonOf(() => parseLedger(text))).toBe("none")
  })

  it("of another version is refused by its version", () => {
    const ledger = memoryLedger()
    Effect.runSync(ledger.append({ ...tinyEvents[0], version: 99 } as never))
    expect(reasonOf(() => parseLedger(ledger.text()))).toBe("version")
  })

  it("has one writer", async () => {
    const folder = temporaryFolder()
    const error = await Effect.runPromise(
      Effect.scoped(
        Effect.gen(function* () {
          yield* openLedger(folder)
          return yield* Effect.flip(openLedger(folder, { chain: "", bytes: 0 }))
        })
      )
    )
    expect(error).toMatchObject({ _tag: "LedgerError", reason: "locked" })
  })

  it("takes over the lock of a process that is gone", async () => {
    const folder = temporaryFolder()
    const { pid } = spawnSync(process.execPath, ["-e", ""])
    writeFileSync(join(folder, "ledger.lock"), String(pid))
    await Effect.runPromise(write(folder, 1))
    expect((await readLedger(folder)).trials).toHaveLength(0)
  })

  it("that is missing or empty is a typed error", async () => {
    const folder = temporaryFolder()
    await expect(readLedger(folder)).rejects.toMatchObject({ reason: "missing" })
    writeFileSync(join(folder, "ledger.jsonl"), "")
    await expect(readLedger(folder)).rejects.toMatchObject({ reason: "missing" })
  })
})
