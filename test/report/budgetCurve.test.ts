import { describe, expect, it } from "vitest"
import { budgetCurve } from "../../src/report/budgetCurve.js"
import { type Element, elementsOf, parseXml } from "../fixtures/parseXml.js"
import { sampleReport } from "../fixtures/sampleReport.js"

const [arithmetic, lookup] = sampleReport.curves
if (arithmetic === undefined || lookup === undefined) throw new Error("the sample has two curves")

const styled = (figure: Element, style: string) =>
  elementsOf(figure, (element) => (element.attributes.class ?? "").split(" ").includes(style))

const placeOf = (element: Element): readonly [number, number] => {
  const [, x = "", y = ""] = /translate\((\S+) (\S+)\)/u.exec(element.attributes.transform ?? "") ?? []
  return [Number(x), Number(y)]
}

describe("budgetCurve", () => {
  it("puts teams where cost (log) and score (linear) say", () => {
    const figure = parseXml(budgetCurve(lookup, { dimension: "tokens" }))
    const ticks = styled(figure, "tick").map((one) => ({
      text: one.text,
      x: Number(one.attributes.x),
      y: Number(one.attributes.y)
    }))
    const [a, b] = ["200", "1,000"].map((text) => ticks.find((tick) => tick.text === text)?.x ?? Number.NaN)
    const [low, high] = ["0.5", "0.6"].map((text) => (ticks.find((tick) => tick.text === text)?.y ?? Number.NaN) - 4)
    if (a === undefined || b === undefined || low === undefined || high === undefined) throw new Error("no ticks")
    const marks = styled(figure, "team").map(placeOf)
    lookup.teams.forEach(({ point }, i) => {
      const [x = Number.NaN, y = Number.NaN] = marks[i] ?? []
      expect(x).toBeCloseTo(a + ((b - a) * Math.log(point.cost / 200)) / Math.log(5), 0)
      expect(y).toBeCloseTo(low + ((high - low) * (point.score - 0.5)) / 0.1, 0)
    })
  })

  it("draws one line a strategy, and the envelope once more in the legend", () => {
    const figure = parseXml(budgetCurve(arithmetic))
    expect(styled(figure, "envelope")).toHaveLength(2)
    expect(styled(figure, "curve")).toHaveLength(2 * arithmetic.strategies.length)
  })

  it("names a strategy that lies below the plot", () => {
    const texts = elementsOf(parseXml(budgetCurve(arithmetic)), ({ name }) => name === "text").map(({ text }) => text)
    expect(texts).toContain("direct (below the plot, 0.06)")
  })

  it("names every team", () => {
    for (const layout of ["wide", "narrow"] as const) {
      const figure = parseXml(budgetCurve(arithmetic, { layout }))
      expect(styled(figure, "halo").map(({ text }) => text)).toEqual(arithmetic.teams.map(({ system }) => system))
    }
  })

  it("survives a task without points", () => {
    const figure = parseXml(
      budgetCurve({
        task: "t",
        comparison: "parity",
        strategies: [{ name: "direct", points: [] }],
        envelope: [],
        teams: []
      })
    )
    expect(figure.name).toBe("svg")
  })

  it.each([
    ["one point", [{ cost: 5, score: 0.5 }]],
    [
      "a cost of 0",
      [
        { cost: 0, score: 0 },
        { cost: 3, score: 1 }
      ]
    ],
    [
      "equal scores of 1",
      [
        { cost: 1, score: 1 },
        { cost: 1e6, score: 1 }
      ]
    ]
  ])("survives %s", (_, points) => {
    const text = budgetCurve({
      task: "t",
      comparison: "parity",
      strategies: [{ name: "s", points }],
      envelope: points,
      teams: []
    })
    expect(text).not.toMatch(/NaN|Infinity|undefined/u)
    parseXml(text)
  })
})
