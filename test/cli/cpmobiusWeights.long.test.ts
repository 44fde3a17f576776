import { chmodSync, existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import { fileURLToPath } from "node:url"
import { describe, expect, it } from "vitest"
import { readCpmobius } from "../../src/cases/cpmobius/CpmobiusRun.js"
import { gain } from "../../src/cli/gain.js"
import { temporaryFolder } from "../fixtures/temporaryFolder.js"
import { trainingPython } from "../fixtures/trainingPython.js"

const here = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url))
const python = trainingPython()

/** Runs the command line; its exit code, what it printed, and whether it has ended. */
const start = (args: ReadonlyArray<string>) => {
  const state = { text: "", ended: false }
  const print = (text: string) => {
    state.text += text
  }
  const end = gain(["cpmobius", "run", ...args], { out: print, error: print }).then((code) => {
    state.ended = true
    return { code, text: state.text }
  })
  return { state, end }
}

const settings = (name: string, value: unknown): string => {
  const path = join(temporaryFolder(), `${name}.json`)
  writeFileSync(path, JSON.stringify(value))
  return path
}
const small = { problems: 2, answers: 4, mostRounds: 2, warmUp: null, gate: null, evaluateEvery: 10 }

/** A small study of one arm on the embedded novice. */
const study = (
  out: string,
  options: { readonly config?: object; readonly training?: object; readonly model?: string } = {}
) => [
  "--learner",
  "weights",
  "--model",
  options.model ?? "embedded:novice",
  "--arms",
  "full",
  "--seeds",
  "1",
  "--iterations",
  "3",
  "--probe",
  "6",
  "--held",
  "6",
  "--config",
  settings("config", { ...small, ...options.config }),
  "--training",
  settings("training", { python, ...options.training }),
  "--out",
  out
]

/** A program that starts Python under a limit of the shell's. */
const limited = (limit: string): string => {
  const file = join(temporaryFolder(), "limited")
  writeFileSync(file, `#!/bin/sh\nulimit ${limit}\nexec ${python} "$@"\n`)
  chmodSync(file, 0o755)
  return file
}

describe("gain cpmobius run --learner weights, what goes wrong is told with its exit code", () => {
  it("no Python with PyTorch: refused before any token, with how to get it", async () => {
    const { code, text } = await start(study(join(temporaryFolder(), "out"), { training: { python: "/bin/false" } }))
      .end
    expect(code).toBe(2)
    expect(text).toMatch(/PyTorch/u)
  })

  it.skipIf(python === undefined)("weights of a type that cannot be trained: refused", async () => {
    const path = join(temporaryFolder(), "patched.gguf")
    const bytes = readFileSync(here("models/novice.gguf"))
    const name = "blk.0.attn_q.weight"
    bytes.writeUInt32LE(30, bytes.indexOf(name) + name.length + 4 + 16)
    writeFileSync(path, bytes)
    const { code, text } = await start(study(join(temporaryFolder(), "out"), { model: path })).end
    expect(code).toBe(2)
    expect(text).toContain("BF16; requires one of F32, F16, Q4_1, Q8_0")
  })

  it.skipIf(python === undefined)(
    "a loss that is no number: exit 1, nothing applied, the checkpoint intact",
    async () => {
      const out = join(temporaryFolder(), "out")
      const update = { learningRate: 1e30, clip: 0.2, kl: 0, entropy: 0, gradientClip: 1, average: "token" }
      const { code, text } = await start(study(out, { config: { playerUpdate: update } })).end
      expect([code, text]).toEqual([1, expect.stringMatching(/finite/u)])
      expect(text).toContain("gain cpmobius run --resume")
      const run = await readCpmobius(join(out, "full/seed-1"))
      expect(run.checkpoint?.step).toBe(0)
      expect(readdirSync(join(out, "full/seed-1/policies/checkpoints")).join(" ")).toContain(
        run.checkpoint?.player.digest ?? "?"
      )
    }
  )

  it.skipIf(python === undefined)(
    "a disk that is full at a checkpoint: exit 1; with room again the study goes on",
    async () => {
      const out = join(temporaryFolder(), "out")
      // Files of at most 3 MB: live weights fit, checkpoints with the optimiser's moments do not.
      const first = await start(study(out, { training: { python: limited("-f 6000") } })).end
      expect([first.code, first.text]).toEqual([1, expect.stringMatching(/[Mm]ake room/u)])
      const spec = JSON.parse(readFileSync(join(out, "study.json"), "utf8"))
      writeFileSync(join(out, "study.json"), JSON.stringify({ ...spec, training: { python } }))
      const again = await start(["--resume", "--out", out]).end
      expect([again.code, again.text]).toEqual([0, expect.stringContaining("Report:")])
      expect((await readCpmobius(join(out, "full/seed-1"))).steps.length).toBe(3)
    }
  )

  it.skipIf(python === undefined)("a worker that is killed: exit 1; resumed from the last checkpoint", async () => {
    const out = join(temporaryFolder(), "out")
    const { state, end } = start(study(out))
    const checkpoints = join(out, "full/seed-1/policies/checkpoints")
    while (!state.ended && !(existsSync(checkpoints) && readdirSync(checkpoints).length > 2)) await sleep(50)
    const worker = readdirSync("/proc").find((pid) => {
      try {
        const [, after = ""] = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")
        return (
          after.split(" ")[1] === String(process.pid) && readFileSync(`/proc/${pid}/comm`, "utf8").startsWith("python")
        )
      } catch {
        return false
      }
    })
    expect(worker).toBeDefined()
    process.kill(Number(worker), "SIGKILL")
    const { code, text } = await end
    expect([code, text]).toEqual([1, expect.stringMatching(/worker|process/iu)])
    const before = (await readCpmobius(join(out, "full/seed-1"))).checkpoint
    expect(before).not.toBeNull()
    const again = await start(["--resume", "--out", out]).end
    expect([again.code, again.text]).toEqual([0, expect.stringContaining("Report:")])
    const run = await readCpmobius(join(out, "full/seed-1"))
    expect(run.steps.map(({ step }) => step)).toEqual([1, 2, 3])
    expect(run.end?.reason).toBe("steps")
  })
})
