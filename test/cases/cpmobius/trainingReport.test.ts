import * as Effect from "effect/Effect"
import { beforeAll, describe, expect, it } from "vitest"
import { compareArms } from "../../../src/cases/cpmobius/compareArms.js"
import {
  buildTrainingReport,
  type TrainingReportOptions
} from "../../../src/cases/cpmobius/report/buildTrainingReport.js"
import { trainingHtml, trainingJson, trainingMarkdown } from "../../../src/cases/cpmobius/report/renderTraining.js"
import type { TrainingReport } from "../../../src/cases/cpmobius/report/TrainingReport.js"
import type { TrainingRecords } from "../../../src/cases/cpmobius/study/readTraining.js"
import { voteBreakEven } from "../../../src/cases/cpmobius/voteBreakEven.js"
import { mean } from "../../../src/stats/mean.js"
import { parseXml } from "../../fixtures/parseXml.js"
import { trainingRecords } from "../../fixtures/trainingRecords.js"

const built = (records: TrainingRecords, options: TrainingReportOptions = {}) =>
  Effect.runPromise(buildTrainingReport(records, options))
let records: TrainingRecords
let report: TrainingReport
beforeAll(async () => {
  records = await trainingRecords()
  report = await built(records)
})
const armRuns = (arm: string) => records.runs.filter((one) => one.arm === arm).map(({ run }) => run)

