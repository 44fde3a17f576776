import { createHash } from "node:crypto"
import { existsSync, readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import {
  type Base,
  type Confirmed,
  chosenIn,
  type FrozenSettings,
  type Measured,
  pairedDifference,
  studyArms,
  type Trial,
  unpacked,
  weightsTables
} from "../../../../scripts/cpmobiusWeightsRecord.js"
import { packageRoot } from "../../../../src/model/packageRoot.js"

const folder = join(packageRoot(), "docs", "records", "cpmobius-weights")
const text = (name: string) => readFileSync(join(folder, name), "utf8")
const sha256 = (bytes: string | Buffer) => createHash("sha256").update(bytes).digest("hex")
const names = readdirSync(folder)
const trials = text("search.jsonl")
  .trim()
  .split("\n")
  .map((line): Trial => JSON.parse(line))
const frozen: FrozenSettings | null = existsSync(join(folder, "settings.json"))
  ? JSON.parse(text("settings.json"))
  : null
const start: Measured = JSON.parse(text("validation-base.json"))
const base: Base | null = names.includes("base.json") ? JSON.parse(text("base.json")) : null
const confirmed = names
  .filter((name) => name.startsWith("confirm-"))
  .sort()
  .map((name): Confirmed => JSON.parse(text(name)))

const bits = (values: ReadonlyArray<number>): Measured => ({
  items: values.length,
  accuracy: values.reduce((sum, value) => sum + value, 0) / values.length,
  right: Buffer.from([values.reduce((byte, value, index) => byte | (value << index), 0)]).toString("base64")
})

describe("the record of the study on real weights", () => {
  it("pairs trained and untrained answers by item and seed", () => {
    const before = bits([0, 0, 1, 1])
    const after = [bits([1, 0, 1, 1]), bits([1, 1, 1, 0]), bits([1, 1, 1, 1])]
    // By hand: means of seeds 1/4, 1/4, 1/2, variance 1/48; of items 1, 2/3, 0, −1/3, variance 10/27.
    const half = 4.302652729911275 * Math.sqrt(1 / 48 / 3 + 10 / 27 / 4)
    const found = pairedDifference(after, before)
    expect(found.seeds).toEqual([0.25, 0.25, 0.5])
    expect(found.value).toBeCloseTo(1 / 3, 12)
    expect(found.lower).toBeCloseTo(1 / 3 - half, 9)
    expect(found.upper).toBeCloseTo(1 / 3 + half, 9)
  })

  it.skipIf(frozen === null)("gives every arm the same trials, and each rung the best of the one before", () => {
    if (frozen === null) return
    for (const arm of studyArms) {
      let expected: ReadonlyArray<string> = frozen.grid.map(({ id }) => id)
      for (const { iterations, kept } of frozen.rungs) {
        const tried = trials.filter((one) => one.arm === arm && one.iterations === iterations)
        expect([...tried.map(({ setting }) => setting)].sort()).toEqual([...expected].sort())
        expected = chosenIn(trials, arm, iterations, kept)
      }
      expect(expected).toEqual([frozen.chosen[arm]])
    }
  })

  it.skipIf(frozen === null)("froze the settings after the search and before every confirmation", () => {
    if (frozen === null) return
    expect(frozen.search).toBe(sha256(text("search.jsonl")))
    expect(frozen.model).toBe(sha256(readFileSync(join(packageRoot(), "models", "novice.gguf"))))
    const hash = sha256(text("settings.json"))
    for (const one of [...(base === null ? [] : [base]), ...confirmed]) expect(one.settings).toBe(hash)
    for (const { arm, setting, seed, iterations, curve } of confirmed) {
      expect(setting).toBe(frozen.chosen[arm])
      expect(frozen.confirmation.seeds).toContain(seed)
      expect(seed).not.toBe(frozen.searchSeed)
      expect(iterations).toBe(frozen.confirmation.iterations)
      expect(curve.probe).toHaveLength(iterations)
    }
  })

  it.skipIf(base === null)("holds accuracies that follow from the answers", () => {
    for (const one of [...(base === null ? [] : [base]), ...confirmed]) {
      for (const scope of ["overall", "outOfDistribution", "greedy"] as const) {
        const right = unpacked(one[scope]).reduce((sum, value) => sum + value, 0)
        expect(right / one[scope].items).toBeCloseTo(one[scope].accuracy, 5)
        expect(one[scope].items).toBe(frozen?.confirmation[scope])
      }
    }
  })

  it.skipIf(frozen === null)("is what the page says", () => {
    if (frozen === null) return
    const page = readFileSync(join(packageRoot(), "docs", "cpmobius-weights.md"), "utf8")
    const { grid, rungs } = frozen
    const seeds = frozen.confirmation.seeds.length
    for (const [name, inside] of Object.entries(
      weightsTables({ trials, grid, rungs, seeds, start, base, confirmed })
    )) {
      expect(page).toContain(`<!-- ${name} -->\n${inside}\n<!-- end of ${name} -->`)
    }
  })
})
