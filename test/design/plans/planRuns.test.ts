import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Schema from "effect/Schema"
import { describe, expect, it } from "vitest"
import { PlanFactor } from "../../../src/design/plans/PlanFactor.js"
import { PlanSpec } from "../../../src/design/plans/PlanSpec.js"
import { planRuns } from "../../../src/design/plans/planRuns.js"
import type { PlanRow } from "../../../src/design/plans/RunTable.js"
import { InputError } from "../../../src/errors/InputError.js"
import { leveled, switches } from "./planFactors.js"

const run = (plan: PlanSpec, factors: ReadonlyArray<PlanFactor>, forbidden?: (row: PlanRow) => string | undefined) =>
  Effect.runSync(planRuns(plan, factors, { forbidden }))

const refusal = (
  plan: PlanSpec,
  factors: ReadonlyArray<PlanFactor>,
  forbidden?: (row: PlanRow) => string | undefined
) => Effect.runSync(Effect.flip(planRuns(plan, factors, { forbidden })))

const everyPlan: ReadonlyArray<PlanSpec> = [
  { kind: "full-factorial" },
  { kind: "fractional", runs: 16 },
  { kind: "fractional", resolution: 4 },
  { kind: "plackett-burman" },
  { kind: "plackett-burman", runs: 20 },
  { kind: "foldover", of: { kind: "fractional", runs: 8 } },
  { kind: "foldover", of: { kind: "leave-one-out" } },
  { kind: "leave-one-out" },
  { kind: "add-one-in" },
  { kind: "one-at-a-time" },
  { kind: "d-optimal", runs: 9, model: "main", seed: 1, restarts: 2 }
]

describe("every plan", () => {
  it.each(everyPlan)("$kind is plain data and makes a table of the named factors", (plan) => {
    expect(Schema.decodeUnknownSync(PlanSpec)(JSON.parse(JSON.stringify(plan)))).toEqual(plan)
    const factors = switches(6)
    const table = run(plan, factors)
    expect(table.kind).toBe(plan.kind)
    expect(table.factors).toEqual(factors)
    for (const row of table.rows) {
      expect(Object.keys(row)).toEqual(factors.map(({ id }) => id))
      expect(Object.values(row).every((level) => level === "off" || level === "on")).toBe(true)
    }
    expect(table.aliases.map(({ effect }) => effect).slice(0, 7)).toEqual(["A", "B", "C", "D", "E", "F", "A × B"])
    expect(table.aliases).toHaveLength(6 + 15)
    const clear = table.aliases.filter(({ effect, aliasedWith }) => effect.includes("×") && aliasedWith.length === 0)
    expect(table.clear).toEqual(clear.map(({ effect }) => effect))
    for (const { effect, aliasedWith } of table.aliases) {
      for (const other of aliasedWith) {
        expect(table.aliases.find((one) => one.effect === other)?.aliasedWith).toContain(effect)
      }
    }
    expect(table.dEfficiency).toBeGreaterThan(0)
    expect(table.dEfficiency).toBeLessThanOrEqual(1)
    // No NaN, no Infinity, nothing that JSON loses.
    expect(JSON.parse(JSON.stringify(table))).toEqual(table)
  })

  const exclusive = (row: PlanRow) => (row.A === "on" && row.B === "on" ? "A and B exclude each other" : undefined)

  it.each(everyPlan.filter(({ kind }) => kind !== "add-one-in" && kind !== "one-at-a-time" && kind !== "d-optimal"))(
    "$kind is refused, with the reason, where a run is forbidden",
    (plan) => {
      const error = refusal(plan, switches(6), exclusive)
      expect(error).toBeInstanceOf(InputError)
      expect(error.what).toMatch(/^Run \d+ of the plan$/u)
      expect(error.value).toContain("A = on, B = on")
      expect(error.limit).toContain("A and B exclude each other")
      expect(error.advice).toContain("d-optimal")
    }
  )

  it.each(["add-one-in", "one-at-a-time"] as const)("%s never runs the forbidden combination", (kind) => {
    expect(run({ kind }, switches(6), exclusive).rows).toHaveLength(7)
  })

  it("d-optimal avoids it and says so", () => {
    const table = run({ kind: "d-optimal", runs: 9, model: "main", seed: 1 }, switches(6), exclusive)
    expect(table.rows.filter((row) => exclusive(row) !== undefined)).toEqual([])
    expect(table.notes).toContain("16 of the 64 combinations are forbidden and left out.")
  })

  it("of one factor compares its two levels", () => {
    for (const plan of [
      { kind: "full-factorial" },
      { kind: "leave-one-out" },
      { kind: "add-one-in" },
      { kind: "one-at-a-time" },
      { kind: "d-optimal", runs: 2, model: "main+2fi", seed: 1 }
    ] as const) {
      const table = run(plan, switches(1))
      expect(table.rows.map((row) => row.A).sort()).toEqual(["off", "on"])
      expect(table.aliases).toEqual([{ effect: "A", aliasedWith: [] }])
      expect(table.dEfficiency).toBe(1)
    }
  })
})

