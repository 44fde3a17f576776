import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { dynamicsOf } from "../../src/dynamics/dynamicsOf.js"
import { evolutionaryDistance, redundancy, resamplingFloor } from "../../src/dynamics/evolutionaryDistance.js"
import { embeddingSimilarity, lexicalSimilarity } from "../../src/dynamics/Similarity.js"
import { createStream, type Stream } from "../../src/stats/createStream.js"
import { debateLedger } from "../fixtures/debateLedger.js"
import { itemsOf } from "../fixtures/ledgerOf.js"

const tokens = lexicalSimilarity()

describe("evolutionaryDistance", () => {
  it("is the mean over the agents that spoke in both rounds", () => {
    // {it, is, 7} against {it, is, 8}: 2 of 4 shared; the second repeats itself; the others were silent once.
    const before = ["it is 7", "it is 8", null, "x"]
    const after = ["it is 8", "it is 8", "y", null]
    expect(evolutionaryDistance(before, after, tokens)).toEqual({ value: 0.25 })
  })

  it("is not estimable where nobody spoke twice", () => {
    expect(evolutionaryDistance(["a", null], [null, "b"], tokens).reason).toBe(
      "not estimable: no agent spoke in both rounds"
    )
  })

  it("has an embedding form, refused without embeddings", () => {
    const embeddings = new Map([
      ["a", [1, 0]],
      ["b", [0, 1]]
    ])
    expect(evolutionaryDistance(["a"], ["b"], embeddingSimilarity(embeddings))).toEqual({ value: 1 })
    expect(evolutionaryDistance(["a"], ["b"], embeddingSimilarity())).toMatchObject({
      value: null,
      reason: expect.stringContaining("requires embeddings")
    })
    expect(evolutionaryDistance(["a"], ["c"], embeddingSimilarity(embeddings)).value).toBeNull()
  })

  it("lies in [0, 1] and does not depend on the order of the agents", () => {
    const texts = fc.array(fc.tuple(fc.string(), fc.string()), { minLength: 1, maxLength: 6 })
    fc.assert(
      fc.property(texts, (pairs) => {
        const distance = (all: ReadonlyArray<readonly [string, string]>) =>
          evolutionaryDistance(
            all.map(([a]) => a),
            all.map(([, b]) => b),
            tokens
          ).value ?? Number.NaN
        expect(distance(pairs)).toBeGreaterThanOrEqual(0)
        expect(distance(pairs)).toBeLessThanOrEqual(1)
        expect(distance([...pairs].reverse())).toBeCloseTo(distance(pairs), 12)
      }),
      { seed: 31 }
    )
  })
})

describe("redundancy", () => {
  it("is the mean similarity over pairs", () => {
    // Pairs: {a,b}–{a,b} 1, {a,b}–{a,c} ⅓, twice.
    expect(redundancy(["a b", "a b", "a c"], tokens).value).toBeCloseTo((1 + 1 / 3 + 1 / 3) / 3, 14)
    expect(redundancy(["a"], tokens).value).toBeNull()
  })
})

describe("resamplingFloor", () => {
  it("is the mean of the distances between redraws before and after", () => {
    expect(resamplingFloor(["a", "a", "b"], ["c", "c"], tokens).value).toBeCloseTo((2 / 3 + 0) / 2, 14)
    expect(resamplingFloor(["a"], ["a", "b"], tokens).reason).toMatch(/at least 2 seeds.*got 1/u)
  })

  it("equals the distance in the mean for an agent that draws anew: all samples of three seeds, enumerated", () => {
    const law = [
      ["a b", 0.5],
      ["a c", 0.3],
      ["d", 0.2]
    ] as const
    const all = (length: number): Array<{ texts: Array<string>; chance: number }> =>
      length === 0
        ? [{ texts: [], chance: 1 }]
        : all(length - 1).flatMap(({ texts, chance }) =>
            law.map(([text, p]) => ({ texts: [...texts, text], chance: chance * p }))
          )
    let distance = 0
    let floor = 0
    for (const before of all(3)) {
      for (const after of all(3)) {
        const chance = before.chance * after.chance
        distance += chance * (evolutionaryDistance(before.texts, after.texts, tokens).value ?? Number.NaN)
        floor += chance * (resamplingFloor(before.texts, after.texts, tokens).value ?? Number.NaN)
      }
    }
    expect(floor).toBeCloseTo(distance, 12)
    expect(floor).toBeGreaterThan(0.3)
  })
})

describe("the floor in a ledger", () => {
  const words = ["red", "green", "blue", "black"]
  const others = ["one", "two", "three", "four"]
  const drawn = (stream: Stream, from: ReadonlyArray<string>) => from[stream.int(from.length)] ?? ""

  /** 120 items, 4 seeds, one agent; what it says in round 1 follows from what it said in round 0. */
  const second = (say: (stream: Stream, first: string) => string, seed: number) => {
    const stream = createStream(seed)
    const items = itemsOf(120)
    const runs = items.map(() =>
      Array.from({ length: 4 }, () => {
        const first = drawn(stream, words)
        return [[{ answer: "x", text: first }], [{ answer: "x", text: say(stream, first) }]]
      })
    )
    const round = dynamicsOf(debateLedger({ items, runs })).arms[0]?.rounds[1]
    if (round === undefined) throw new Error("no round")
    return round
  }

  it("is reached by an agent that draws anew: distance ¾, nothing above the floor", () => {
    const { distance, floor, excess } = second((stream) => drawn(stream, words), 41)
    expect(Math.abs((distance.value ?? 9) - 0.75)).toBeLessThan(4 * (distance.standardError ?? 0))
    expect(Math.abs((floor.value ?? 9) - 0.75)).toBeLessThan(4 * (floor.standardError ?? 0))
    expect(Math.abs(excess.value ?? 9)).toBeLessThan(4 * (excess.standardError ?? 0))
    expect(excess.standardError).toBeLessThan(0.03)
  })

  it("lies above an agent that repeats itself, by its whole height", () => {
    const { distance, floor, excess } = second((_, first) => first, 42)
    expect(distance.value).toBe(0)
    expect(excess.value).toBeCloseTo(-(floor.value ?? 9), 12)
    expect(floor.value).toBeGreaterThan(0.7)
  })

  it("lies below an agent that moves on", () => {
    const { distance, excess } = second((stream) => drawn(stream, others), 43)
    expect(distance.value).toBe(1)
    expect(Math.abs((excess.value ?? 9) - 0.25)).toBeLessThan(4 * (excess.standardError ?? 0))
  })

  it("says how many redraws were made in the same state", () => {
    const items = itemsOf(1)
    const run = (prompt: string) => [[{ answer: "x" }], [{ answer: "x", prompt }]]
    const { rounds } = dynamicsOf(debateLedger({ items, runs: [[run("p"), run("p"), run("q")]] })).arms[0] ?? {
      rounds: []
    }
    // Three equal pairs in round 0, one of three in round 1.
    expect(rounds[1]?.samePrompt.value).toBeCloseTo(4 / 6, 14)
    expect(rounds[0]?.samePrompt.value).toBeNull()
  })

  it("needs two seeds, and the distance does not", () => {
    const { rounds } = dynamicsOf(debateLedger({ items: itemsOf(2), runs: [[[["a"], ["b"]]], [[["a"], ["a"]]]] }))
      .arms[0] ?? { rounds: [] }
    expect(rounds[1]?.distance.value).toBeCloseTo((1 - 2 / 4) / 2, 12)
    expect(rounds[1]?.floor.reason).toMatch(/at least 2 seeds/u)
    expect(rounds[1]?.excess.value).toBeNull()
  })
})
