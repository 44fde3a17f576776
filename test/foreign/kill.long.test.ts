import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import { expect, it } from "vitest"
import { readLedger } from "../../src/ledger/readLedger.js"
import { createStream } from "../../src/stats/createStream.js"
import { exitOf, startGain } from "../fixtures/commandLine.js"
import { temporaryFolder } from "../fixtures/temporaryFolder.js"

const source = `
  import { foreignSystem } from "collaboration-gain"
  const team = foreignSystem({
    id: "team", version: "1", agents: ["x", "y", "z"],
    run: async ({ question, agents }) => {
      const votes = (await Promise.all(Object.values(agents).map((one) => one.chat("Q" + question + "T"))))
        .flatMap(({ text }) => /A([^A]+)$/.exec(text)?.[1] ?? [])
      return (await agents.x.chat("Q" + question + votes.map((vote) => "P" + vote).join("") + "G")).text
    }
  })
  export const systems = [team]
  export default {
    name: "killed-team", model: "embedded", budget: 900, teams: [team.blueprint],
    tasks: [{ id: "sums", source: { synthetic: { family: "arithmetic", level: 4, items: 12, seed: 1 } } }]
  }`

const sizeOf = (path: string): number => (existsSync(path) ? statSync(path).size : 0)

it("a foreign system killed at 3 random moments and resumed gives the bytes of an undisturbed run, nothing paid twice", async () => {
  const folder = temporaryFolder()
  const path = join(folder, "study.ts")
  writeFileSync(path, source)
  const [whole, killed] = [join(folder, "whole"), join(folder, "killed")]
  expect(await exitOf(startGain("run", path, "--out", whole))).toBe(0)
  const ledger = join(killed, "ledger.jsonl")
  const full = sizeOf(join(whole, "ledger.jsonl"))
  const stream = createStream(5)
  const moments = Array.from({ length: 3 }, () => 0.05 + 0.9 * stream.next()).sort((a, b) => a - b)
  let kills = 0
  for (const moment of moments) {
    const child = existsSync(ledger)
      ? startGain("resume", killed, "--study", path)
      : startGain("run", path, "--out", killed)
    let ended = false
    const end = exitOf(child).then(() => {
      ended = true
    })
    while (!ended && sizeOf(ledger) < moment * full) await sleep(5)
    if (child.kill("SIGKILL") && !ended) kills++
    await end
  }
  expect(kills).toBe(3)
  expect(await exitOf(startGain("resume", killed, "--study", path))).toBe(0)
  expect(readFileSync(join(killed, "report.json"), "utf8")).toBe(readFileSync(join(whole, "report.json"), "utf8"))
  const { calls } = await readLedger(killed)
  expect(new Set(calls.map((call) => `${call.trial} ${call.call}`)).size).toBe(calls.length)
  expect(calls.length).toBe((await readLedger(whole)).calls.length)
})
