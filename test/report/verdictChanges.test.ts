import { describe, expect, it } from "vitest"
import type { FactorAttribution } from "../../src/attribution/Attribution.js"
import { attribute } from "../../src/attribution/attribute.js"
import type { CellData } from "../../src/attribution/CellData.js"
import type { Estimate } from "../../src/gain/Estimate.js"
import { estimateGain } from "../../src/gain/estimateGain.js"
import { classChanges, verdictChanges } from "../../src/report/verdictChanges.js"
import { exactCells, factorialWorld } from "../fixtures/factorialWorld.js"
import { richReport } from "../fixtures/factorReport.js"
import { latentWorld } from "../fixtures/latentWorld.js"
import { sampleEstimate, sampleReport } from "../fixtures/sampleReport.js"

const analysis = { level: 0.95, relevance: 1.05, margin: 1 / 1.05, folds: 5, coverage: 1.25 }
const alone = { analysis, estimates: [], units: [], gainCurves: [] }

const rowOf = (team: ReadonlyArray<ReadonlyArray<number>>, single: ReadonlyArray<ReadonlyArray<number>>): Estimate => {
  const { gamma, interval, delta, verdict, status, phiM, phiS, items } = estimateGain({ team, single })
  return sampleEstimate({ gamma, interval, delta, verdict, status, phiM, phiS, items })
}

const times = <A>(rows: ReadonlyArray<A>, count: number): ReadonlyArray<A> =>
  Array.from({ length: count }, () => rows).flat()

describe("items that would decide a row", () => {
  const { team, singles } = latentWorld({ seed: 8, items: 120, seeds: 1, phiM: 0.58, phiS: [0.5] })
  const [single = []] = singles
  const row = rowOf(team, single)
  const change = verdictChanges(row, alone).find(({ kind, becomes }) => kind === "items" && becomes === "positive")

  it("are those at which the same items, seen again and again, show the gain", () => {
    expect(row.verdict).toMatch(/inconclusive|non-inferior/u)
    const size = change?.size ?? 0
    expect(size).toBeGreaterThan(120)
    const copies = size / 120
    const enough = rowOf(times(team, Math.ceil(1.15 * copies)), times(single, Math.ceil(1.15 * copies)))
    expect(enough.interval.lower ?? 0).toBeGreaterThan(1)
    const few = Math.max(1, Math.floor(0.8 * copies))
    if (few < copies) expect(rowOf(times(team, few), times(single, few)).interval.lower ?? 2).toBeLessThan(1)
  })

  it("are called out of reach beyond a hundred times those at hand", () => {
    const flat = sampleEstimate({ gamma: 1.0501, interval: { lower: 0.4, upper: 2.7 } })
    const [only, ...rest] = verdictChanges(flat, alone)
    expect(rest).toEqual([])
    expect(only).toMatchObject({ kind: "items", size: null, becomes: "decided" })
  })

  it("are not asked for where a verdict is shown, or nothing can be shown", () => {
    const kinds = (changed: Estimate) => verdictChanges(changed, alone).map(({ kind }) => kind)
    expect(
      kinds(sampleEstimate({ verdict: "positive", gamma: 1.2, interval: { lower: 1.1, upper: 1.3 } }))
    ).not.toContain("items")
    expect(kinds(sampleEstimate({ status: "uninformative", gamma: null }))).toEqual([])
    expect(kinds(sampleEstimate({ status: "not-estimable", verdict: "not-estimable", gamma: null }))).toEqual([])
  })
})

describe("errors that would undo a gain", () => {
  const row = sampleEstimate({
    verdict: "positive",
    gamma: 1.2,
    phiM: 0.6,
    phiS: 0.5,
    interval: { lower: 1.08, upper: 1.33 },
    delta: { value: 0.1, lower: 0.04, upper: 0.16 },
    baseline: { slope: 0.05 },
    p: 0.001,
    pHolm: 0.001,
    missing: 3,
    missingBounds: { lower: 0.99, upper: 1.24 }
  })
  const of = (kind: string) => verdictChanges(row, alone).find((one) => one.kind === kind)

  it("are the lower limits of Δ and of Γ", () => {
    expect(of("grader")).toMatchObject({ size: 0.04, now: "positive", becomes: "inconclusive" })
    expect(of("grader")?.words).toContain("4% more of the team’s answers")
    expect(of("wording")?.size).toBeCloseTo(0.08, 12)
    expect(of("wording")?.words).toContain("from 0.50 to 0.54")
  })

  it("count an unsaturated single agent only where the lower limit would not survive it", () => {
    expect(of("saturation")?.size).toBe(0.05)
    const saturated = { ...row, baseline: { ...row.baseline, slope: 0.03 } }
    expect(verdictChanges(saturated, alone).map(({ kind }) => kind)).not.toContain("saturation")
  })

  it("count missing items only where their bounds cross 1", () => {
    expect(of("missing")?.words).toBe("the 3 missing items: scored 0 for the team, Γ is 0.99")
    const kept = { ...row, missingBounds: { lower: 1.01, upper: 1.24 } }
    expect(verdictChanges(kept, alone).map(({ kind }) => kind)).not.toContain("missing")
  })

  it("count the correction only where it takes the verdict away", () => {
    expect(of("correction")).toBeUndefined()
    expect(verdictChanges({ ...row, pHolm: 0.2 }, alone).map(({ kind }) => kind)).toContain("correction")
  })
})

