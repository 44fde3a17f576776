import { setTimeout as sleep } from "node:timers/promises"
import { describe, expect, it } from "vitest"
import type { ForeignSystem, ForeignTrial } from "../../src/agent/CustomSystem.js"
import { foreignSystem } from "../../src/agent/foreignSystem.js"
import { BudgetExhausted } from "../../src/errors/BudgetExhausted.js"
import { ModelError } from "../../src/errors/ModelError.js"
import { SystemError } from "../../src/errors/SystemError.js"
import { scriptedModel } from "../../src/model/ScriptedModel.js"
import { runOne } from "../fixtures/runOne.js"

type Agents = "a" | "b" | "c"

const system = (run: (trial: ForeignTrial<Agents>) => Promise<string | null>): ForeignSystem =>
  foreignSystem({ id: "mine", version: "1", agents: ["a", "b", { id: "c", temperature: 0, replyTokens: 5 }], run })

/** Answers any prompt with a fixed text of ten tokens (characters). */
const model = (text = "0123456789") => scriptedModel({ replies: () => text })

const play = (
  run: (trial: ForeignTrial<Agents>) => Promise<string | null>,
  one: Partial<Parameters<typeof runOne>[0]> = {}
) => {
  const mine = system(run)
  return runOne({ model: model(), ...one, blueprint: mine.blueprint, system: mine })
}

const ended = (end: Awaited<ReturnType<typeof runOne>>["end"]) => {
  if (end.type !== "trial-end") throw new Error(`the trial is missing: ${end.error}`)
  return end
}

describe("a foreign system", () => {
  it("is scored by the answer it returns, and its calls are in the ledger under its agents' names", async () => {
    const { end, calls } = await play(async ({ question, agents }) => {
      const first = await agents.a.chat(question)
      const second = await agents.b.chat([
        { role: "system", content: "Check." },
        { role: "user", content: first.text }
      ])
      return second.text.slice(2, 3)
    })
    expect(ended(end)).toMatchObject({ answer: "2", score: 1, cutOff: false, parsedCalls: 2 })
    expect(calls.map(({ agent, turn, prompt, text }) => [agent, turn, prompt, text])).toEqual([
      ["a", "chat", "user: 1+1", "0123456789"],
      ["b", "chat", "system: Check.\n\nuser: 0123456789", "0123456789"]
    ])
    // One token a character: 3 + 10 and 6 + 1 + 10 + 10.
    expect(ended(end).usage).toMatchObject({ promptTokens: 3 + 17, sampledTokens: 20, calls: 2 })
  })

  it("sees question, instruction and granted facts, and neither key nor traits", async () => {
    const windows = foreignSystem({
      id: "windows",
      version: "1",
      agents: [
        { id: "a", information: "own-window" },
        { id: "b", information: "own-window" }
      ],
      run: async (trial) => {
        expect(Object.keys(trial).sort()).toEqual(
          ["agents", "atHand", "facts", "instruction", "question", "seed", "signal"].sort()
        )
        expect(JSON.stringify(trial)).not.toContain("the-key")
        expect(trial.facts).toEqual(["f1", "f2", "f3", "f4", "f5"])
        expect(trial.agents.a.facts).toEqual(["f1", "f2", "f5"])
        expect(trial.agents.b.windows).toEqual([["f3", "f4"]])
        expect(trial.instruction).toBe("Look it up.")
        return "x"
      }
    })
    const { end } = await runOne({
      blueprint: windows.blueprint,
      system: windows,
      model: model(),
      item: {
        id: "i",
        question: "q",
        answer: "the-key",
        facts: ["f1", "f2", "f3", "f4", "f5"],
        traits: { level: "the-key" }
      },
      task: { window: 2, instruction: "Look it up." }
    })
    expect(ended(end).answer).toBe("x")
  })

  it("calls with the temperature and the reply limit that its agents declare", async () => {
    const scripted = model()
    await play(
      async ({ agents }) => {
        await agents.a.chat("q", { maxTokens: 7, stop: ["9"] })
        return (await agents.c.chat("q", { maxTokens: 7 })).text
      },
      { model: scripted }
    )
    expect(scripted.calls.map(({ temperature, maxTokens, stop }) => [temperature, maxTokens, stop])).toEqual([
      [1, 7, ["9"]],
      [0, 5, []]
    ])
    expect(scripted.calls[0]?.seed).not.toBe(scripted.calls[1]?.seed)
  })

  it("gets fresh dice for equal calls, the same ones in every run of the trial", async () => {
    const seeds = async () => {
      const scripted = model()
      await play(
        async ({ agents }) => {
          await Promise.all([agents.a.chat("q"), agents.a.chat("q"), agents.b.chat("q")])
          return "x"
        },
        { model: scripted }
      )
      return scripted.calls.map(({ seed }) => seed)
    }
    const first = await seeds()
    expect(new Set(first).size).toBe(3)
    expect(await seeds()).toEqual(first)
  })
})

