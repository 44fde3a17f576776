import * as Effect from "effect/Effect"
import { describe, expect, it } from "vitest"
import type { LanguageModel, ModelRequest } from "../../src/model/LanguageModel.js"
import { type SimulatedItem, type SimulatedWorld, simulatedModel } from "../../src/model/SimulatedModel.js"

// Wrong answers are many, so that two wrong votes hardly ever agree, where it matters: one alone makes the vote binary.
const binary: SimulatedItem = { answer: "yes", wrong: ["no"] }
const questions = (count: number) => Array.from({ length: count }, (_, index) => `q${index}`)
const world = (of: SimulatedWorld, count = 1, item = binary) =>
  simulatedModel({ key: new Map(questions(count).map((question) => [question, item])), world: of, seed: 20 })
const ask = (text: string, seed: number, rest: Partial<ModelRequest> = {}): ModelRequest => ({
  prompt: { kind: "text", text },
  maxTokens: 100,
  temperature: 1,
  seed,
  stop: [],
  ...rest
})
const say = (model: LanguageModel, text: string, seed: number, rest: Partial<ModelRequest> = {}): string =>
  Effect.runSync(model.generate(ask(text, seed, rest))).text
const answer = (reply: string) => reply.slice(reply.lastIndexOf("A") + 1)

/** A share of `trials` that a closed form says is `expected`, within four standard errors. */
const share = (trials: number, isTrue: (trial: number) => boolean, expected: number) => {
  let hits = 0
  for (let trial = 0; trial < trials; trial++) if (isTrue(trial)) hits++
  const standardError = Math.sqrt((expected * (1 - expected)) / trials)
  expect(Math.abs(hits / trials - expected), `${hits / trials} against ${expected}`).toBeLessThanOrEqual(
    4 * standardError
  )
}
const trials = 4000

describe("prompts of the compact dialect", () => {
  const model = world({ kind: "condorcet", p: 1 })

  it("are answered in its forms", () => {
    expect(say(model, "Qq0A", 1)).toBe("yes")
    expect(say(model, "Qq0T", 1)).toBe("................Ayes")
    expect(say(model, "Fa b c dQq0T", 1)).toBe("................Ayes")
    expect(say(model, "Qq0PnoPyesPnoG", 1)).toBe("no")
    expect(say(model, "Qq0P1+1AyesPnoP2+2AnoG", 1)).toBe("no")
    expect(say(model, "Qq0P1+1AnoC", 1)).toBe("y")
    expect(say(model, "Qq0PnoCn1T", 1)).toBe("................Ayes")
    expect(say(model, "Qq0T1+1A", 1)).toBe("yes")
  })

  it("cost one token a character, and are cut like any reply", () => {
    const reply = Effect.runSync(model.generate(ask("Qq0T", 1)))
    expect(reply).toEqual({
      text: "................Ayes",
      finish: "stop",
      promptTokens: 4,
      sampledTokens: 20,
      evaluatedTokens: 24
    })
    const cut = Effect.runSync(model.generate(ask("Qq0T", 1, { maxTokens: 18 })))
    expect(cut).toMatchObject({ text: "................Ay", finish: "length", sampledTokens: 18 })
  })

  it("with an unknown question or of another form are refused", () => {
    for (const text of ["Qq9T", "q0T", "Qq0", "Qq0Pyes", "hello", ""]) {
      expect(Effect.runSync(Effect.flip(model.generate(ask(text, 1)))), text).toMatchObject({ reason: "refused" })
    }
    const prompt = { kind: "messages", messages: [{ role: "user", content: "Qq0T" }] } as const
    expect(Effect.runSync(Effect.flip(model.generate(ask("", 1, { prompt }))))).toMatchObject({ reason: "refused" })
    const short = simulatedModel({
      key: new Map([["q0", binary]]),
      world: { kind: "condorcet", p: 1 },
      seed: 1,
      contextTokens: 4
    })
    expect(Effect.runSync(Effect.flip(short.generate(ask("Qq0T", 1))))).toMatchObject({ reason: "context-overflow" })
  })

  it("may ask questions with capital letters", () => {
    const key = new Map([["Who met Anna at the GATE?", binary]])
    expect(
      say(simulatedModel({ key, world: { kind: "condorcet", p: 1 }, seed: 1 }), "QWho met Anna at the GATE?T", 1)
    ).toContain("Ayes")
  })
})

