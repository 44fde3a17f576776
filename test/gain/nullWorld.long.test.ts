import { describe, expect, it } from "vitest"
import { repeatNullWorld } from "../fixtures/nullWorld.js"

describe("a world in which Γ = 1, through the whole pipeline, 500 times", () => {
  it.each([60, 200])("covers 1 and says positive within limits on %i items", (items) => {
    const found = repeatNullWorld({ repeats: 500, items })
    console.log(`${items} items: coverage ${found.coverage}, positive ${found.positive}`)
    expect(found.coverage).toBeGreaterThanOrEqual(0.93)
    expect(found.positive).toBeLessThanOrEqual(0.03)
  })
})
