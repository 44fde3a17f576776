import { describe, expect, it } from "vitest"
import { addOneIn, leaveOneOut, oneAtATime } from "../../../src/design/plans/ablations.js"
import { foldover } from "../../../src/design/plans/foldover.js"
import { fullFactorial } from "../../../src/design/plans/fullFactorial.js"
import { leveled, switches } from "./planFactors.js"

const three = [
  { id: "critic", levels: ["off", "on"], nullLevel: "off" },
  { id: "topology", levels: ["chain", "none", "mesh"], nullLevel: "none", onLevel: "mesh" },
  { id: "memory", levels: ["notes", "none"], nullLevel: "none" }
]

describe("a full factorial", () => {
  it("has every combination once, the null levels first", () => {
    const table = fullFactorial(three)
    expect(table.rows).toHaveLength(12)
    expect(new Set(table.rows.map((row) => JSON.stringify(row)))).toHaveProperty("size", 12)
    expect(table.rows.slice(0, 3)).toEqual([
      { critic: "off", topology: "none", memory: "none" },
      { critic: "on", topology: "none", memory: "none" },
      { critic: "off", topology: "chain", memory: "none" }
    ])
    for (const { id, levels } of three) {
      for (const level of levels) {
        expect(table.rows.filter((row) => row[id] === level)).toHaveLength(12 / levels.length)
      }
    }
  })

  it("estimates everything", () => {
    const table = fullFactorial(three)
    expect(table.model).toBe("main+2fi")
    expect(table.resolution).toBeNull()
    expect(table.aliases).toHaveLength(6)
    expect(table.aliases.every(({ aliasedWith }) => aliasedWith.length === 0)).toBe(true)
    expect(table.clear).toEqual(["critic × topology", "critic × memory", "topology × memory"])
    expect(table.dEfficiency).toBe(1)
  })

  it("is refused beyond 65,536 combinations", () => {
    expect(fullFactorial(switches(12)).rows).toHaveLength(4096)
    expect(() => fullFactorial(switches(17))).toThrow("131072")
  })
})

describe("plans that change one factor at a time", () => {
  it("leave one out of the full system", () => {
    expect(leaveOneOut(three).rows).toEqual([
      { critic: "on", topology: "mesh", memory: "notes" },
      { critic: "off", topology: "mesh", memory: "notes" },
      { critic: "on", topology: "none", memory: "notes" },
      { critic: "on", topology: "mesh", memory: "none" }
    ])
    expect(leaveOneOut(three).notes).toContain("Factor topology: none and mesh are compared; not run: chain.")
  })

  it("add one to the base", () => {
    expect(addOneIn(three).rows).toEqual([
      { critic: "off", topology: "none", memory: "none" },
      { critic: "on", topology: "none", memory: "none" },
      { critic: "off", topology: "mesh", memory: "none" },
      { critic: "off", topology: "none", memory: "notes" }
    ])
  })

  it("set every other level once", () => {
    expect(oneAtATime(three).rows).toEqual([
      { critic: "off", topology: "none", memory: "none" },
      { critic: "on", topology: "none", memory: "none" },
      { critic: "off", topology: "chain", memory: "none" },
      { critic: "off", topology: "mesh", memory: "none" },
      { critic: "off", topology: "none", memory: "notes" }
    ])
    expect(oneAtATime(leveled([4, 3, 5])).rows).toHaveLength(1 + 3 + 2 + 4)
  })

  it("alias each effect with all interactions of its factor, and each interaction with its two factors", () => {
    for (const [plan, weight] of [
      [leaveOneOut, 1],
      [addOneIn, -1]
    ] as const) {
      const table = plan(switches(4))
      expect(table.aliases[0]).toEqual({ effect: "A", aliasedWith: ["A × B", "A × C", "A × D"] })
      const pair = table.aliases.find(({ effect }) => effect === "B × C")
      expect(pair?.aliasedWith).toEqual(["B", "C", "A × B", "A × C", "B × D", "C × D"])
      expect(table.biases).toHaveLength(12)
      expect(new Set(table.biases.map((bias) => bias.weight))).toEqual(new Set([weight]))
      expect(table.clear).toEqual([])
      expect(table.resolution).toBeNull()
    }
    const mixed = oneAtATime(three)
    expect(mixed.aliases[1]).toEqual({ effect: "topology", aliasedWith: ["critic × topology", "topology × memory"] })
  })

  it("have the determinant of a leave-one-out plan: |X| = 2^k", () => {
    for (const count of [1, 2, 5, 9]) {
      const expected = (2 ** count) ** (2 / (count + 1)) / (count + 1)
      expect(leaveOneOut(switches(count)).dEfficiency).toBeCloseTo(expected, 12)
      expect(addOneIn(switches(count)).dEfficiency).toBeCloseTo(expected, 12)
    }
  })

  it("folded look from both ends, and main effects are free of interactions", () => {
    const both = foldover(leaveOneOut(switches(5)))
    expect(both.rows).toEqual([...leaveOneOut(switches(5)).rows, ...addOneIn(switches(5)).rows])
    expect(both.biases).toEqual([])
    expect(both.clear).toEqual([])
  })

  it("fold nothing but off and on", () => {
    expect(() => foldover(oneAtATime(three))).toThrow("only none and mesh can be reversed")
  })
})