describe("the end of the budget", () => {
  const budget = { dimension: "tokens" as const, tokens: 30 }

  it("is a typed exception at every further call; what the code returns after it counts, and the trial is cut", async () => {
    const seen: Array<unknown> = []
    const { end } = await play(
      async ({ agents }) => {
        let text = ""
        for (let call = 0; call < 5; call++) {
          text = await agents.a.chat("question").then(
            (reply) => reply.text,
            (error: unknown) => {
              seen.push(error)
              return text
            }
          )
        }
        return text.slice(2, 3)
      },
      { budget }
    )
    expect(seen.length).toBe(3)
    expect(seen.every((error) => error instanceof BudgetExhausted)).toBe(true)
    // 8 + 10, then 8 + the 4 that are left.
    expect(ended(end)).toMatchObject({ answer: "2", score: 1, cutOff: true, overrun: false })
    expect(ended(end).usage).toMatchObject({ promptTokens: 16, sampledTokens: 14 })
  })

  it("lets the answer at hand count when the code lets it pass, also wrapped in other errors", async () => {
    for (const wrap of [
      (error: unknown) => error,
      (error: unknown) => new Error("node b failed", { cause: error }),
      (error: unknown) => new AggregateError([new Error("x"), new Error("y", { cause: error })])
    ]) {
      const { end } = await play(
        async ({ agents, atHand }) => {
          atHand("1")
          try {
            for (;;) atHand((await agents.a.chat("question")).text.slice(2, 3))
          } catch (error) {
            throw wrap(error)
          }
        },
        { budget }
      )
      expect(ended(end)).toMatchObject({ answer: "2", cutOff: true })
    }
  })

  it("scores nothing without an answer at hand, and keeps the cost", async () => {
    const { end } = await play(
      async ({ agents }) => {
        for (;;) await agents.a.chat("question")
      },
      { budget }
    )
    expect(ended(end)).toMatchObject({ answer: null, score: 0, cutOff: true, usage: { calls: 2 } })
  })

  it("ends a trial whose code asks for ever", async () => {
    const { end, calls } = await play(
      async ({ agents, atHand }) => {
        atHand("2")
        for (;;) await agents.a.chat("question").catch(() => {})
      },
      { budget }
    )
    expect(ended(end)).toMatchObject({ answer: "2", cutOff: true })
    expect(calls).toHaveLength(2)
  })

  it("also comes as a deadline, with an aborted signal", async () => {
    let aborted = false
    const { end } = await play(
      async ({ signal, atHand }) => {
        atHand("2")
        signal.addEventListener("abort", () => {
          aborted = true
        })
        await sleep(60_000, undefined, { signal })
        return "3"
      },
      { budget: { dimension: "tokens", tokens: 100, seconds: 0.05 } }
    )
    expect(ended(end)).toMatchObject({ answer: "2", cutOff: true })
    expect(aborted).toBe(true)
  })

  it("a prompt that overflows the context is the system's own doing, not an outage", async () => {
    const { end } = await play(async ({ agents }) => (await agents.a.chat("x".repeat(50))).text, {
      model: scriptedModel({ replies: () => "2", contextTokens: 40 })
    })
    expect(ended(end)).toMatchObject({ answer: null, score: 0, cutOff: true })
  })
})

