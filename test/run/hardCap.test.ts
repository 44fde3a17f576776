import * as fc from "fast-check"
import { expect, it } from "vitest"
import type { Budget } from "../../src/budget/Budget.js"
import { amount } from "../../src/budget/Usage.js"
import { scriptedModel } from "../../src/model/ScriptedModel.js"
import { arbitraryBlueprint } from "../fixtures/arbitraryBlueprint.js"
import { runOne } from "../fixtures/runOne.js"

const budget: fc.Arbitrary<Budget> = fc.record(
  {
    dimension: fc.constant("tokens" as const),
    tokens: fc.integer({ min: 1, max: 900 }),
    promptTokens: fc.integer({ min: 1, max: 400 }),
    sampledTokens: fc.integer({ min: 1, max: 400 }),
    calls: fc.integer({ min: 1, max: 12 })
  },
  { requiredKeys: ["dimension", "tokens"] }
)

const replies = ["1+1=2A2", "1+1=3A3", "y", "n2", "2", "ak2?A?", "?A?", "", "no form at all", "x".repeat(150)]

it("no trial passes any cap, over 2,000 random blueprints and budgets", async () => {
  let cut = 0
  await fc.assert(
    fc.asyncProperty(
      arbitraryBlueprint,
      budget,
      fc.array(fc.constantFrom(...replies), { minLength: 40, maxLength: 40 }),
      fc.integer({ min: 20, max: 300 }),
      fc.integer({ min: 1, max: 4 }),
      async (blueprint, caps, script, contextTokens, window) => {
        const model = scriptedModel({
          replies: (_, index) => script[index % script.length] ?? "",
          dialect: "compact",
          contextTokens,
          latency: "1 millis"
        })
        const { end, calls } = await runOne({
          blueprint,
          model,
          budget: caps,
          item: { id: "one", question: "a3", answer: "f", facts: ["ak", "xy", "kd", "zq", "df"] },
          task: { window }
        })
        if (end.type !== "trial-end") throw new Error("an outage where there was none")
        for (const dimension of ["tokens", "promptTokens", "sampledTokens", "calls"] as const) {
          expect(amount(end.usage, dimension) ?? 0).toBeLessThanOrEqual(caps[dimension] ?? Number.POSITIVE_INFINITY)
        }
        // Conservation: the trial's usage is the sum of its calls, and the ledger holds every call that was made.
        expect(calls).toHaveLength(model.calls.length)
        for (const field of ["promptTokens", "sampledTokens", "calls"] as const) {
          expect(end.usage[field]).toBe(calls.reduce((sum, call) => sum + (call.usage[field] ?? 0), 0))
        }
        expect(new Set(calls.map((call) => call.call)).size).toBe(calls.length)
        if (end.cutOff) cut++
      }
    ),
    { seed: 1, numRuns: 2000 }
  )
  // The budgets bind often enough for the test to mean something.
  expect(cut).toBeGreaterThan(400)
}, 60_000)