describe("dice", () => {
  it("depend on seed and prompt alone; greedy calls on the prompt alone", () => {
    const replies = (seed: number) => {
      const model = simulatedModel({
        key: new Map(questions(200).map((question) => [question, binary])),
        world: { kind: "condorcet", p: 0.5 },
        seed
      })
      return (rest: Partial<ModelRequest>, of: number) =>
        questions(200)
          .map((q) => say(model, `Q${q}A`, of, rest))
          .join()
    }
    const one = replies(1)
    expect(one({}, 5)).toBe(replies(1)({}, 5))
    expect(one({}, 5)).not.toBe(one({}, 6))
    expect(one({}, 5)).not.toBe(replies(2)({}, 5))
    expect(one({ temperature: 0 }, 5)).toBe(one({ temperature: 0 }, 6))
    expect(one({ temperature: 0 }, 5)).toContain("no")
  })

  it("enter the digest with the world and the key", () => {
    const digest = (p: number, seed: number, item: SimulatedItem) =>
      simulatedModel({ key: new Map([["q", item]]), world: { kind: "condorcet", p }, seed }).identity.digest
    const digests = [
      digest(0.5, 1, binary),
      digest(0.6, 1, binary),
      digest(0.5, 2, binary),
      digest(0.5, 1, { ...binary, p: 1 })
    ]
    expect(new Set(digests).size).toBe(4)
    expect(digest(0.5, 1, binary)).toBe(digests[0])
  })
})

describe("the condorcet world", () => {
  it("answers right with probability p, wrong answers evenly", () => {
    const model = world({ kind: "condorcet", p: 0.3 }, 1, { answer: "yes", wrong: ["a", "b"] })
    share(trials, (seed) => say(model, "Qq0A", seed) === "yes", 0.3)
    share(trials, (seed) => answer(say(model, "Qq0T", seed)) === "a", 0.35)
  })

  it("an aggregator of three turns p = 0.6 into 0.648, and of four into 0.648 by even ties", () => {
    const model = world({ kind: "condorcet", p: 0.6 })
    const vote = (voters: number) => (trial: number) => {
      const votes = Array.from({ length: voters }, (_, voter) => say(model, "Qq0A", trial * 10 + voter))
      return say(model, `Qq0${votes.map((text) => `P${text}`).join("")}G`, trial) === "yes"
    }
    share(trials, vote(3), 0.6 ** 3 + 3 * 0.6 ** 2 * 0.4)
    share(trials, vote(4), 0.6 ** 4 + 4 * 0.6 ** 3 * 0.4 + 0.5 * 6 * 0.6 ** 2 * 0.4 ** 2)
  })

  it("with correlation, majorities follow the Beta-binomial", () => {
    const [p, correlation] = [0.6, 0.3]
    const weight = 1 / correlation - 1
    const [a, b] = [p * weight, (1 - p) * weight]
    // Moments of the Beta: P(at least 2 of 3) = 3 E[p²] − 2 E[p³].
    const second = (a * (a + 1)) / ((a + b) * (a + b + 1))
    const third = (second * (a + 2)) / (a + b + 2)
    const model = world({ kind: "condorcet", p, correlation }, trials)
    const right = (trial: number) => [0, 1, 2].filter((voter) => say(model, `Qq${trial}A`, voter) === "yes").length
    share(trials, (trial) => right(trial) >= 2, 3 * second - 2 * third)
    share(trials, (trial) => say(model, `Qq${trial}A`, 9) === "yes", p)
    share(trials, (trial) => right(trial) === 3, third)
  })

  it("a revising agent conforms with its probability", () => {
    const model = world({ kind: "condorcet", p: 0.6, conformity: 0.5 })
    share(trials, (seed) => answer(say(model, "Qq0PyesPyesPnoT", seed)) === "yes", 0.5 + 0.5 * 0.6)
    share(trials, (seed) => answer(say(model, "Qq0PnoPnoPyesT", seed)) === "yes", 0.5 * 0.6)
  })

  it("an item may have a probability of its own", () => {
    const model = world({ kind: "condorcet", p: 0.9 }, 1, { ...binary, p: 0.2 })
    share(trials, (seed) => say(model, "Qq0A", seed) === "yes", 0.2)
  })
})

