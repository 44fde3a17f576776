import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { describe, expect, it } from "vitest"
import { Blueprint } from "../../src/blueprint/Blueprint.js"
import { checkBlueprint } from "../../src/blueprint/checkBlueprint.js"
import { isSingleAgent } from "../../src/blueprint/isSingleAgent.js"
import { accessStrategy, singleStrategies } from "../../src/blueprint/singleStrategies.js"

const all = [false, true].flatMap((windowed) =>
  ["default", "big"].flatMap((model) => singleStrategies({ model, windowed }))
)

describe("singleStrategies", () => {
  it("are valid single agents that see everything, each with an id of its own", () => {
    for (const blueprint of all) {
      expect(Schema.decodeUnknownSync(Blueprint)(JSON.parse(JSON.stringify(blueprint)))).toEqual(blueprint)
      expect(Effect.runSync(checkBlueprint(blueprint))).toBe(blueprint)
      expect(isSingleAgent(blueprint)).toBe(true)
      expect(blueprint.agents.every(({ information }) => information !== "own-window")).toBe(true)
    }
    expect(new Set(all.map(({ id }) => id)).size).toBe(all.length)
  })

  it("try every temperature and way of thinking that the baseline is held to", () => {
    const said = (windowed: boolean) =>
      singleStrategies({ windowed }).map(({ id, protocol, agents: [agent] }) => [
        id,
        protocol.kind,
        agent.style,
        agent.temperature,
        agent.information
      ])
    expect(said(false)).toEqual([
      ["direct", "independent", "direct", 1, "all"],
      ["chain-of-thought", "independent", "chain-of-thought", 1, "all"],
      ["chain-of-thought-0.6", "independent", "chain-of-thought", 0.6, "all"],
      ["chain-of-thought-greedy", "independent", "chain-of-thought", 0, "all"],
      ["refine", "critique", "chain-of-thought", 1, "all"],
      ["best-of-n", "verify", "chain-of-thought", 1, "all"]
    ])
    expect(said(true)).toEqual([
      ["read-in-turn", "relay", "chain-of-thought", 1, "in-turn"],
      ["read-in-turn-0.6", "relay", "chain-of-thought", 0.6, "in-turn"],
      ["read-in-turn-greedy", "relay", "chain-of-thought", 0, "in-turn"]
    ])
  })

  it("name the model that is not the default", () => {
    expect(singleStrategies({ model: "big" }).map(({ id, agents: [agent] }) => [id, agent.model])[0]).toEqual([
      "direct@big",
      "big"
    ])
  })
})

describe("accessStrategy", () => {
  it("holds the one window that it is given", () => {
    const blueprint = accessStrategy({ model: "big", window: 2 })
    expect(blueprint.id).toBe("window-3-only@big")
    expect(blueprint.agents[0]).toMatchObject({ information: "own-window", window: 2, model: "big" })
    expect(isSingleAgent(blueprint)).toBe(true)
  })
})