describe("calls side by side", () => {
  it("are reserved together and shrink alike, whoever is named first", async () => {
    const scripted = model()
    const { end } = await play(
      async ({ agents }) => {
        const replies = await Promise.all(
          [agents.b, agents.a, agents.b].map((agent, index) => agent.chat(`question ${index}`))
        )
        return replies.map(({ text }) => text.length).join()
      },
      { model: scripted, budget: { dimension: "tokens", tokens: 30 + 13 } }
    )
    // 3 × 10 of prompt leave 13: 4 each.
    expect(scripted.calls.map(({ maxTokens }) => maxTokens)).toEqual([4, 4, 4])
    expect(ended(end)).toMatchObject({ answer: "4,4,4", cutOff: true })
  })

  it("that are given up still count", async () => {
    const { end, calls } = await play(
      async ({ agents }) => {
        const controller = new AbortController()
        const call = agents.a.chat("q", { signal: controller.signal })
        await sleep(5)
        controller.abort()
        await expect(call).rejects.toMatchObject({ name: "AbortError" })
        await expect(agents.a.chat("q", { signal: controller.signal })).rejects.toMatchObject({ name: "AbortError" })
        return "2"
      },
      { model: scriptedModel({ replies: () => "0123456789", latency: "40 millis" }) }
    )
    expect(calls).toHaveLength(1)
    expect(ended(end)).toMatchObject({ answer: "2", usage: { promptTokens: 1, sampledTokens: 10, calls: 1 } })
  })

  it("that nobody waits for are settled before the trial ends; later ones are refused", async () => {
    let late: Promise<unknown> = Promise.resolve()
    const { end, calls } = await play(
      async ({ agents }) => {
        void agents.a.chat("q")
        await sleep(5)
        setTimeout(() => {
          late = agents.b.chat("late").catch((error: unknown) => error)
        }, 10)
        return "2"
      },
      { model: scriptedModel({ replies: () => "0123456789", latency: "30 millis" }) }
    )
    await sleep(30)
    expect(await late).toBeInstanceOf(SystemError)
    expect(await late).toMatchObject({ value: "called after its trial had ended" })
    expect(calls.map(({ agent }) => agent)).toEqual(["a"])
    expect(ended(end).usage.calls).toBe(1)
  })
})

describe("faults", () => {
  it("of the code stop the run with what it threw; the trial is missing, not scored", async () => {
    const bug = new TypeError("undefined is not a function")
    await expect(
      play(async () => {
        throw bug
      })
    ).rejects.toMatchObject({ _tag: "SystemError", what: "System mine@1", cause: bug })
    const message = await play(async ({ agents }) => {
      await agents.a.chat("q")
      throw bug
    }).catch((error: unknown) => (error instanceof Error ? error.message : ""))
    expect(message).toContain("threw TypeError: undefined is not a function")
    expect(message).toContain("neither an outage nor an answer")
  })

  it("after the end of the budget are faults all the same", async () => {
    await expect(
      play(
        async ({ agents }) => {
          for (let call = 0; call < 3; call++) await agents.a.chat("question").catch(() => {})
          throw new TypeError("a bug")
        },
        { budget: { dimension: "tokens", tokens: 20 } }
      )
    ).rejects.toMatchObject({ _tag: "SystemError" })
  })

  it.each([
    ["a number", 2],
    ["nothing", undefined],
    ["an object", { answer: "2" }]
  ])("%s is no answer", async (_, value) => {
    await expect(
      // A caller without types can return anything.
      play(async () => JSON.parse(JSON.stringify({ value })).value)
    ).rejects.toMatchObject({ _tag: "SystemError", limit: expect.stringContaining("an answer as text") })
  })

  it("in a call are told before anything is spent", async () => {
    for (const options of [{ maxTokens: 0 }, { maxTokens: 1.5 }, { schema: { type: "object" } }]) {
      const scripted = model()
      await expect(
        play(async ({ agents }) => (await agents.a.chat("q", options)).text, { model: scripted })
      ).rejects.toMatchObject({ _tag: "SystemError", value: expect.stringContaining("agent a asked for") })
      expect(scripted.calls).toHaveLength(0)
    }
  })

  it("of the server are outages, whatever the code makes of them", async () => {
    const down = new ModelError({
      reason: "unavailable",
      retryable: false,
      what: "Server",
      value: "down",
      limit: "must answer",
      advice: "Start it."
    })
    const { end } = await play(
      async ({ agents }) => {
        await agents.a.chat("q").catch(() => {})
        await expect(agents.b.chat("q")).rejects.toMatchObject({ _tag: "ModelError" })
        return "2"
      },
      { model: scriptedModel({ replies: () => down }) }
    )
    expect(end).toMatchObject({ type: "trial-missing", error: expect.stringContaining("Server: down") })
  })
})

describe("a version", () => {
  it("is required", () => {
    for (const version of [undefined, "", 3]) {
      const options = { id: "mine", agents: ["a"], run: async () => "2", ...(version === undefined ? {} : { version }) }
      expect(() => Reflect.apply(foreignSystem, undefined, [options])).toThrow(/requires an id and a version/u)
    }
  })
})
