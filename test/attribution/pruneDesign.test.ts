import { describe, expect, it } from "vitest"
import { attribute } from "../../src/attribution/attribute.js"
import type { AttributionOptions, CellData } from "../../src/attribution/CellData.js"
import type { AttributedFactor, DesignAttribution } from "../../src/attribution/DesignAttribution.js"
import { pruneDesign } from "../../src/attribution/pruneDesign.js"
import { factorialWorld } from "../fixtures/factorialWorld.js"

const entryOf = (
  data: CellData,
  options: AttributionOptions = {},
  more: Partial<DesignAttribution> & { readonly kind?: AttributedFactor["kind"]; readonly block?: boolean } = {}
): DesignAttribution => {
  const { kind = "control", block, ...rest } = more
  return {
    design: "d",
    task: "t",
    family: "t",
    stratum: {},
    base: "base",
    factors: data.factors.map(({ id, levels, nullLevel, onLevel }, index) => ({
      id,
      version: 1,
      kind: index === 0 ? kind : "control",
      claim: "",
      source: "",
      levels,
      nullLevel,
      onLevel: onLevel ?? "on",
      ...(block === undefined || index > 0 ? {} : { block })
    })),
    plan: {
      spec: { kind: "full-factorial" },
      text: "",
      runs: data.cells.length,
      systems: data.cells.length,
      resolution: null,
      model: "main+2fi",
      aliases: [],
      biases: [],
      clear: [],
      notes: []
    },
    cells: [],
    dimension: "tokens",
    basis: "gamma",
    declared: { contrast: "from-full", scale: "log" },
    exploratory: [],
    missing: 0,
    missingFrom: [],
    result: attribute(data, { relevance: 1.15, ...options }),
    contexts: [],
    notes: [],
    ...rest
  }
}

const world = (count: number, phi: (on: (name: string) => boolean) => number, seed = 1, items = 2500) =>
  factorialWorld({
    seed,
    count,
    items,
    phi: (subset) => phi((name) => ((subset >> (name.charCodeAt(0) - 65)) & 1) === 1)
  })

const removedFrom = (...entries: ReadonlyArray<DesignAttribution>) =>
  pruneDesign(entries).removed.map(({ factor }) => factor)

describe("pruneDesign", () => {
  it("takes out what is shown to give nothing, keeps drivers and what is open", () => {
    const data = world(3, (on) => 0.4 * (on("B") ? 1.5 : 1))
    const pruned = pruneDesign([entryOf(data)])
    expect(pruned.removed.map(({ factor }) => factor).sort()).toEqual(["A", "C"])
    expect(pruned.levels).toEqual({ A: "off", B: "on", C: "off" })
    expect(pruned.full).toEqual({ A: "on", B: "on", C: "on" })
    expect(pruned.kept).toHaveLength(1)
    // A few items show nothing, so that nothing goes.
    const few = pruneDesign([entryOf(world(3, (on) => 0.4 * (on("B") ? 1.5 : 1), 1, 60))])
    expect(few.removed).toEqual([])
    expect(few.levels).toEqual(few.full)
    expect(few.kept.map(({ why }) => why).join()).toContain("unclassified")
  })

  it("takes out one of a redundant pair, never both, and says why", () => {
    const pair = world(2, (on) => 0.4 * (on("A") || on("B") ? 1.6 : 1))
    const { result } = entryOf(pair)
    // From the full system each looks useless: that is the trap.
    expect(result?.factors.map((factor) => factor.class)).toEqual(["II", "II"])
    const pruned = pruneDesign([entryOf(pair)])
    expect(pruned.removed).toHaveLength(1)
    expect(pruned.kept[0]?.why).toContain("redundant with")
  })

  it("takes out at most one of three factors that do one job, though pairs of them are hardly redundant", () => {
    const three = world(3, (on) => 0.4 * (on("A") || on("B") || on("C") ? 1.6 : 1))
    expect(entryOf(three).result?.factors.map((factor) => factor.class)).toEqual(["II", "II", "II"])
    expect(removedFrom(entryOf(three))).toHaveLength(1)
  })

  it("takes out one factor at a time where the runs cannot show redundancy", () => {
    const full = world(2, (on) => 0.4 * (on("A") || on("B") ? 1.6 : 1))
    const cells = full.cells.filter(({ levels }) => levels.A === "on" || levels.B === "on")
    const pruned = pruneDesign([entryOf({ ...full, cells })])
    expect(pruned.removed).toHaveLength(1)
    expect(pruned.kept[0]?.why).toContain("cannot be read from these runs")
  })

  it("takes out both factors that do harm, the harmful first", () => {
    const harm = world(2, (on) => 0.7 * (on("A") ? 0.98 : 1) * (on("B") ? 0.7 : 1))
    expect(removedFrom(entryOf(harm))).toEqual(["B", "A"])
  })

  it("keeps a factor that is not class II on every task, context factors and nuisances", () => {
    const useless = world(2, (on) => 0.4 * (on("B") ? 1.5 : 1))
    const driver = world(2, (on) => 0.4 * (on("A") ? 1.5 : 1) * (on("B") ? 1.5 : 1), 2)
    expect(removedFrom(entryOf(useless))).toEqual(["A"])
    expect(removedFrom(entryOf(useless), entryOf(driver, {}, { task: "other" }))).toEqual([])
    expect(removedFrom(entryOf(useless, {}, { kind: "context" }))).toEqual([])
    expect(pruneDesign([entryOf(useless, {}, { kind: "context" })]).full.A).toBe("off")
    expect(removedFrom(entryOf(useless, {}, { block: true }))).toEqual([])
    const problem = { kind: "unmatched", words: "the curve ends" } as const
    expect(pruneDesign([entryOf(useless, {}, { result: null, problem })]).kept[0]?.why).toContain("the curve ends")
  })
})
