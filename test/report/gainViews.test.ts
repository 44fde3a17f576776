import { describe, expect, it } from "vitest"
import { buildReport } from "../../src/report/buildReport.js"
import { evidenceOf } from "../../src/report/evidenceOf.js"
import { renderHtml } from "../../src/report/renderHtml.js"
import { renderJson } from "../../src/report/renderJson.js"
import type { Item } from "../../src/task/Item.js"
import { itemsOf, ledgerOf, type WorldArm } from "../fixtures/ledgerOf.js"

const right = (share: number) => (item: Item) => ({
  answer: Number(item.id.slice(1)) % 20 < 20 * share ? "right" : "wrong",
  cost: 100
})

const arms = (task: string, share: number): ReadonlyArray<WorldArm> => [
  { id: "team", role: "team", task, seeds: 1, agents: [{}, {}, {}], outcome: right(share) },
  {
    id: "pool",
    task,
    seeds: 4,
    outcome: (item, seed) => ({ answer: (seed + Number(item.id.slice(1))) % 10 < 6 ? "right" : "wrong", cost: 50 })
  }
]

const items = itemsOf(60).map((item, i): Item => ({ ...item, traits: { steps: i % 2, name: item.id } }))
const ledger = ledgerOf({ items, tasks: ["one", "two"], arms: [...arms("one", 0.85), ...arms("two", 0.6)] })
const report = buildReport(ledger)

describe("Γ in other views", () => {
  it("has an overall row a system, as the geometric mean of its tasks", () => {
    const [row, ...rest] = report.overall
    expect(rest).toEqual([])
    const gammas = report.estimates.map(({ gamma }) => gamma ?? Number.NaN)
    expect(row?.gamma).toBeCloseTo(Math.sqrt((gammas[0] ?? 0) * (gammas[1] ?? 0)), 12)
    expect(row?.tasks.map(({ task }) => task)).toEqual(["one", "two"])
  })

  it("tells traits with a few values apart, and no names", () => {
    expect(new Set(report.traits.map(({ trait }) => trait))).toEqual(new Set(["steps"]))
    expect(report.traits.map(({ strata }) => strata.map(({ value, items: count }) => [value, count]))).toEqual([
      [
        ["0", 30],
        ["1", 30]
      ],
      [
        ["0", 30],
        ["1", 30]
      ]
    ])
  })

  it("leaves out units that say nothing new or hang on the machine", () => {
    expect(report.units.map(({ rows }) => rows.map(({ dimension }) => dimension))).toEqual([
      ["tokens", "sampledTokens", "promptTokens", "calls"],
      ["tokens", "sampledTokens", "promptTokens", "calls"]
    ])
  })

  it("has no curve for teams of one round, and no section that says nothing", () => {
    expect(report.gainCurves).toEqual([])
    const page = renderHtml(report)
    for (const id of ["factors", "budget-gain", "dynamics"]) expect(page).not.toContain(`id="${id}"`)
    for (const id of ["units", "overall"]) expect(page).toContain(`id="${id}"`)
  })

  it("does not depend on the order in which trials ended", () => {
    const other = buildReport({ ...ledger, trials: [...ledger.trials].reverse() })
    // Which conversation is shown follows the ledger, which is read in the order of trials.
    expect(renderJson({ ...other, transcripts: [] })).toBe(renderJson({ ...report, transcripts: [] }))
  })
})

describe("evidence", () => {
  it("points from every further part to arms that are there", () => {
    const { parts, arms: shown } = evidenceOf(ledger, report)
    const slots = new Set(shown.map(({ slot }) => slot))
    for (const { at, slots: own } of parts) {
      expect(own.length).toBeGreaterThan(1)
      for (const slot of own) expect(slots).toContain(slot)
      const value = at
        .split("/")
        .slice(1)
        .reduce<unknown>((inner, key) => (inner as Record<string, unknown>)[key], JSON.parse(renderJson(report)))
      expect(value).toBeTypeOf("object")
    }
    const named = parts.map(({ at }) => at.split("/")[1])
    expect(new Set(named)).toEqual(new Set(["units", "overall", "traits", "dynamics"]))
    expect(parts.find(({ at }) => at === "/units/1")?.slots).toEqual([2, 3])
    expect(parts.find(({ at }) => at === "/overall/0")?.slots).toEqual([0, 1, 2, 3])
  })
})
