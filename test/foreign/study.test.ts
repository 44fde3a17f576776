import { readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import * as Effect from "effect/Effect"
import { describe, expect, it } from "vitest"
import { debate } from "../../factors/presets/debate.js"
import { foreignSystem } from "../../src/agent/foreignSystem.js"
import { ownProtocol } from "../../src/agent/ownProtocol.js"
import { gain } from "../../src/cli/gain.js"
import type { Study } from "../../src/design/Study.js"
import { readLedger } from "../../src/ledger/readLedger.js"
import type { LanguageModel } from "../../src/model/LanguageModel.js"
import { resumeStudy, runStudy } from "../../src/study.js"
import { knower, simulatedStudy } from "../fixtures/simulatedStudy.js"
import { temporaryFolder } from "../fixtures/temporaryFolder.js"

const fresh = (): string => join(temporaryFolder(), "run")
const read = (folder: string, name: string): string => readFileSync(join(folder, name), "utf8")

const answerIn = (text: string): string | undefined => /A([^A]+)$/.exec(text)?.[1]

/** Three voters side by side, in the words of the compact dialect. */
const voters = (version = "1", temperature = 1) =>
  foreignSystem({
    id: "voters",
    version,
    agents: [{ id: "x", temperature }, "y", "z"],
    run: async ({ question, agents, atHand }) => {
      const replies = await Promise.all([agents.x, agents.y, agents.z].map((one) => one.chat(`Q${question}T`)))
      const votes = replies.flatMap(({ text }) => answerIn(text) ?? [])
      atHand(votes[0] ?? "")
      const winner = await agents.x.chat(`Q${question}${votes.map((vote) => `P${vote}`).join("")}G`)
      return winner.text
    }
  })

const twice = ownProtocol({
  id: "twice",
  version: "1",
  play: async (scene) => {
    const first = await scene.askAll(scene.agents.map((_, agent) => ({ agent, turn: { kind: "solve" } })))
    const messages = first.map((said) => said?.message ?? null)
    scene.closeRound(messages)
    const last = await scene.ask({
      agent: 0,
      turn: {
        kind: "revise",
        own: messages[0] ?? null,
        peers: scene.hears(0).flatMap((peer) => messages[peer] ?? [])
      }
    })
    return scene.decide([last?.message ?? null, ...messages.slice(1)])
  }
})

const lone = foreignSystem({
  id: "lone",
  version: "1",
  agents: ["only"],
  run: async ({ question, agents }) => answerIn((await agents.only.chat(`Q${question}T`)).text) ?? null
})

const study = (system = voters()): Study => ({
  ...simulatedStudy(),
  teams: [system.blueprint, { ...debate, id: "twice", protocol: twice.protocol }]
})

/** The model with its own count of what it was sent and said. */
const counted = (model: LanguageModel) => {
  const seen = { calls: 0, prompt: 0, sampled: 0 }
  const generate: LanguageModel["generate"] = (request) =>
    Effect.tap(model.generate(request), (reply) =>
      Effect.sync(() => {
        seen.calls++
        seen.prompt += reply.promptTokens ?? 0
        seen.sampled += reply.sampledTokens ?? 0
      })
    )
  return { model: { ...model, generate }, seen }
}

const tokensOf = (calls: Awaited<ReturnType<typeof readLedger>>["calls"]) =>
  calls.reduce(
    (sum, { usage }) => ({
      calls: sum.calls + 1,
      prompt: sum.prompt + (usage.promptTokens ?? 0),
      sampled: sum.sampled + (usage.sampledTokens ?? 0)
    }),
    { calls: 0, prompt: 0, sampled: 0 }
  )

describe("systems of one's own in a study", () => {
  it("are arms like any other: scored, matched, and their tokens are the model's own count", async () => {
    const folder = fresh()
    const { model, seen } = counted(knower())
    const { report, outcome } = await runStudy(study(), { out: folder, models: model, systems: [voters(), twice] })
    expect(outcome).toBe("done")
    expect(report.estimates.map(({ system }) => system).sort()).toEqual(["twice", "voters"])
    for (const row of report.estimates) {
      expect(row.status).toBe("ok")
      expect(row.budget.matched, row.budget.reason).toBe(true)
    }
    const { calls, start, trials } = await readLedger(folder)
    expect(tokensOf(calls)).toEqual(seen)
    const arm = start.design.arms.find(({ blueprint }) => blueprint.id === "voters")
    const own = calls.filter(({ slot }) => slot === arm?.slot)
    const byAgent = (agent: string) => own.filter((call) => call.agent === agent).length
    expect([byAgent("x"), byAgent("y"), byAgent("z")]).toEqual([24, 12, 12])
    for (const end of trials.filter(({ slot }) => slot === arm?.slot)) {
      expect(tokensOf(own.filter(({ trial }) => trial === end.trial))).toEqual({
        calls: end.usage.calls,
        prompt: end.usage.promptTokens,
        sampled: end.usage.sampledTokens
      })
    }
  })

  it("stop at a cap of the run and go on where they stopped: the same bytes, and nothing paid twice", async () => {
    const [whole, cut] = [fresh(), fresh()]
    const systems = [voters(), twice]
    const undisturbed = counted(knower())
    await runStudy(study(), { out: whole, models: undisturbed.model, systems })
    const before = counted(knower())
    const first = await runStudy(study(), { out: cut, models: before.model, systems, limits: { calls: 90 } })
    expect(first.outcome).toBe("limit")
    const after = counted(knower())
    expect((await resumeStudy(cut, { models: after.model, systems })).outcome).toBe("done")
    expect(read(cut, "report.json")).toBe(read(whole, "report.json"))
    expect(before.seen.calls + after.seen.calls).toBe(undisturbed.seen.calls)
  })

  it("are refused on resume in another version, with what changed, and without their code", async () => {
    const folder = fresh()
    const systems = [voters(), twice]
    await runStudy(study(), { out: folder, models: knower(), systems, limits: { calls: 40 } })
    const ledger = read(folder, "ledger.jsonl")
    await expect(resumeStudy(folder, { models: knower(), systems: [voters("2", 0.5), twice] })).rejects.toMatchObject({
      _tag: "LedgerError",
      reason: "mismatch",
      what: "System voters",
      value: 'agents.0.temperature was 1, is 0.5; protocol.version was "1", is "2"'
    })
    const newer = ownProtocol({ id: "twice", version: "1.1", play: twice.play })
    await expect(resumeStudy(folder, { models: knower(), systems: [voters(), newer] })).rejects.toMatchObject({
      reason: "mismatch",
      value: 'protocol.version was "1", is "1.1"'
    })
    await expect(resumeStudy(folder, { models: knower() })).rejects.toMatchObject({
      _tag: "InputError",
      value: "code voters@1"
    })
    expect(read(folder, "ledger.jsonl")).toBe(ledger)
  })

  it("enter design hash and trial ids with their version", async () => {
    const hashes: Array<{ readonly design: string; readonly trials: ReadonlySet<string> }> = []
    for (const version of ["1", "2"]) {
      const folder = fresh()
      const systems = [voters(version), twice]
      await runStudy(study(voters(version)), { out: folder, models: knower(), systems, limits: { calls: 60 } })
      const { start, calls } = await readLedger(folder)
      hashes.push({
        design: start.designHash,
        trials: new Set(calls.filter(({ slot }) => slot === 0).map(({ trial }) => trial))
      })
    }
    expect(hashes[0]?.design).not.toBe(hashes[1]?.design)
    expect([...(hashes[0]?.trials ?? [])].filter((trial) => hashes[1]?.trials.has(trial))).toEqual([])
  })

  it.each([
    ["without their code", [twice], { what: "Blueprint voters", value: "code voters@1" }],
    [
      "in another version",
      [voters("2"), twice],
      { value: "code voters@1", limit: expect.stringContaining("voters@2") }
    ],
    ["twice", [voters(), voters(), twice], { value: "voters@1 twice" }]
  ])("are refused before any token %s", async (_, systems, error) => {
    const { model, seen } = counted(knower())
    await expect(runStudy(study(), { out: fresh(), models: model, systems })).rejects.toMatchObject({
      _tag: "InputError",
      ...error
    })
    expect(seen.calls).toBe(0)
  })

  it("with one agent may be a single agent's strategy; with several they are none", async () => {
    const folder = fresh()
    const { report } = await runStudy(
      { ...study(), teams: [voters().blueprint], singles: [lone.blueprint] },
      { out: folder, models: knower(), systems: [voters(), lone] }
    )
    expect(report.estimates[0]?.baseline.strategies.map(({ name }) => name)).toEqual(
      expect.arrayContaining([expect.stringContaining("lone")])
    )
    await expect(
      runStudy(
        { ...study(), singles: [voters().blueprint] },
        { out: fresh(), models: knower(), systems: [voters(), twice] }
      )
    ).rejects.toMatchObject({ _tag: "InputError", what: "Single agent voters" })
  })

  it("that fail stop the run, which can be taken up when they are mended under the same version", async () => {
    const [whole, broken] = [fresh(), fresh()]
    const frail = (fails: (trial: number) => boolean) => {
      let trial = 0
      const sound = voters()
      return foreignSystem({
        ...sound,
        agents: ["x", "y", "z"],
        run: async (given) => {
          const answer = await sound.run(given)
          if (fails(trial++)) throw new RangeError("off by one")
          return answer
        }
      })
    }
    await runStudy(study(), { out: whole, models: knower(), systems: [voters(), twice] })
    await expect(
      runStudy(study(), { out: broken, models: knower(), systems: [frail((trial) => trial === 5), twice] })
    ).rejects.toMatchObject({ _tag: "SystemError", value: "threw RangeError: off by one" })
    const { missing } = await readLedger(broken)
    expect(missing.map(({ error }) => error)).toEqual([expect.stringContaining("System voters@1: threw RangeError")])
    await resumeStudy(broken, { models: knower(), systems: [frail(() => false), twice] })
    expect(read(broken, "report.json")).toBe(read(whole, "report.json"))
  })
})

describe("a protocol of one's own", () => {
  const run = (play: Parameters<typeof ownProtocol>[0]["play"]) => {
    const mine = ownProtocol({ id: "mine", version: "1", play })
    return runStudy(
      { ...simulatedStudy(2), teams: [{ ...debate, id: "mine", protocol: mine.protocol }] },
      { out: fresh(), models: knower(2), systems: [mine] }
    )
  }

  it("takes its turns one after the other, or together through askAll", async () => {
    const solve = { turn: { kind: "solve" } } as const
    await expect(
      run(async (scene) => {
        await Promise.all([scene.ask({ agent: 0, ...solve }), scene.ask({ agent: 1, ...solve })])
        return null
      })
    ).rejects.toMatchObject({ _tag: "SystemError", value: "asked for a turn while another was being taken" })
  })

  it("asks only agents that are there, for turns that the dialect has", async () => {
    await expect(
      run(async (scene) => {
        await scene.ask({ agent: 7, turn: { kind: "solve" } })
        return null
      })
    ).rejects.toMatchObject({ _tag: "SystemError", value: "asked agent 7" })
    await expect(
      run(async (scene) => {
        await scene.ask({ agent: 0, turn: { kind: "plan" } })
        return null
      })
    ).rejects.toMatchObject({ _tag: "SystemError", value: expect.stringContaining("compact dialect has no plan") })
  })
})

describe("the command line", () => {
  const folder = () => {
    const at = temporaryFolder()
    const printed: Array<string> = []
    const print = (text: string) => void printed.push(text)
    const file = (name: string, text: string): string => {
      writeFileSync(join(at, name), text)
      return join(at, name)
    }
    return {
      at,
      file,
      text: () => printed.join(""),
      call: (...args: Array<string>) => gain(args, { out: print, error: print })
    }
  }
  const source = (version: string, body = "") => `
    import { foreignSystem } from "collaboration-gain"
    import { simulatedModel } from "collaboration-gain/testing"
    const items = Array.from({ length: 6 }, (_, n) => ({ id: String(n), question: n + "+1", answer: String(n + 1) }))
    const key = new Map(items.map(({ question, answer }) => [question, { answer, wrong: [answer + "0", answer + "1"] }]))
    const pair = foreignSystem({
      id: "pair", ${version} agents: ["x", "y"],
      run: async ({ question, agents }) => {
        ${body}
        const replies = await Promise.all([agents.x, agents.y].map((one) => one.chat("Q" + question + "T")))
        return /A([^A]+)$/.exec(replies[0].text)?.[1] ?? null
      }
    })
    export const systems = [pair]
    export const models = { default: simulatedModel({ key, world: { kind: "condorcet", p: 0.7 }, seed: 1 }) }
    export default {
      name: "pairs", model: "embedded", tasks: [{ id: "sums", source: { items } }], teams: [pair.blueprint], budget: 300
    }`

  it("runs a study file that exports its systems and models, and resumes it with the file", async () => {
    const { at, file, call, text } = folder()
    const path = file("study.ts", source('version: "1",'))
    const out = join(at, "run")
    expect(await call("run", path, "--out", out, "--limit", "calls=20"), text()).toBe(3)
    expect(await call("resume", out)).toBe(2)
    const changed = file("changed.ts", source('version: "2",'))
    expect(await call("resume", out, "--study", changed)).toBe(2)
    expect(text()).toContain('protocol.version was "1", is "2"')
    expect(await call("resume", out, "--study", path), text()).toBe(0)
    const { calls } = await readLedger(out)
    expect(calls.filter(({ slot }) => slot === 0).map(({ agent }) => agent)).toEqual(expect.arrayContaining(["x", "y"]))
  })

  it("refuses a system without a version before any token: exit 2", async () => {
    const { at, file, call, text } = folder()
    const out = join(at, "run")
    expect(await call("run", file("study.ts", source("")), "--out", out)).toBe(2)
    expect(text()).toContain("requires an id and a version")
    const plain = {
      ...simulatedStudy(2),
      teams: [{ ...debate, id: "mine", protocol: { kind: "custom", id: "mine" } }]
    }
    expect(await call("run", file("study.json", JSON.stringify(plain)), "--out", out)).toBe(2)
    const coded = {
      ...plain,
      teams: [{ ...debate, id: "mine", protocol: { kind: "custom", id: "mine", version: "1" } }]
    }
    expect(await call("run", file("study.json", JSON.stringify(coded)), "--out", out)).toBe(2)
    expect(text()).toContain("code mine@1")
  })

  it("ends with 1 when the code of a system fails, and says where", async () => {
    const { at, file, call, text } = folder()
    const path = file("study.ts", source('version: "1",', 'throw new TypeError("no such thing")'))
    expect(await call("run", path, "--out", join(at, "run"))).toBe(1)
    expect(text()).toContain("System pair@1: threw TypeError: no such thing")
  })
})
