import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { audience } from "../../src/blueprint/audience.js"
import type { Blueprint } from "../../src/blueprint/Blueprint.js"
import { dynamicsOf } from "../../src/dynamics/dynamicsOf.js"
import { peersHeard } from "../../src/dynamics/peersHeard.js"
import { type DebateWorld, debateLedger, type Run } from "../fixtures/debateLedger.js"
import { agentOf, itemsOf } from "../fixtures/ledgerOf.js"

const densityOf = (run: Run, world: Partial<DebateWorld> = {}) =>
  dynamicsOf(debateLedger({ items: itemsOf(1), runs: [[run]], ...world })).arms[0]?.density.value

const three = ["a", "b", "c"]

describe("message density", () => {
  it("counts what each agent hears in a debate: 6 messages in 6 turns when all hear all", () => {
    expect(densityOf([three, three])).toBe(6 / 6)
    expect(densityOf([three, three, three])).toBe(12 / 9)
    expect(densityOf([three, three], { topology: { kind: "chain" } })).toBe(2 / 6)
    expect(densityOf([three, three], { topology: { kind: "ring" } })).toBe(6 / 6)
    expect(densityOf([three, three], { topology: { kind: "star" } })).toBe(4 / 6)
    expect(densityOf([three])).toBe(0)
  })

  it("follows mechanism and sharing", () => {
    expect(densityOf([three, three], { blueprint: { mechanism: "none" } })).toBe(0)
    expect(densityOf([three, three], { topology: { kind: "chain" }, blueprint: { mechanism: "blackboard" } })).toBe(1)
    expect(densityOf([three, three], { blueprint: { sharing: { scope: "own", rounds: "latest" } } })).toBe(0)
  })

  it("counts only those who had spoken", () => {
    expect(densityOf([["a", undefined, "c"], three])).toBe(4 / 5)
  })

  it("counts earlier speakers of the same round when they speak in turn", () => {
    // Round 1: agent 0 hears two of round 0, the others as well.
    const inTurn = { protocol: { kind: "debate", rounds: 1, speaking: "in-turn" } as const }
    expect(densityOf([three, three], { blueprint: inTurn })).toBe(1)
    expect(densityOf([[undefined, undefined, undefined], three], { blueprint: inTurn })).toBe((0 + 1 + 2) / 3)
  })

  it("counts solution and critique between two agents and none of an agent with itself", () => {
    const critique = { protocol: { kind: "critique", rounds: 1 } as const }
    const apart: Run = [["a"], [undefined, { answer: null, turn: "criticise" }], [{ answer: "b", turn: "correct" }]]
    expect(densityOf(apart, { blueprint: critique })).toBe(2 / 3)
    const alone: Run = [["a"], [{ answer: null, turn: "criticise" }], [{ answer: "b", turn: "correct" }]]
    expect(densityOf(alone, { blueprint: critique })).toBe(0)
  })

  it("counts notes handed on and the answers that an aggregator reads", () => {
    const relay: Run = [
      [{ answer: null, turn: "read" }],
      [undefined, { answer: null, turn: "read" }],
      [{ answer: "a", turn: "read" }]
    ]
    expect(densityOf(relay, { blueprint: { protocol: { kind: "relay" } } })).toBe(2 / 3)
    const aggregate: Run = [
      ["a", "b"],
      [undefined, undefined, { answer: "a", turn: "aggregate" }]
    ]
    const blueprint = { protocol: { kind: "aggregate" } as const }
    expect(densityOf(aggregate, { blueprint })).toBe(2 / 3)
    expect(densityOf(aggregate, { blueprint, topology: { kind: "star" } })).toBe(2 / 3)
    expect(densityOf(aggregate, { blueprint, topology: { kind: "chain" } })).toBe(1 / 3)
  })

  it("takes calls that prepare a message, and ballots, for turns without messages", () => {
    const run: Run = [
      ["a", "b"],
      [
        { answer: null, turn: "condense" },
        { answer: null, turn: "rank" }
      ]
    ]
    expect(densityOf(run)).toBe(0)
  })
})

describe("peersHeard", () => {
  const blueprint: fc.Arbitrary<Blueprint> = fc.integer({ min: 2, max: 5 }).chain((size) =>
    fc.record({
      id: fc.constant("any"),
      agents: fc.tuple(
        ...(Array.from({ length: size }, (_, position) =>
          fc
            .record({
              role: fc.constantFrom("solver", "critic", "planner", "verifier"),
              memory: fc.constantFrom("none", "own", "shared")
            })
            .map((agent) => agentOf(agent as Parameters<typeof agentOf>[0], position))
        ) as [fc.Arbitrary<Blueprint["agents"][0]>])
      ),
      topology: fc.constantFrom<Blueprint["topology"]>(
        { kind: "isolated" },
        { kind: "complete" },
        { kind: "chain" },
        { kind: "ring" },
        { kind: "star" }
      ),
      protocol: fc.constantFrom<Blueprint["protocol"]>({ kind: "debate", rounds: 1 }, { kind: "pass" }),
      message: fc.constant("full" as const),
      aggregation: fc.oneof(
        fc.constant({ kind: "last" } as const),
        fc.record({ kind: fc.constant("judge" as const), agent: fc.integer({ min: 0, max: size - 1 }) })
      ),
      mechanism: fc.constantFrom("free-text", "structured", "blackboard", "answer-only", "none"),
      sharing: fc.record({
        scope: fc.constantFrom("own", "neighbours", "all"),
        rounds: fc.constantFrom("latest", "history")
      }),
      feedback: fc.constantFrom("none", "self", "peer", "critic", "verifier")
    })
  )

  it("grants what the runtime grants to everybody but the judge", () => {
    fc.assert(
      fc.property(blueprint, (one) => {
        for (const reader of one.agents.keys()) {
          if (one.aggregation.kind === "judge" && one.aggregation.agent === reader) continue
          expect(peersHeard(one, reader)).toEqual(audience(one, reader))
        }
      }),
      { seed: 61, numRuns: 500 }
    )
  })
})
