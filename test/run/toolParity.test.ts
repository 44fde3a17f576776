import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { debate } from "../../factors/presets/debate.js"
import { selfConsistency } from "../../factors/presets/selfConsistency.js"
import type { Blueprint } from "../../src/blueprint/Blueprint.js"
import { isSingleAgent } from "../../src/blueprint/isSingleAgent.js"
import type { Study } from "../../src/design/Study.js"
import { readLedger } from "../../src/ledger/readLedger.js"
import { scriptedModel } from "../../src/model/ScriptedModel.js"
import { runStudy } from "../../src/study.js"
import { temporaryFolder } from "../fixtures/temporaryFolder.js"

const holding = (blueprint: Blueprint, id: string, ...places: ReadonlyArray<number>): Blueprint => {
  const [first, ...rest] = blueprint.agents.map((agent, place) =>
    places.includes(place) ? { ...agent, tools: ["calculator"] as const } : agent
  )
  return first === undefined ? blueprint : { ...blueprint, id, agents: [first, ...rest] }
}

/** Knows every sum when it may calculate, and none when it may not. */
const model = () =>
  scriptedModel({
    dialect: "chat",
    replies: ({ prompt }) => {
      const text = prompt.kind === "text" ? prompt.text : prompt.messages.map(({ content }) => content).join("\n")
      return text.toLowerCase().includes("calculator") ? "Answer: 2" : "Answer: 7"
    }
  })

const study = (changes: Partial<Study> = {}): Study => ({
  name: "tools",
  model: "default",
  tasks: [
    {
      id: "sums",
      source: {
        items: [
          { id: "a", question: "1+1", answer: "2" },
          { id: "b", question: "3-1", answer: "2" }
        ]
      }
    }
  ],
  teams: [debate, holding(debate, "debate-with-calculator", 1)],
  budget: 4000,
  pool: { first: 2, most: 3 },
  ...changes
})

describe("tools", () => {
  it("make a team of agents that differ in nothing else", () => {
    expect(isSingleAgent(selfConsistency)).toBe(true)
    expect(isSingleAgent(holding(selfConsistency, "one", 0))).toBe(false)
    expect(isSingleAgent(holding(selfConsistency, "all", 0, 1, 2, 3, 4))).toBe(true)
  })

  it("are held by the single agent that a team with tools is compared with, and by no other's", async () => {
    const out = join(temporaryFolder(), "run")
    const { report } = await runStudy(study(), { out, models: { default: model() } })
    const { design } = (await readLedger(out)).start
    const ids = design.arms.filter(({ role }) => role === "single").map(({ blueprint }) => blueprint.id)
    expect(ids).toContain("chain-of-thought")
    expect(ids).toContain("chain-of-thought+calculator")
    expect(ids).toHaveLength(12)
    const [without, holder] = report.estimates
    // One calculator in a team of three loses the vote; its single agent has it in every call.
    expect(without).toMatchObject({ system: "debate", phiS: 0 })
    expect(holder).toMatchObject({ system: "debate-with-calculator", phiS: 1 })
    expect(report.parity.find(({ system }) => system === "debate-with-calculator")?.tools).toEqual(["calculator"])
    expect(report.parity.find(({ system }) => system === "debate")?.tools).toEqual([])
  })

  it("that no declared single agent holds are refused before any token", async () => {
    const plain = { ...selfConsistency, id: "plain" }
    await expect(
      runStudy(study({ singles: [plain] }), { out: join(temporaryFolder(), "run"), models: { default: model() } })
    ).rejects.toMatchObject({ _tag: "InputError", value: "calculator" })
  })
})
