import * as Effect from "effect/Effect"
import { describe, expect, it } from "vitest"
import { debate } from "../../factors/presets/debate.js"
import { javascript } from "../../src/agent/tools/javascript.js"
import type { Blueprint } from "../../src/blueprint/Blueprint.js"
import { InputError } from "../../src/errors/InputError.js"
import { scriptedModel } from "../../src/model/ScriptedModel.js"
import { preflight } from "../../src/run/preflight.js"
import { findSandbox } from "../../src/task/sandbox/runInSandbox.js"
import { runOne } from "../fixtures/runOne.js"
import { tinyDesign } from "../fixtures/tinyDesign.js"

const run = (program: string) => Effect.runPromise(javascript(program))

const programmer: Blueprint = {
  ...debate,
  id: "programmer",
  agents: [{ ...debate.agents[0], id: "a", tools: ["javascript"] }],
  protocol: { kind: "independent" },
  aggregation: { kind: "last" }
}

describe("the javascript tool", () => {
  it("gives what was printed and the value of the last statement", async () => {
    expect(await run("[1, 2, 3].reduce((a, b) => a + b)")).toBe("6")
    expect(await run('console.log("a"); console.log([1]); 7')).toBe("a\n[1]\n7")
    expect(await run('console.log("only")')).toBe("only")
    expect(await run("let f = (n) => n < 2n ? 1n : n * f(n - 1n); String(f(25n))")).toBe("15511210043330985984000000")
    expect(await run("undefined")).toBe("undefined")
    expect(await run("```js\n1 + 1\n```")).toBe("2")
  })

  it("gives errors back as text", async () => {
    expect(await run('console.log("so far"); null.x')).toMatch(/^error: TypeError: .*\nso far$/)
    expect(await run("let = = 3")).toMatch(/^error: SyntaxError/)
    expect(await run('throw "up"')).toMatch(/^error: .*up/)
  })

  it("ends endless loops, endless recursion and programs that take too much memory", async () => {
    expect(await run("for (;;) {}")).toBe("error: the program takes too many steps")
    expect(await run("const f = () => f() + 1; f()")).toBe("error: the program calls itself too deeply")
    expect(await run('let a = ["x"]; for (;;) a = a.concat(a)')).toMatch(/^error: the program takes too much memory$/)
  })

  it("bounds what comes back", async () => {
    const long = await run('"x".repeat(5000)')
    expect(long).toBe(`${"x".repeat(400)} … (4600 more characters)`)
    expect((await run('for (let i = 0; i < 1000; i++) console.log("y".repeat(100))')).length).toBeLessThan(450)
    expect((await run('throw new Error("z".repeat(5000))')).length).toBeLessThan(450)
  })

  it("reaches no process, file, module, network or timer", async () => {
    const names = ["process", "fetch", "XMLHttpRequest", "WebSocket", "setTimeout", "Deno", "Bun", "Worker"]
    const seen = await run(`${JSON.stringify(names)}.filter((name) => typeof globalThis[name] !== "undefined").length`)
    expect(seen).toBe("0")
    expect(await run('require("node:fs")')).toMatch(/^error: .*Cannot find module/)
    expect(await run('import("node:fs")')).toMatch(/^error: /)
    expect(await run('(() => {}).constructor("return typeof process")()')).toBe("undefined")
  })

  it("gives the same text in every run: chance and clock are fixed", async () => {
    const program = "[Math.random(), Math.random(), Date.now(), new Date().toISOString()]"
    const first = await run(program)
    expect(await run(program)).toBe(first)
    expect(first).toContain("1970-01-01T00:00:00.000Z")
  })
})