describe("units and budgets", () => {
  it("are named where another verdict is shown, with their numbers", () => {
    const report = richReport()
    const row = report.estimates.find(({ system, task }) => system === "debate" && task === "lookup")
    const changes = row === undefined ? [] : verdictChanges(row, report)
    const calls = changes.find(({ words }) => words.startsWith("matched in calls"))
    expect(calls).toMatchObject({ kind: "unit", becomes: "harmful", size: 0.88 })
    expect(changes.find(({ kind }) => kind === "budget")).toMatchObject({ becomes: "inconclusive", size: 140 })
    expect(changes.map(({ words }) => words).join(" ")).not.toContain("prompt tokens")
  })

  it("are silent in a report without them", () => {
    for (const row of sampleReport.estimates) {
      for (const { kind } of verdictChanges(row, sampleReport)) expect(["unit", "budget"]).not.toContain(kind)
    }
  })
})

describe("classes", () => {
  const factorsOf = (data: CellData, contrast: "from-full" | "main" = "from-full") => {
    const result = attribute(data, { contrast })
    return { result, changes: (factor: FactorAttribution) => classChanges(factor, result) }
  }
  const copied = (data: CellData, count: number): CellData => ({
    ...data,
    cells: data.cells.map((cell) => ({ ...cell, scores: times(cell.scores, count) }))
  })

  it("of an undecided factor: the items named decide it when the same items are seen as often", () => {
    const data = factorialWorld({ seed: 4, count: 2, items: 150, phi: (subset) => (subset & 1 ? 0.55 : 0.5) })
    const { result, changes } = factorsOf(data)
    let told = 0
    result.factors.forEach((factor, index) => {
      expect(factor.verdict).toBe("inconclusive")
      for (const { kind, size, becomes } of changes(factor)) {
        if (kind !== "items" || size === null) continue
        told += 1
        const later = attribute(copied(data, Math.ceil((1.1 * size) / 150))).factors[index]
        expect(later?.verdict).not.toBe("inconclusive")
        if (becomes === "Class II: prune") expect(later?.class).toBe("II")
      }
    })
    expect(told).toBeGreaterThan(0)
  })

  it("of an aliased factor: the foldover where there is room for one, else all combinations", () => {
    // Half of three factors, C = A·B.
    const { result, changes } = factorsOf(
      exactCells(3, (subset) => 0.4 + 0.1 * (subset & 1), [0b100, 0b001, 0b010, 0b111]),
      "main"
    )
    expect(result.resolution).toBe("III")
    for (const factor of result.factors) {
      expect(changes(factor)).toEqual([expect.objectContaining({ kind: "alias", size: 8, becomes: "told apart" })])
    }
    expect(result.factors.map((factor) => changes(factor)[0]?.words.replace(/^.* parts it from /u, ""))).toEqual([
      "B × C",
      "A × C",
      "A × B"
    ])
  })

  it("of a factor without cells: what is missing", () => {
    const { result, changes } = factorsOf(exactCells(2, () => 0.5, [0, 1]))
    const [, second] = result.factors
    expect(second === undefined ? [] : changes(second)).toEqual([
      expect.objectContaining({ kind: "cells", size: null, becomes: "estimable" })
    ])
  })

  it("of a redundant factor: what it is worth once the other is gone", () => {
    const data = factorialWorld({ seed: 2, count: 2, items: 800, phi: (subset) => (subset === 0 ? 0.3 : 0.6) })
    const { result, changes } = factorsOf(data)
    expect(result.interactions[0]?.diagnosis).toBe("redundant")
    for (const [index, factor] of result.factors.entries()) {
      const pair = changes(factor).find(({ kind }) => kind === "pair")
      const alone = index === 0 ? result.interactions[0]?.firstWithout : result.interactions[0]?.secondWithout
      expect(pair?.size).toBe(alone?.ratio.value)
      expect(pair?.becomes).toBe("raises Γ")
    }
  })
})
