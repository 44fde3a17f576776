import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import type { Usage } from "../../src/budget/Usage.js"
import { BudgetMeter, type Reservation } from "../../src/meter/BudgetMeter.js"

const used = (promptTokens: number | null, sampledTokens: number | null): Usage => ({
  promptTokens,
  sampledTokens,
  evaluatedTokens: null,
  calls: 1,
  seconds: 0,
  cost: null
})
const need = (promptTokens: number, maxTokens: number) => ({ promptTokens, maxTokens, price: undefined })
const granted = (meter: BudgetMeter, promptTokens: number, maxTokens: number, closing = false): Reservation => {
  const reservation = meter.reserve(need(promptTokens, maxTokens), closing)
  if ("_tag" in reservation) throw reservation
  return reservation
}

describe("BudgetMeter", () => {
  it("shrinks a reply to what is left and refuses when not one token fits", () => {
    const meter = new BudgetMeter({ dimension: "tokens", tokens: 100 })
    const first = granted(meter, 40, 50)
    expect(first.maxTokens).toBe(50)
    expect(meter.reserve(need(10, 5))).toMatchObject({
      _tag: "BudgetExhausted",
      dimension: "tokens",
      needed: 11,
      left: 10
    })
    expect(granted(meter, 8, 50).maxTokens).toBe(2)
    meter.settle(first, used(40, 10))
    expect(granted(meter, 10, 50).maxTokens).toBe(30)
  })

  it("keeps what is held back for the closing step", () => {
    const meter = new BudgetMeter({ dimension: "tokens", tokens: 100 })
    meter.holdBack(need(30, 20))
    expect(granted(meter, 20, 99).maxTokens).toBe(30)
    expect(meter.reserve(need(1, 1))).toMatchObject({ _tag: "BudgetExhausted" })
    expect(granted(meter, 30, 20, true).maxTokens).toBe(20)
  })

  it("gives released reservations back", () => {
    const meter = new BudgetMeter({ dimension: "calls", calls: 1 })
    meter.release(granted(meter, 5, 5))
    expect(granted(meter, 5, 5).maxTokens).toBe(5)
  })

  it("takes an exhausted cap of exactly 0 left for exhausted, not for unlimited", () => {
    const meter = new BudgetMeter({ dimension: "tokens", tokens: 10 })
    meter.settle(granted(meter, 5, 5), used(5, 5))
    expect(meter.reserve(need(0, 1))).toMatchObject({ left: 0 })
  })

  it("fails closed once a call's usage is unknown", () => {
    const meter = new BudgetMeter({ dimension: "tokens", tokens: 1000 })
    meter.settle(granted(meter, 5, 5), used(5, null))
    expect(meter.usage.sampledTokens).toBeNull()
    expect(meter.reserve(need(1, 1))).toMatchObject({ _tag: "BudgetExhausted" })
  })

  it("refuses a cap on cost without a price", () => {
    const meter = new BudgetMeter({ dimension: "cost", cost: 1 })
    expect(meter.reserve(need(1, 1))).toMatchObject({ _tag: "BudgetExhausted", dimension: "cost" })
  })

  it("caps cost by price", () => {
    const meter = new BudgetMeter({ dimension: "cost", cost: 1 })
    const price = { prompt: 1000, sampled: 2000 }
    const reservation = meter.reserve({ promptTokens: 200, maxTokens: 5000, price })
    expect(reservation).toMatchObject({ maxTokens: 400 })
  })

  it("says when a provider reported more than was reserved", () => {
    const meter = new BudgetMeter({ dimension: "tokens", tokens: 20 })
    meter.settle(granted(meter, 10, 10), used(15, 10))
    expect(meter.overrun).toBe(true)
  })

  it("never lets settled + reserved + held back pass a cap, in any interleaving", () => {
    const step = fc.record({
      prompt: fc.integer({ min: 0, max: 60 }),
      reply: fc.integer({ min: 1, max: 60 }),
      share: fc.double({ min: 0, max: 1, noNaN: true }),
      settleFirst: fc.boolean(),
      closing: fc.boolean()
    })
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 300 }),
        fc.integer({ min: 1, max: 6 }),
        fc.array(step, { maxLength: 20 }),
        (tokens, calls, steps) => {
          const meter = new BudgetMeter({ dimension: "tokens", tokens, calls })
          const open: Array<Reservation> = []
          meter.holdBack(need(10, 5))
          for (const { prompt, reply, share, settleFirst, closing } of steps) {
            if (settleFirst) {
              const oldest = open.shift()
              if (oldest !== undefined) {
                meter.settle(oldest, used(oldest.promptTokens, Math.floor(share * oldest.maxTokens)))
              }
            }
            const reservation = meter.reserve(need(prompt, reply), closing)
            if (!("_tag" in reservation)) open.push(reservation)
            const spent = (meter.usage.promptTokens ?? 0) + (meter.usage.sampledTokens ?? 0)
            const pending = open.reduce((sum, one) => sum + one.promptTokens + one.maxTokens, 0)
            expect(spent + pending).toBeLessThanOrEqual(tokens)
            expect(meter.usage.calls + open.length).toBeLessThanOrEqual(calls)
          }
        }
      ),
      { seed: 1, numRuns: 500 }
    )
  })
})
