import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { describe, expect, it } from "vitest"
import * as library from "../../factors/index.js"
import { Blueprint } from "../../src/blueprint/Blueprint.js"
import { checkBlueprint } from "../../src/blueprint/checkBlueprint.js"
import { isSingleAgent } from "../../src/blueprint/isSingleAgent.js"

const folder = join(import.meta.dirname, "../../factors/presets")

describe("presets", () => {
  const { presets, presetStatements, ...others } = library
  const named = Object.fromEntries(Object.entries(others).filter(([, value]) => "protocol" in Object(value)))

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

  it("say what they are, what is claimed, and by whom, as their files do", () => {
    expect(Object.keys(presetStatements).sort()).toEqual(Object.keys(presets).sort())
    const files = readdirSync(folder).map((name) => readFileSync(join(folder, name), "utf8").replaceAll(/\n \* /g, " "))
    for (const { source } of Object.values(presetStatements)) {
      const [mark = source] = source.match(/arXiv [\d.]+|Journal of [\w ]+/) ?? []
      expect(files.filter((text) => text.includes(mark) && text.includes("Source:"))).not.toEqual([])
    }
  })

  it("are at least fifteen, of which these are one agent by the rule of the shared tuple", () => {
    expect(Object.keys(presets).length).toBeGreaterThanOrEqual(15)
    const single = Object.values(presets)
      .filter((preset) => isSingleAgent(preset))
      .map(({ id }) => id)
    expect(single.sort()).toEqual([
      "aggregator",
      "best-of-n",
      "chain-of-thought",
      "direct",
      "independent-ensemble",
      "mixture-of-agents",
      "self-consistency",
      "self-refine"
    ])
  })

  it("are no code: two files with the same data apart, nothing in them is called but for the list", () => {
    for (const name of readdirSync(folder).filter((file) => file !== "presets.ts")) {
      expect([name, /=>|function|\w\(\)/.test(readFileSync(join(folder, name), "utf8"))]).toEqual([name, false])
    }
  })

  it("have the sizes that their sources report or their files state", () => {
    const shape = Object.values(presets).map(({ id, agents, protocol, topology }) =>
      [id, agents.length, "rounds" in protocol ? protocol.rounds : "-", topology.kind].join(" ")
    )
    expect(shape).toEqual([
      "direct 1 - isolated",
      "chain-of-thought 1 - isolated",
      "self-consistency 5 - isolated",
      "self-refine 1 3 isolated",
      "best-of-n 1 - isolated",
      "independent-ensemble 3 - isolated",
      "debate 3 1 complete",
      "planner-solver 2 - chain",
      "critic-revise 2 1 complete",
      "aggregator 5 - star",
      "mixture-of-agents 7 - layered",
      "macnet-chain 5 - chain",
      "macnet-star 5 - star",
      "macnet-tree 5 - tree",
      "macnet-mesh 5 - complete",
      "macnet-layer 5 - layered",
      "macnet-random 5 - random",
      "hierarchy 8 - explicit",
      "blackboard 3 2 complete",
      "hidden-profile 3 1 complete",
      "teacher-student 2 - chain",
      "relay 3 - chain"
    ])
  })
})
