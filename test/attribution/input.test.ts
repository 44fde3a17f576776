import { expect, it } from "vitest"
import { attribute } from "../../src/attribution/attribute.js"
import type { AttributionOptions, Cell, CellData } from "../../src/attribution/CellData.js"
import { InputError } from "../../src/errors/InputError.js"
import { onOff } from "../fixtures/factorialWorld.js"

const cell = (level: string, more: Partial<Cell> = {}): Cell => ({ levels: { A: level }, scores: [[1], [0]], ...more })
const sound: CellData = { factors: onOff(1), cells: [cell("off"), cell("on")] }
const [factor] = sound.factors as [CellData["factors"][number]]

const refused: ReadonlyArray<readonly [name: string, change: Partial<CellData>, options: AttributionOptions]> = [
  ["no factors", { factors: [] }, {}],
  ["a factor twice", { factors: [factor, factor] }, {}],
  ["one level", { factors: [{ ...factor, levels: ["off"] }] }, {}],
  ["a level twice", { factors: [{ ...factor, levels: ["off", "on", "on"] }] }, {}],
  ["an unknown null level", { factors: [{ ...factor, nullLevel: "never" }] }, {}],
  ["null level and on level the same", { factors: [{ ...factor, onLevel: "off" }] }, {}],
  ["three levels without an on level", { factors: [{ id: "A", levels: ["off", "on", "more"], nullLevel: "off" }] }, {}],
  ["no cells", { cells: [] }, {}],
  ["a cell twice", { cells: [cell("off"), cell("off")] }, {}],
  ["an unknown level", { cells: [cell("off"), cell("half")] }, {}],
  ["a cell without a level", { cells: [cell("off"), { ...cell("on"), levels: {} }] }, {}],
  ["no items", { cells: [cell("off", { scores: [] })] }, {}],
  ["cells with different items", { cells: [cell("off"), cell("on", { scores: [[1]] })] }, {}],
  ["an item without seeds", { cells: [cell("off"), cell("on", { scores: [[1], []] })] }, {}],
  ["a score that is no number", { cells: [cell("off"), cell("on", { scores: [[Number.NaN], [1]] })] }, {}],
  ["a score out of range", { cells: [cell("off"), cell("on", { scores: [[2], [1]] })] }, {}],
  ["a range without width", { range: [1, 1] }, {}],
  ["too few labels", { clusters: ["a"] }, {}],
  ["too few costs", { cells: [cell("off"), cell("on", { cost: [1] })] }, {}],
  ["a cost below 0", { cells: [cell("off"), cell("on", { cost: [1, -1] })] }, {}],
  ["a baseline in one cell", { cells: [cell("off"), cell("on", { baseline: { scores: [1, 0] } })] }, {}],
  [
    "a baseline that is no number",
    { cells: [cell("off", { baseline: { scores: [1, Number.POSITIVE_INFINITY] } })] },
    {}
  ],
  ["a level of confidence of 1", {}, { level: 1 }],
  ["a relevance of 1", {}, { relevance: 1 }]
]

it("is accepted when sound", () => {
  expect(attribute(sound).factors.length).toBe(1)
  expect(attribute({ ...sound, range: [0, 2] }).full.score).toBe(0.25)
})

it.each(refused)("is refused with a typed error: %s", (_, change, options) => {
  expect(() => attribute({ ...sound, ...change }, options)).toThrow(InputError)
})
