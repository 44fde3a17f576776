import { describe, expect, it } from "vitest"
import { compose, presets } from "../../factors/index.js"
import { systemFigure } from "../../src/report/systemFigure.js"
import { parseXml } from "../fixtures/parseXml.js"

const count = (svg: string, pattern: RegExp): number => svg.match(pattern)?.length ?? 0
const arrows = (svg: string): number => count(svg, /class="tip open"/g)
const circles = (svg: string): number => count(svg, /<circle /g)

const drawn = (id: string): string => {
  const preset = presets[id]
  if (preset === undefined) throw new Error(`no preset ${id}`)
  return systemFigure(preset)
}

describe("systemFigure", () => {
  it("is well-formed, names every agent and stays on its sheet, for every preset", () => {
    for (const preset of Object.values(presets)) {
      const svg = systemFigure(preset)
      expect(() => parseXml(svg), preset.id).not.toThrow()
      expect(circles(svg), preset.id).toBe(preset.agents.length)
      const [, width = 0, height = 0] = (/viewBox="0 0 (\d+) (\d+)"/.exec(svg) ?? []).map(Number)
      for (const [, x, y] of svg.matchAll(/cx="([\d.-]+)" cy="([\d.-]+)"/g)) {
        expect(Number(x)).toBeGreaterThan(17)
        expect(Number(x)).toBeLessThan(width - 17)
        expect(Number(y)).toBeGreaterThan(17)
        expect(Number(y)).toBeLessThan(height - 17)
      }
    }
  })

  it("has one arrowhead for each writer and reader", () => {
    expect(arrows(drawn("debate"))).toBe(6)
    expect(arrows(drawn("macnet-chain"))).toBe(4)
    expect(arrows(drawn("macnet-mesh"))).toBe(10)
    expect(arrows(drawn("macnet-tree"))).toBe(4)
    expect(arrows(drawn("mixture-of-agents"))).toBe(12)
    expect(arrows(drawn("hierarchy"))).toBe(6)
    expect(arrows(drawn("critic-revise"))).toBe(2)
    expect(arrows(drawn("self-consistency"))).toBe(0)
    const ring = compose(presets.debate as never, { topology: "ring", agents: "7" } as never)
    expect(arrows(systemFigure(ring))).toBe(14)
  })

  it("shows who stands aside with a broken line", () => {
    expect(count(drawn("planner-solver"), /stroke-dasharray="3 3"/g)).toBe(1)
    expect(count(drawn("debate"), /stroke-dasharray="3 3"/g)).toBe(0)
  })
})