describe("an agent with the javascript tool", () => {
  const script = ["Tool: javascript:\nlet n = 0\nfor (let i = 1; i <= 10; i++) n += i\nn", "It is 55.\nAnswer: 55"]

  it("is told of it, gets the result in its next prompt, and pays for that prompt alone", async () => {
    const model = scriptedModel({ replies: script, dialect: "chat" })
    const { end, calls } = await runOne({
      blueprint: programmer,
      model,
      item: { id: "i", question: "Sum of 1 to 10?", answer: "55" }
    })
    expect(end).toMatchObject({ type: "trial-end", answer: "55", score: 1, parsedCalls: 2 })
    expect(calls).toHaveLength(2)
    expect(calls[0]?.prompt).toContain("javascript: <a short program")
    expect(calls[0]?.prompt).not.toContain("Tool results")
    expect(calls[1]?.prompt).toMatch(/Tool results:\n- javascript: let n = 0\n[\s\S]* → 55$/)
    const tokens = calls.reduce((sum, { usage }) => sum + (usage.promptTokens ?? 0) + (usage.sampledTokens ?? 0), 0)
    expect(end).toMatchObject({ usage: { calls: 2 } })
    if (end.type === "trial-end") {
      expect((end.usage.promptTokens ?? 0) + (end.usage.sampledTokens ?? 0)).toBe(tokens)
    }
  })

  it("replays a trial from its recorded calls without asking the model", async () => {
    const first = await runOne({ blueprint: programmer, model: scriptedModel({ replies: script, dialect: "chat" }) })
    const silent = scriptedModel({ replies: [], dialect: "chat" })
    const again = await runOne({ blueprint: programmer, model: silent, recorded: first.calls })
    expect(again.end).toEqual(first.end)
    expect(silent.calls).toHaveLength(0)
  })

  it("reads the error of a bad program and may answer all the same; a fourth call is not made", async () => {
    const model = scriptedModel({ replies: ["Tool: javascript: for(;;){}", "Answer: 2"], dialect: "chat" })
    const { calls } = await runOne({ blueprint: programmer, model })
    expect(calls[1]?.prompt).toContain("→ error: the program takes too many steps")
    const stubborn = scriptedModel({ replies: () => "Tool: javascript: 1", dialect: "chat" })
    const { end } = await runOne({ blueprint: programmer, model: stubborn })
    expect(stubborn.calls).toHaveLength(4)
    expect(end).toMatchObject({ answer: null, score: 0 })
  })

  it("may not use a tool that it was not given", async () => {
    const model = scriptedModel({ replies: script, dialect: "chat" })
    const bare = { ...programmer, agents: [{ ...debate.agents[0], id: "a" }] as const }
    const { calls, end } = await runOne({ blueprint: bare, model })
    expect(calls).toHaveLength(1)
    expect(end).toMatchObject({ answer: null })
  })

  it("calls it by a JSON object where replies are structured, and the schema allows that and nothing else", async () => {
    const replies = ['{"tool": "javascript", "input": "6 * 7"}', '{"reasoning": "r", "answer": "42", "confidence": 90}']
    const model = scriptedModel({ replies, dialect: "chat", grammar: true })
    const { end, calls } = await runOne({
      blueprint: { ...programmer, mechanism: "structured" },
      model,
      item: { id: "i", question: "6*7?", answer: "42" }
    })
    expect(end).toMatchObject({ answer: "42", score: 1 })
    expect(calls[0]?.prompt).toContain('{"tool": "javascript", "input": "<')
    expect(calls[0]?.prompt).not.toContain('"Tool: "')
    expect(model.calls[0]?.schema).toMatchObject({
      oneOf: [
        { properties: { answer: { type: "string" } } },
        { properties: { tool: { enum: ["javascript"] }, input: { type: "string" } } }
      ]
    })
    const free = scriptedModel({ replies, dialect: "chat" })
    await runOne({ blueprint: { ...programmer, mechanism: "structured" }, model: free })
    expect(free.calls[0]?.schema).toBeUndefined()
  })

  it("is refused before any token when there is no sandbox, with the install line", async () => {
    const model = scriptedModel({ replies: script, dialect: "chat" })
    const models = new Map([["default", { alias: "default", model, price: undefined }]])
    const arm = {
      slot: 0,
      role: "team",
      task: tinyDesign.tasks[0].id,
      blueprint: programmer,
      seeds: 1,
      mostSeeds: 1
    } as const
    const missing = findSandbox(() => {
      throw new Error("not there")
    })
    const error = await Effect.runPromise(Effect.flip(preflight({ ...tinyDesign, arms: [arm] }, models, missing)))
    expect(error).toBeInstanceOf(InputError)
    expect(error.message).toContain("npm install quickjs-emscripten")
    await Effect.runPromise(preflight({ ...tinyDesign, arms: [arm] }, models))
    expect(model.calls).toHaveLength(0)
  })
})