describe("a comparison of training", () => {
  it("holds Γ_train as compareArms gives it, with every seed", () => {
    const expected = compareArms(
      ["full", "frozen-coach", "self-problems"].map((id) => ({ id, runs: armRuns(id) })),
      { unit: "rollouts" }
    )
    expect(report.budget).toBe(expected.budget)
    for (const [index, contrast] of expected.contrasts.entries()) {
      expect(report.gammaTrain[index]?.overall).toEqual(contrast.overall)
      expect(report.gammaTrain[index]?.outOfDistribution).toEqual(contrast.outOfDistribution)
      expect(report.gammaTrain[index]?.overBudget).toEqual(contrast.gammaOverBudget)
    }
    expect(report.arms.map(({ seeds }) => seeds.map(({ seed }) => seed))).toEqual([
      [1, 2],
      [1, 2],
      [1, 2]
    ])
  })

  it("answers against the best arm whose Coach does not learn, in the simulated world", () => {
    const best = report.arms
      .filter(({ id }) => id !== "full")
      .reduce((a, b) => ((a.overall ?? 0) >= (b.overall ?? 0) ? a : b))
    expect(report.coach?.against).toBe(best.id)
    expect(report.coach?.sentence).toContain("in the simulated world")
    for (const text of [trainingMarkdown(report), trainingHtml(report)]) {
      expect(text).toContain("in the simulated world")
      expect(text.replaceAll(/\\/gu, "")).toContain("says nothing about any model")
    }
  })

  it("adds up what each role spent to all that was charged, and gives its seconds", () => {
    for (const { arm, flops, flopsByRole, seconds, rollouts } of report.cost) {
      const parts = Object.values(flopsByRole ?? {}).reduce((sum, one) => sum + one, 0)
      expect(parts / (flops ?? 0)).toBeCloseTo(1, 12)
      expect(rollouts).toBe(mean(armRuns(arm).map(({ end }) => end?.spent.rollouts ?? Number.NaN)))
      expect(seconds?.player).toBe(3.5)
    }
  })

  it("finds the break-even number of questions from FLOPs and votes", () => {
    const [full] = report.breakEven.arms
    const counts = records.votes.flatMap((one) => one.counts)
    const { accuracy = 0, trainingFlops = 0 } = full ?? {}
    expect(full).toMatchObject(voteBreakEven({ counts, accuracy, trainingFlops, answerFlops: 1e8 }))
    expect(accuracy).toBeCloseTo(report.arms[0]?.overall ?? 0, 12)
  })

  it("draws what the ledgers say", () => {
    const [first] = report.curves
    const run = armRuns("full")[0]
    expect(first?.points.map(({ acceptance }) => acceptance)).toEqual(run?.steps.map(({ acceptance }) => acceptance))
    expect(first?.evaluations.map(({ overall }) => overall)).toEqual(run?.evaluations.map(({ overall }) => overall))
    // Difficulty by hand, of the first iteration.
    const proposed = run?.problems.filter(({ step }) => step === 1) ?? []
    const hard = proposed.map(({ counts }) => {
      const all = counts.reduce((sum, { count }) => sum + count, 0)
      return 1 - Math.max(...counts.filter(({ key }) => key !== null).map(({ count }) => count)) / all
    })
    expect(first?.points[0]?.difficulty).toBeCloseTo(mean(hard), 12)
  })

  it("shows problems of the beginning, the way and the end, and what the guard did", async () => {
    const steps = report.gallery.filter(({ arm }) => arm === "full").map(({ step }) => step)
    expect([Math.min(...steps), Math.max(...steps), new Set(steps).size]).toEqual([1, 14, 4])
    const guarded = await built(
      await trainingRecords({
        guard: { window: 2, precisionFall: null, entropy: null, acceptance: { lower: 0.99, upper: 1 }, most: 2 },
        rollback: { kind: "sane", begin: 0, patience: 1 }
      })
    )
    expect(guarded.guard.on).toBe(true)
    expect(guarded.guard.events.some(({ kind }) => kind === "collapse")).toBe(true)
    expect(trainingMarkdown(guarded)).toContain("acceptance")
  })

  it("gives the same bytes again, well-formed, without a NaN", async () => {
    const again = await built(records)
    for (const render of [trainingJson, trainingMarkdown, trainingHtml]) {
      expect(render(again)).toBe(render(report))
      expect(render(report)).not.toMatch(/\bNaN\b|Infinity|undefined|\[object/u)
    }
    expect(JSON.parse(trainingJson(report))).toEqual(JSON.parse(JSON.stringify(report)))
    const figures = [...trainingHtml(report).matchAll(/<svg[\s\S]*?<\/svg>/gu)]
    expect(figures.length).toBe(10)
    for (const [svg] of figures) expect(() => parseXml(svg)).not.toThrow()
    expect(() => trainingJson({ ...report, budget: Number.NaN })).toThrow("budget")
  })
})

describe("an unfinished or uneven study", () => {
  it("is compared on the seeds that every arm has; what is left out is told", async () => {
    const uneven = { ...records, runs: records.runs.filter(({ arm, seed }) => arm === "full" || seed === 2) }
    const found = await built(uneven)
    expect(found.seeds).toEqual([2])
    expect(found.leftOut).toEqual(["full seed 1"])
    expect(found.gammaTrain[0]?.overall?.verdict).toBe("not-estimable")
    expect(found.coach?.answer).toBe("not-known")
    expect(trainingHtml(found)).toContain("Left out")
  })

  it("without a common seed, or without runs, is refused", async () => {
    const apart = { ...records, runs: records.runs.filter(({ arm, seed }) => (arm === "full") === (seed === 1)) }
    await expect(built(apart)).rejects.toThrow("requires a seed that every arm has")
    await expect(built({ runs: [], votes: [], unfinished: [] })).rejects.toThrow()
  })

  it("of one arm says what was learned and claims no Γ", async () => {
    const alone = await built({ ...records, runs: records.runs.filter(({ arm }) => arm === "full") })
    expect(alone.gammaTrain).toEqual([])
    expect(alone.arms[0]?.learned?.seeds).toBe(2)
    expect(trainingMarkdown(alone)).toContain("no other arm at the same budget")
  })

  it("that was evaluated too rarely has no Γ, and says so, instead of one of the untrained Player", async () => {
    const rare = await built(await trainingRecords({ evaluateEvery: 1000 }))
    const reads = rare.arms.flatMap(({ seeds }) => seeds.map(({ readAt }) => readAt ?? 0))
    expect(Math.min(...reads)).toBeLessThan(0.1)
    expect(rare.gammaTrain.some(({ overall, reason }) => overall === null && reason?.includes("evaluateEvery"))).toBe(
      true
    )
    expect(rare.coach?.answer).toBe("not-known")
    expect(report.arms.every(({ seeds }) => seeds.every(({ readAt }) => (readAt ?? 0) > 0.85))).toBe(true)
  })

  it("with a budget before the first evaluation has no number", async () => {
    const early = await built(records, { budget: 1 })
    expect(early.gammaTrain[0]?.overall).toBeNull()
    expect(early.coach?.answer).toBe("not-known")
    expect(trainingHtml(early)).not.toContain("NaN")
  })
})