describe("the refinement world", () => {
  it("follows π + (p − π)(1 − fix − break)^t", () => {
    const [p, fix, spoil] = [0.5, 0.3, 0.1]
    const model = world({ kind: "refine", p, fix, break: spoil })
    const stationary = fix / (fix + spoil)
    for (const rounds of [0, 1, 3]) {
      const right = (trial: number) => {
        let current = answer(say(model, "Qq0T", trial))
        for (let round = 1; round <= rounds; round++) {
          current = answer(say(model, `Qq0P${current}T`, 1_000_000 * round + trial))
        }
        return current === "yes"
      }
      share(trials, right, stationary + (p - stationary) * (1 - fix - spoil) ** rounds)
    }
  })
})

describe("the verification world", () => {
  const [p, sensitivity, specificity] = [0.4, 0.9, 0.7]
  const model = world({ kind: "verify", p, sensitivity, specificity })

  it("its critic accepts right and wrong answers as often as it should", () => {
    share(trials, (seed) => say(model, "Qq0P.AyesC", seed) === "y", sensitivity)
    share(trials, (seed) => say(model, "Qq0P.AnoC", seed) === "n1", specificity)
  })

  it("generate and verify, at most k times, follows its closed form", () => {
    const accepted = p * sensitivity + (1 - p) * (1 - specificity)
    const most = 3
    const right = (trial: number) => {
      let proposal = answer(say(model, "Qq0T", trial))
      for (let round = 1; round <= most; round++) {
        const critique = say(model, `Qq0P${proposal}C`, round * 1_000_000 + trial)
        if (critique === "y" || round === most) break
        proposal = answer(say(model, `Qq0P${proposal}C${critique}T`, round * 10_000_000 + trial))
      }
      return proposal === "yes"
    }
    const none = (1 - accepted) ** most
    // If none is accepted, the last proposal stands.
    const expected = ((1 - none) * p * sensitivity) / accepted + (none * p * (1 - sensitivity)) / (1 - accepted)
    share(trials, right, expected)
  })

  it("keeps what the critic accepted", () => {
    expect(answer(say(model, "Qq0PnoCyT", 1))).toBe("no")
  })
})

describe("options out of range", () => {
  it("are input errors at once", () => {
    const make = (of: SimulatedWorld, item: SimulatedItem) => () => world(of, 1, item)
    const fine: SimulatedWorld = { kind: "condorcet", p: 0.5 }
    for (const wrong of [
      make({ kind: "condorcet", p: 1.5 }, binary),
      make({ kind: "condorcet", p: Number.NaN }, binary),
      make({ kind: "condorcet", p: 0.5, correlation: 1 }, binary),
      make({ kind: "refine", p: 0.5, fix: 0.1, break: -0.1 }, binary),
      make(fine, { answer: "yes", wrong: [] }),
      make(fine, { answer: "yes", wrong: ["yes"] }),
      make(fine, { answer: "Yes", wrong: ["no"] }),
      make(fine, { answer: "yes", wrong: [""] }),
      make(fine, { ...binary, p: 2 })
    ]) {
      expect(wrong).toThrow(expect.objectContaining({ _tag: "InputError" }))
    }
    expect(make(fine, binary)).not.toThrow()
  })
})
