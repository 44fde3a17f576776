import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { describe, expect, it } from "vitest"
import * as library from "../../factors/index.js"
import { Blueprint } from "../../src/blueprint/Blueprint.js"
import { isSingleAgent } from "../../src/blueprint/isSingleAgent.js"
import { checkBlueprint } from "../../src/design/checkBlueprint.js"

describe("presets", () => {
  const { presets, ...named } = library

  it("are valid blueprints, plain data, listed under their ids", () => {
    expect(Object.values(presets)).toHaveLength(Object.keys(named).length)
    expect(new Set(Object.values(presets))).toEqual(new Set(Object.values(named)))
    for (const [id, blueprint] of Object.entries(presets)) {
      expect(blueprint.id).toBe(id)
      expect(JSON.parse(JSON.stringify(blueprint))).toEqual(blueprint)
      expect(Schema.decodeUnknownSync(Blueprint, { onExcessProperty: "error" })(blueprint)).toEqual(blueprint)
      expect(Effect.runSync(checkBlueprint(blueprint))).toBe(blueprint)
    }
  })

  it("run one model at one temperature with the dialect's reply limit: nothing else is moved", () => {
    for (const { agents } of Object.values(presets)) {
      const settings = agents.map(({ model, temperature, replyTokens }) => [model, temperature, replyTokens])
      expect(settings).toEqual(agents.map(() => ["default", agents[0].temperature, undefined]))
    }
  })

  it("are teams, but for the two whose calls share one tuple", () => {
    const single = Object.values(presets)
      .filter((preset) => isSingleAgent(preset))
      .map(({ id }) => id)
    expect(single.sort()).toEqual(["aggregator", "independent-ensemble"])
  })

  it("have the sizes that their sources report", () => {
    const shape = Object.values(presets).map(({ id, agents, protocol, topology }) => [
      id,
      agents.length,
      "rounds" in protocol ? protocol.rounds : null,
      topology.kind
    ])
    expect(shape).toEqual([
      ["debate", 3, 1, "complete"],
      ["critic-revise", 2, 1, "complete"],
      ["aggregator", 5, null, "star"],
      ["independent-ensemble", 3, null, "isolated"],
      ["relay", 3, null, "chain"]
    ])
  })
})
