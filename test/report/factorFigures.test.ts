import { describe, expect, it } from "vitest"
import type { Attribution } from "../../src/attribution/Attribution.js"
import { attribute } from "../../src/attribution/attribute.js"
import { effectForest } from "../../src/report/effectForest.js"
import { gainOverBudget } from "../../src/report/gainOverBudget.js"
import { interactionMap } from "../../src/report/interactionMap.js"
import { roundCourses } from "../../src/report/roundCourses.js"
import { exactCells, factorialWorld } from "../fixtures/factorialWorld.js"
import { richReport, sampleDynamics } from "../fixtures/factorReport.js"
import { elementsOf, parseXml } from "../fixtures/parseXml.js"

const full = attribute(
  factorialWorld({
    seed: 5,
    count: 3,
    items: 400,
    phi: (subset) => 0.3 * (subset & 1 ? 1.4 : 1) * (subset & 2 ? 1.1 : 1)
  })
)
/** Half of four factors: pairs are aliased with pairs. */
const half = attribute(
  factorialWorld({
    seed: 6,
    count: 4,
    items: 400,
    phi: (subset) => (subset & 1 ? 0.5 : 0.4),
    subsets: [0, 0b1001, 0b1010, 0b0011, 0b1100, 0b0101, 0b0110, 0b1111]
  }),
  { contrast: "main" }
)
const leaveOneOut = attribute(exactCells(3, (subset) => 0.2 + 0.08 * subset, [7, 6, 5, 3]))
const zeros = attribute(exactCells(2, (subset) => (subset === 0 ? 0 : 0.5)))

const styles = (svg: string, name: string): ReadonlyArray<string> =>
  elementsOf(parseXml(svg), (element) => element.name === name).map(({ attributes }) => attributes.class ?? "")

const worlds: ReadonlyArray<readonly [string, Attribution]> = [
  ["full", full],
  ["half", half],
  ["leave-one-out", leaveOneOut],
  ["zeros", zeros]
]

describe.each(worlds)("figures of a %s design", (_, result) => {
  it.each(["wide", "narrow"] as const)("hold numbers only, inside the page (%s)", (layout) => {
    for (const svg of [effectForest(result, { layout }), interactionMap(result, { layout })]) {
      expect(svg).not.toMatch(/NaN|undefined|Infinity|null/u)
      const figure = parseXml(svg)
      const width = layout === "wide" ? 920 : 360
      for (const { attributes } of elementsOf(figure, ({ name }) => name === "rect")) {
        expect(Number(attributes.x)).toBeGreaterThanOrEqual(-0.01)
        expect(Number(attributes.x) + Number(attributes.width)).toBeLessThanOrEqual(width + 0.01)
        expect(Number(attributes.width)).toBeGreaterThanOrEqual(0)
      }
    }
  })
})

describe("the interaction map", () => {
  it("tints what is clear, and one cell a factor and pair", () => {
    const rects = styles(interactionMap(full), "rect")
    expect(rects.filter((style) => style === "cell")).toHaveLength(6)
    expect(rects.filter((style) => style === "up" || style === "down")).toHaveLength(6)
    expect(rects.filter((style) => style === "diagonal")).toHaveLength(3)
  })

  it("never tints an aliased pair, and names what it cannot be told from", () => {
    const svg = interactionMap(half)
    const rects = styles(svg, "rect")
    expect(rects.filter((style) => style === "cell aliased")).toHaveLength(6)
    expect(rects.filter((style) => style === "up" || style === "down")).toHaveLength(4)
    for (const alias of ["≡ C×D", "≡ B×D", "≡ B×C", "≡ A×D", "≡ A×C", "≡ A×B"]) expect(svg).toContain(alias)
  })

  it("hatches what is not estimable", () => {
    const svg = interactionMap(leaveOneOut)
    expect(styles(svg, "path").filter((style) => style === "hatch").length).toBeGreaterThan(0)
    expect(styles(svg, "rect").filter((style) => style === "up" || style === "down")).toHaveLength(0)
  })
})

describe("the forest plot of factors", () => {
  it("gives an aliased effect the colour of no verdict", () => {
    const third = attribute(
      exactCells(3, (subset) => 0.4 + 0.1 * (subset & 1), [0b100, 0b001, 0b010, 0b111]),
      {
        contrast: "main"
      }
    )
    const svg = effectForest(third)
    expect(styles(svg, "line").filter((style) => style.startsWith("span"))).not.toContain("span gain")
    expect(svg.match(/aliased<\/text>/gu)?.length).toBeGreaterThanOrEqual(6)
  })

  it("shows the declared contrast first and strong", () => {
    const texts = elementsOf(parseXml(effectForest(full)), ({ name }) => name === "text")
    const measures = texts.filter(({ text }) => /^(?:from|main|Shapley)/u.test(text))
    expect(measures.slice(0, 4).map(({ text, attributes }) => [text, attributes.class])).toEqual([
      ["from full", "strong"],
      ["from base", "soft"],
      ["main effect", "soft"],
      ["Shapley value", "soft"]
    ])
  })

  it("says of effects on the linear scale that they are points", () => {
    expect(effectForest(zeros)).toContain("(points)")
  })
})

describe("Γ over the budget and the rounds", () => {
  it.each(["wide", "narrow"] as const)("hold numbers only, without Γ too (%s)", (layout) => {
    const { gainCurves } = richReport()
    for (const svg of [
      gainOverBudget(gainCurves, { layout }),
      gainOverBudget([], { layout }),
      roundCourses(sampleDynamics.arms, { layout }),
      roundCourses([], { layout })
    ]) {
      expect(svg).not.toMatch(/NaN|undefined|Infinity|null/u)
      parseXml(svg)
    }
  })

  it("leave out teams of which nothing can be said", () => {
    const svg = roundCourses(sampleDynamics.arms)
    expect(svg).toContain(">debate</text>")
    expect(svg).not.toContain(">relay</text>")
  })

  it("mark every point, also where it is not estimable", () => {
    const svg = gainOverBudget(richReport().gainCurves)
    expect(svg.match(/class="mark /gu)).toHaveLength(5)
    expect(svg.match(/>n\/e<\/text>/gu)).toHaveLength(1)
  })
})
