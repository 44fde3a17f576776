import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import { expect, it } from "vitest"
import { readLedger } from "../../src/ledger/readLedger.js"
import { createStream } from "../../src/stats/createStream.js"
import { exitOf, startGain } from "../fixtures/commandLine.js"
import { temporaryFolder } from "../fixtures/temporaryFolder.js"

const study = {
  name: "killed",
  model: "embedded",
  tasks: [{ id: "sums", source: { synthetic: { family: "arithmetic", level: 4, items: 12, seed: 1 } } }],
  teams: ["debate", "critic-revise", "aggregator"],
  budget: { tokens: 900 }
}

const sizeOf = (path: string): number => (existsSync(path) ? statSync(path).size : 0)

/** Lets the process write until the ledger has grown to a size, then kills it; tells whether it was still alive. */
const killAt = async (child: ReturnType<typeof startGain>, ledger: string, size: number): Promise<boolean> => {
  let ended = false
  void exitOf(child).then(() => {
    ended = true
  })
  while (!ended && sizeOf(ledger) < size) await sleep(5)
  return child.kill("SIGKILL") && !ended
}

it("killed at 5 random moments and resumed, a run on the embedded model gives the bytes of an undisturbed one", async () => {
  const folder = temporaryFolder()
  const path = join(folder, "study.json")
  writeFileSync(path, JSON.stringify(study))
  const [whole, again, killed] = ["whole", "again", "killed"].map((name) => join(folder, name)) as [
    string,
    string,
    string
  ]
  expect(await exitOf(startGain("run", path, "--out", whole))).toBe(0)
  expect(await exitOf(startGain("run", path, "--out", again))).toBe(0)
  const report = readFileSync(join(whole, "report.json"), "utf8")
  expect(readFileSync(join(again, "report.json"), "utf8")).toBe(report)

  const full = sizeOf(join(whole, "ledger.jsonl"))
  const ledger = join(killed, "ledger.jsonl")
  const stream = createStream(11)
  const moments = Array.from({ length: 5 }, () => 0.05 + 0.9 * stream.next()).sort((a, b) => a - b)
  let kills = 0
  for (const moment of moments) {
    const child = existsSync(ledger) ? startGain("resume", killed) : startGain("run", path, "--out", killed)
    if (await killAt(child, ledger, moment * full)) kills++
    await exitOf(child).catch(() => null)
  }
  expect(kills).toBe(5)
  expect(await exitOf(startGain("resume", killed))).toBe(0)
  expect(readFileSync(join(killed, "report.json"), "utf8")).toBe(report)
  // Nothing was paid twice: every call of every trial is in the ledger once.
  const { calls } = await readLedger(killed)
  expect(new Set(calls.map((call) => `${call.trial} ${call.call}`)).size).toBe(calls.length)
  expect(calls).toHaveLength((await readLedger(whole)).calls.length)
})

it("Ctrl-C saves, says how to go on and exits with 130", async () => {
  const folder = temporaryFolder()
  const path = join(folder, "study.json")
  writeFileSync(path, JSON.stringify(study))
  const out = join(folder, "out")
  const child = startGain("run", path, "--out", out)
  const code = exitOf(child)
  while (sizeOf(join(out, "ledger.jsonl")) < 50_000) await sleep(5)
  child.kill("SIGINT")
  expect(await code).toBe(130)
  expect(existsSync(join(out, "ledger.lock"))).toBe(false)
  expect(await exitOf(startGain("resume", out))).toBe(0)
})
