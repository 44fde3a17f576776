import { spawn } from "node:child_process"
import { existsSync, statSync } from "node:fs"
import { join, resolve } from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import { expect, it } from "vitest"
import { runCpmobius } from "../../../src/cases/cpmobius/runCpmobius.js"
import { childInput } from "../../fixtures/cpmobiusChild.js"
import { temporaryFolder } from "../../fixtures/temporaryFolder.js"

const program = resolve("test/fixtures/cpmobiusChild.ts")

it("a process killed with SIGKILL at any moment goes on to the curve of one that was not", async () => {
  const root = temporaryFolder()
  const whole = join(root, "whole")
  const expected = await runCpmobius(childInput(whole), { folder: join(whole, "run"), exact: true })
  const size = statSync(join(whole, "run", "ledger.jsonl")).size
  for (const share of [0.05, 0.4, 0.85]) {
    const folder = join(root, `killed-${share}`)
    const ledger = join(folder, "run", "ledger.jsonl")
    const child = spawn(process.execPath, ["node_modules/.bin/jiti", program, folder], { stdio: "ignore" })
    const ended = new Promise((done) => child.once("exit", done))
    for (let waited = 0; waited < 120_000 && child.exitCode === null; waited += 5) {
      if (existsSync(ledger) && statSync(ledger).size > share * size) break
      await sleep(5)
    }
    child.kill("SIGKILL")
    await ended
    expect(child.signalCode).toBe("SIGKILL")
    const resumed = await runCpmobius(childInput(folder), { folder: join(folder, "run"), exact: true, resume: true })
    expect(resumed.steps).toEqual(expected.steps)
    expect(resumed.evaluations).toEqual(expected.evaluations)
    expect(resumed.collapses).toEqual(expected.collapses)
    expect(resumed.end).toEqual(expected.end)
  }
})