describe("malformed factors", () => {
  const [first, second] = switches(2) as [PlanFactor, PlanFactor]
  const broken: ReadonlyArray<readonly [string, ReadonlyArray<PlanFactor>, string]> = [
    ["none", [], "requires at least 1"],
    ["one name twice", [first, { ...second, id: "A" }], "Factor A: named twice"],
    ["no name", [{ ...first, id: "" }], "requires a name"],
    ["a name that looks like an interaction", [{ ...first, id: "A × B" }], "requires a name without"],
    ["one level", [{ ...first, levels: ["off"] }], "requires at least 2"],
    ["a level twice", [{ ...first, levels: ["off", "on", "on"] }], "level on twice"],
    ["an unknown null level", [{ ...first, nullLevel: "none" }], "must be one of off, on"],
    ["an unknown on level", [{ ...first, onLevel: "full" }], "on level full"],
    ["an on level that is the null level", [{ ...first, onLevel: "off" }], "on level off"]
  ]
  it.each(broken)("%s: refused by every plan", (_, factors, message) => {
    for (const plan of everyPlan) expect(refusal(plan, factors).message).toContain(message)
  })

  it("three levels without `onLevel`: refused by two-level plans alone", () => {
    const factors = leveled([2, 3, 2, 2, 2, 2])
    for (const plan of everyPlan) {
      if (["full-factorial", "one-at-a-time", "d-optimal"].includes(plan.kind)) {
        expect(run(plan, factors).rows.length).toBeGreaterThan(7)
      } else {
        const error = refusal(plan, factors)
        expect(error.what).toBe("Factor B")
        expect(error.advice).toContain("onLevel")
      }
    }
    const named = factors.map((factor) => ({ ...factor, onLevel: "l1" }))
    expect(run({ kind: "fractional", runs: 16 }, named).notes).toContain(
      "Factor B: l0 and l1 are compared; not run: l2."
    )
  })
})

describe("plans that do not fit", () => {
  it("name what would", () => {
    expect(refusal({ kind: "fractional", runs: 12 }, switches(6)).limit).toBe(
      "must be one of 8 runs (resolution 3), 16 runs (resolution 4), 32 runs (resolution 6)"
    )
    expect(refusal({ kind: "fractional", runs: 4 }, switches(2)).limit).toBe("known for 3 to 12 factors")
    expect(refusal({ kind: "fractional", resolution: 3 }, switches(13)).advice).toContain("Plackett–Burman")
    expect(refusal({ kind: "plackett-burman", runs: 16 }, switches(6)).limit).toContain("12, 20 or 24")
    expect(refusal({ kind: "foldover", of: { kind: "full-factorial" } }, switches(3)).limit).toContain("same runs")
  })

  it("are no plans when misspelt", () => {
    for (const plan of [
      { kind: "fractional" },
      { kind: "fractional", runs: 0 },
      { kind: "fractional", runs: 8.5 },
      { kind: "foldover", of: { kind: "foldover", of: { kind: "leave-one-out" } } },
      { kind: "d-optimal", runs: 8, model: "quadratic", seed: 1 },
      { kind: "d-optimal", runs: 8, model: "main" },
      { kind: "latin-square" }
    ]) {
      expect(Exit.isFailure(Effect.runSyncExit(Schema.decodeUnknownEffect(PlanSpec)(plan)))).toBe(true)
    }
    expect(Exit.isFailure(Effect.runSyncExit(Schema.decodeUnknownEffect(PlanFactor)({ id: "A" })))).toBe(true)
  })
})
