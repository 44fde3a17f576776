import { existsSync, readdirSync, readFileSync, statSync } from "node:fs"
import { join } from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import { expect, it } from "vitest"
import { readCpmobius } from "../../src/cases/cpmobius/CpmobiusRun.js"
import { gain } from "../../src/cli/gain.js"
import { createStream } from "../../src/stats/createStream.js"
import { exitOf, startGain } from "../fixtures/commandLine.js"
import { temporaryFolder } from "../fixtures/temporaryFolder.js"

const bytesIn = (folder: string): number =>
  existsSync(folder)
    ? readdirSync(folder, { recursive: true, encoding: "utf8" })
        .filter((name) => name.endsWith("ledger.jsonl"))
        .reduce((sum, name) => sum + statSync(join(folder, name)).size, 0)
    : 0

/** A report without its seconds, which are those of the machine. */
const timeless = (folder: string): unknown => {
  const { cost, ...rest } = JSON.parse(readFileSync(join(folder, "report.json"), "utf8"))
  return { ...rest, cost: cost.map(({ seconds: _, ...one }: { readonly seconds: unknown }) => one) }
}

it("a simulated study killed at 5 random moments and resumed has the curves of an undisturbed one, nothing paid twice", async () => {
  const root = temporaryFolder()
  const [whole, killed] = [join(root, "whole"), join(root, "killed")]
  const args = ["--arms", "full,frozen", "--seeds", "1", "--iterations", "16", "--votes", "4"]
  expect(await exitOf(startGain("cpmobius", "run", ...args, "--out", whole))).toBe(0)
  const size = bytesIn(whole)
  const stream = createStream(17)
  const moments = [0.0001, ...Array.from({ length: 4 }, () => 0.02 + 0.95 * stream.next())].sort((a, b) => a - b)
  let kills = 0
  for (const moment of moments) {
    const child = existsSync(join(killed, "study.json"))
      ? startGain("cpmobius", "run", "--resume", "--out", killed)
      : startGain("cpmobius", "run", ...args, "--out", killed)
    let ended = false
    const end = exitOf(child).then(() => {
      ended = true
    })
    while (!ended && bytesIn(killed) < moment * size) await sleep(8)
    if (child.kill("SIGKILL") && !ended) kills++
    await end
  }
  expect(kills).toBe(moments.length)
  expect(await exitOf(startGain("cpmobius", "run", "--resume", "--out", killed))).toBe(0)
  expect(timeless(killed)).toEqual(timeless(whole))
  for (const arm of ["full", "frozen-coach"]) {
    const [a, b] = [await readCpmobius(join(whole, arm, "seed-1")), await readCpmobius(join(killed, arm, "seed-1"))]
    expect(b.steps).toEqual(a.steps)
    expect(b.evaluations).toEqual(a.evaluations)
    expect(b.end?.spent).toEqual(a.end?.spent)
    const calls = readFileSync(join(killed, arm, "seed-1", "ledger.jsonl"), "utf8")
      .split("\n")
      .flatMap(
        (line) => /"type":"call-settled".*?"item":"(step-\d+)".*?"call":"([^"]+)"/u.exec(line)?.slice(1).join(" ") ?? []
      )
    expect(calls.length).toBeGreaterThan(500)
    expect(new Set(calls).size).toBe(calls.length)
  }
})

it("the simulated study that runs without options takes less than a minute of processor time", async () => {
  const before = process.cpuUsage()
  const quiet = { out: () => undefined, error: () => undefined }
  expect(await gain(["cpmobius", "run", "--out", join(temporaryFolder(), "study")], quiet)).toBe(0)
  const { user, system } = process.cpuUsage(before)
  const seconds = (user + system) / 1e6
  console.log(`gain cpmobius run: ${seconds.toFixed(1)} s of processor time`)
  expect(seconds).toBeLessThan(60)
})
