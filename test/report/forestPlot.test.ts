import { describe, expect, it } from "vitest"
import { forestPlot } from "../../src/report/forestPlot.js"
import type { Report } from "../../src/report/Report.js"
import { emptyReport } from "../fixtures/emptyReport.js"
import { type Element, elementsOf, parseXml } from "../fixtures/parseXml.js"
import { sampleEstimate, sampleReport } from "../fixtures/sampleReport.js"

type Changes = Parameters<typeof sampleEstimate>[0]

const figureOf = (...rows: ReadonlyArray<Changes>): Element => {
  const report: Report = { ...sampleReport, estimates: rows.map((row) => sampleEstimate(row)) }
  return parseXml(forestPlot(report))
}
const has = (element: Element, style: string): boolean => (element.attributes.class ?? "").split(" ").includes(style)
const all = (figure: Element, style: string) => elementsOf(figure, (element) => has(element, style))
const number = (element: Element | undefined, key: string): number => Number(element?.attributes[key])

/** Where a ratio lies, from two ticks of the figure itself. */
const scaleOf = (figure: Element): ((ratio: number) => number) => {
  const one = number(all(figure, "one")[0], "x1")
  const labels = all(figure, "tick").filter(({ text }) => /^\d/u.test(text) && text !== "1")
  const other = labels[0]
  const unit = (number(other, "x") - one) / Math.log(Number(other?.text))
  return (ratio) => one + unit * Math.log(ratio)
}

const certain: Changes = { gamma: 1.25, interval: { lower: 1.1, upper: 1.42 }, verdict: "positive", pHolm: 0.001 }

describe("forestPlot", () => {
  it("puts Γ and its bounds where the logarithm says", () => {
    const figure = figureOf(certain)
    const at = scaleOf(figure)
    const mark = all(figure, "mark")[0]
    expect(mark?.name).toBe("circle")
    expect(number(mark, "cx")).toBeCloseTo(at(1.25), 0)
    const span = elementsOf(figure, (one) => has(one, "span") && one.attributes.x1 !== one.attributes.x2)[0]
    expect(number(span, "x1")).toBeCloseTo(at(1.1), 0)
    expect(number(span, "x2")).toBeCloseTo(at(1.42), 0)
  })

  it("shades the differences too small to matter", () => {
    const figure = figureOf(certain)
    const at = scaleOf(figure)
    const band = all(figure, "band")[0]
    expect(number(band, "x")).toBeCloseTo(at(1 / 1.05), 0)
    expect(number(band, "x") + number(band, "width")).toBeCloseTo(at(1.05), 0)
  })

  it("ends in an arrow where there is no bound, and only there", () => {
    expect(all(figureOf(certain), "tip")).toHaveLength(0)
    const unbounded = figureOf({
      gamma: null,
      status: "unbounded",
      interval: { lower: 1.9, upper: null },
      verdict: "positive"
    })
    expect(all(unbounded, "tip")).toHaveLength(1)
    expect(all(unbounded, "mark")).toHaveLength(0)
  })

  it("ends in an arrow where a bound would flatten the other rows", () => {
    const figure = figureOf(certain, { ...certain, interval: { lower: 1.1, upper: 400 } })
    expect(all(figure, "tip")).toHaveLength(1)
    const [first, second] = all(figure, "mark")
    expect(number(first, "cx")).toBe(number(second, "cx"))
  })

  it("draws rows without a match grey and dashed, rows without an estimate not at all", () => {
    const figure = figureOf(
      { ...certain, verdict: "unmatched", budget: { matched: false } },
      { verdict: "not-estimable", status: "not-estimable", gamma: null, interval: { lower: null, upper: null } }
    )
    expect(all(figure, "dash").every((one) => has(one, "none"))).toBe(true)
    expect(all(figure, "dash")).toHaveLength(1)
    expect(all(figure, "mark")).toHaveLength(1)
    const texts = elementsOf(figure, ({ name }) => name === "text").map(({ text }) => text)
    expect(texts).toContain("no estimate")
    expect(texts).toContain("not estimable")
  })

  it("sets access gain apart, below and on an axis of its own", () => {
    const figure = figureOf(certain, { ...certain, comparison: "access", gamma: 8, interval: { lower: 5, upper: 13 } })
    expect(all(figure, "panel").map(({ text }) => text)).toEqual([
      "Information parity: the one agent may see everything the team sees",
      "Access gain: the one agent sees only one agent’s share"
    ])
    const [parity, access] = all(figure, "one")
    expect(number(parity, "y2")).toBeLessThan(number(access, "y1"))
    expect(number(parity, "x1")).not.toBe(number(access, "x1"))
  })

  it("says all of it in words", () => {
    const label = figureOf(certain).attributes["aria-label"] ?? ""
    expect(label).toContain("debate on arithmetic 1.25 [1.10, 1.42], positive")
    expect(figureOf(certain).attributes.role).toBe("img")
  })

  it("keeps everything inside the figure", () => {
    for (const layout of ["wide", "narrow"] as const) {
      const figure = parseXml(forestPlot(sampleReport, { layout }))
      const width = number(figure, "width")
      const height = number(figure, "height")
      for (const element of elementsOf(figure, () => true)) {
        for (const key of ["x", "x1", "x2", "cx"]) {
          if (key in element.attributes) expect(number(element, key)).toBeGreaterThanOrEqual(0)
          if (key in element.attributes) expect(number(element, key)).toBeLessThanOrEqual(width)
        }
        for (const key of ["y", "y1", "y2", "cy"]) {
          if (key in element.attributes) expect(number(element, key)).toBeLessThanOrEqual(height)
        }
      }
    }
  })

  it("survives a report without rows", () => {
    expect(parseXml(forestPlot(emptyReport)).attributes["aria-label"]).toBe("Forest plot without rows.")
  })
})
