import { describe, expect, it } from "vitest"
import { compose, debate, factors } from "../../factors/index.js"

describe("compose", () => {
  it("names what was done", () => {
    expect(factors).toHaveLength(29)
    expect(compose(debate, { message: "full", topology: "ring" })).toEqual({
      ...debate,
      id: "debate+topology=ring+message=full",
      topology: { kind: "ring" },
      message: "full"
    })
  })
})
