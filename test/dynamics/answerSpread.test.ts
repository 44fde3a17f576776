import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { conformity } from "../../src/dynamics/conformity.js"
import { dynamicsOf } from "../../src/dynamics/dynamicsOf.js"
import { type Held, wrongClaims } from "../../src/dynamics/errorAmplification.js"
import { type DebateWorld, debateLedger, type Run } from "../fixtures/debateLedger.js"
import { itemsOf } from "../fixtures/ledgerOf.js"

const all = (size: number) => (reader: number) =>
  Array.from({ length: size }, (_, index) => index).filter((one) => one !== reader)
/** R is right, lower-case letters are wrong, "-" is none. */
const held = (round: string): ReadonlyArray<Held> =>
  [...round].map((sign) => ({ answer: sign === "-" ? null : sign, right: sign === "R" }))
const counts = (rounds: ReadonlyArray<string>) => {
  const of = { rounds: rounds.map(held), heard: all(rounds[0]?.length ?? 0), decided: () => true }
  return { tallies: conformity(of), claims: wrongClaims(of.rounds, of.heard) }
}
const teamOf = (world: DebateWorld) => {
  const [team] = dynamicsOf(debateLedger(world)).arms
  if (team === undefined) throw new Error("no team")
  return team
}

describe("conformity", () => {
  it("counts a hand-made debate", () => {
    // Round 0 to 1: agent 0 is right against two wrong and gives up; 1 and 2 are wrong with one right and one wrong: no majority.
    // Round 1 to 2: peers of 0 (wrong a): wrong a, right R: no majority; same for 1; agent 2, right, against two wrong, stays.
    const { tallies } = counts(["Raa", "aaR", "RbR"])
    expect(tallies.rightGivenUp.peersWrong).toEqual({ events: 1, opportunities: 2 })
    expect(tallies.wrongGivenUp.peersRight).toEqual({ events: 0, opportunities: 0 })
    // Agent 2 wrong against two right: moves; agent 0 and 1, right, hear one right and one wrong: no majority.
    expect(counts(["RRa", "RRR"]).tallies.wrongGivenUp.peersRight).toEqual({ events: 1, opportunities: 1 })
    expect(counts(["RRa", "RRa"]).tallies.wrongGivenUp.peersRight).toEqual({ events: 0, opportunities: 1 })
  })

  it("counts a move from one wrong answer to another as giving up, and to none as well", () => {
    expect(counts(["RRa", "RRb"]).tallies.wrongGivenUp.peersRight).toEqual({ events: 1, opportunities: 1 })
    expect(counts(["RRa", "RR-"]).tallies.wrongGivenUp.peersRight).toEqual({ events: 1, opportunities: 1 })
    expect(counts(["Raa", "-aa"]).tallies.rightGivenUp.peersWrong).toEqual({ events: 1, opportunities: 1 })
  })

  it("keeps what is given up among like-minded peers as a control", () => {
    const { tallies } = counts(["RRRR", "RaRR"])
    expect(tallies.rightGivenUp).toEqual({
      peersWrong: { events: 0, opportunities: 0 },
      peersRight: { events: 1, opportunities: 4 }
    })
    expect(counts(["abc", "abR"]).tallies.wrongGivenUp.peersWrong).toEqual({ events: 1, opportunities: 3 })
  })

  it("takes no answer for neither right nor wrong, and who has none as without a choice", () => {
    expect(counts(["R--", "a--"]).tallies.rightGivenUp).toEqual({
      peersWrong: { events: 0, opportunities: 0 },
      peersRight: { events: 0, opportunities: 0 }
    })
    expect(counts(["-RR", "RRR"]).tallies.rightGivenUp.peersRight.opportunities).toBe(0)
  })

  it("hears in turn what was said before in the same round", () => {
    // Agent 1, right, spoke after agent 0 had turned wrong.
    const rounds = [held("RR"), held("aa")]
    const of = { rounds, heard: (reader: number) => (reader === 1 ? [0] : []), decided: () => true }
    expect(conformity(of).rightGivenUp.peersRight).toEqual({ events: 1, opportunities: 1 })
    expect(conformity({ ...of, inTurn: true }).rightGivenUp.peersWrong).toEqual({ events: 1, opportunities: 1 })
  })
})

describe("wrongClaims", () => {
  it("counts claims before the last round and who took them over", () => {
    // Round 0: a claimed once. Round 1: agents 1 and 2 hold it too; agent 2 had none. Three claims; in round 2 nobody new.
    expect(counts(["aR-", "aaa", "aaa"]).claims).toEqual({ made: 1 + 3, adopted: 2 })
  })

  it("does not count what an agent held already, found by itself, or could not hear", () => {
    expect(counts(["aR", "aR"]).claims).toEqual({ made: 1, adopted: 0 })
    expect(counts(["aR", "ab"]).claims).toEqual({ made: 1, adopted: 0 })
    expect(wrongClaims([held("aR"), held("aa")], () => [])).toEqual({ made: 1, adopted: 0 })
  })

  it("counts an aggregator that joins later", () => {
    expect(wrongClaims([held("aR"), held("aRa")], all(3))).toEqual({ made: 1, adopted: 1 })
  })

  it("has adoptions of at most n − 1 a claim", () => {
    const round = fc.string({ unit: fc.constantFrom("R", "a", "b", "-"), minLength: 3, maxLength: 3 })
    fc.assert(
      fc.property(fc.array(round, { minLength: 1, maxLength: 4 }), (rounds) => {
        const { made, adopted } = counts(rounds).claims
        expect(adopted).toBeGreaterThanOrEqual(0)
        expect(adopted).toBeLessThanOrEqual(2 * made)
      }),
      { seed: 51 }
    )
  })
})

describe("the spread of answers in a ledger", () => {
  const say = (round: string) => [...round].map((sign) => (sign === "-" ? null : sign === "R" ? "right" : sign))
  const run = (...rounds: ReadonlyArray<string>): Run => rounds.map(say)

  it("adds up over items: shares with Wilson's limits, a ratio of claims", () => {
    const team = teamOf({
      items: itemsOf(3),
      runs: [[run("Raa", "aaa")], [run("Raa", "Raa")], [run("RRa", "RRR")]]
    })
    const { rightGivenUp, wrongGivenUp } = team.conformity
    expect(rightGivenUp.peersWrong).toMatchObject({ value: 0.5, opportunities: 2, items: 2 })
    // Two items add ±½ to the share ½: its error is ½, the effective size p(1 − p)/SE² = 1;
    // Wilson at ½ with size 1 and t = 12.7062: ½ ± ½·t/√(1 + t²).
    expect(rightGivenUp.peersWrong.standardError).toBeCloseTo(0.5, 12)
    const t = 12.706204736432095
    expect(rightGivenUp.peersWrong.lower).toBeCloseTo(0.5 - (0.5 * t) / Math.sqrt(1 + t * t), 9)
    expect(rightGivenUp.peersWrong.upper).toBeCloseTo(0.5 + (0.5 * t) / Math.sqrt(1 + t * t), 9)
    expect(wrongGivenUp.peersRight).toMatchObject({ value: 1, opportunities: 1, items: 1, standardError: null })
    expect(rightGivenUp.peersRight).toMatchObject({ value: null, opportunities: 0 })
    // Claims 2 + 2 + 1, taken over 1 + 0 + 0.
    expect(team.traceAmplification.value).toBeCloseTo(1 / 5, 12)
  })

  it("keeps an interval open where the share is 0 or 1", () => {
    const runs = Array.from({ length: 5 }, () => [run("RRa", "RRR")])
    const share = teamOf({ items: itemsOf(5), runs }).conformity.wrongGivenUp.peersRight
    expect(share).toMatchObject({ value: 1, upper: 1, standardError: 0 })
    // Wilson at 1 with 5 items and t of 4 degrees: 5/(5 + t²). Two seeds an item say no more while nothing varies.
    const lowest = 5 / (5 + 2.7764451051977987 ** 2)
    expect(share.lower).toBeCloseTo(lowest, 9)
    const twice = runs.map((seeds) => [...seeds, ...seeds])
    const again = teamOf({ items: itemsOf(5), runs: twice }).conformity.wrongGivenUp.peersRight
    expect(again).toMatchObject({ value: 1, opportunities: 10 })
    expect(again.lower).toBeCloseTo(lowest, 9)
  })

  it("leaves out replies that could not be read, and agents that did not speak", () => {
    const cut = teamOf({
      items: itemsOf(1),
      runs: [[[say("Raa"), [{ answer: null, parsed: false }, "a", "a"]]]]
    })
    expect(cut.conformity.rightGivenUp.peersWrong.opportunities).toBe(0)
    const silent = teamOf({ items: itemsOf(1), runs: [[[say("Raa"), [undefined, "a", "a"]]]] })
    expect(silent.conformity.rightGivenUp.peersWrong.opportunities).toBe(0)
    const abstains = teamOf({ items: itemsOf(1), runs: [[run("Raa", "-aa")]] })
    expect(abstains.conformity.rightGivenUp.peersWrong).toMatchObject({ value: 1, opportunities: 1 })
  })

  it("hears along the topology only", () => {
    // In a chain agent 1 hears agent 0, agent 2 agent 1, and agent 0 nobody.
    const world = { items: itemsOf(1), runs: [[run("aRR", "aaR")]] }
    expect(teamOf({ ...world, topology: { kind: "chain" } }).conformity.rightGivenUp).toMatchObject({
      peersWrong: { value: 1, opportunities: 1 },
      peersRight: { value: 0, opportunities: 1 }
    })
    expect(teamOf(world).conformity.rightGivenUp.peersWrong.opportunities).toBe(0)
    expect(teamOf({ ...world, topology: { kind: "isolated" } }).traceAmplification.value).toBe(0)
  })

  it("does not take a deciding round for one in which answers could be taken over", () => {
    const decided: Run = [...run("Ra", "Ra"), [undefined, undefined, { answer: "a", turn: "aggregate" }]]
    const world = { items: itemsOf(1), blueprint: { aggregation: { kind: "judge" as const, agent: 2 } } }
    // Round 2 decides: the claims of round 1 are the last.
    expect(teamOf({ ...world, runs: [[decided]] }).traceAmplification.value).toBe(0)
    const followed: Run = [...run("Ra", "Ra", "aa"), [undefined, undefined, { answer: "a", turn: "aggregate" }]]
    expect(teamOf({ ...world, runs: [[followed]] }).traceAmplification.value).toBe(1 / 2)
  })

  it("says why there is none", () => {
    const once = teamOf({ items: itemsOf(2), runs: [[run("Ra")], [run("aa")]] })
    expect(once.traceAmplification.reason).toMatch(/no agent answered after others/u)
    expect(once.conformity.rightGivenUp.peersWrong.reason).toMatch(/no agent answered after others/u)
    const right = teamOf({ items: itemsOf(2), runs: [[run("RR", "RR")], [run("RR", "RR")]] })
    expect(right.traceAmplification).toMatchObject({ value: null, reason: expect.stringMatching(/no wrong claim/u) })
    const inTurn = teamOf({
      items: itemsOf(1),
      runs: [[run("Ra", "aa")]],
      blueprint: { protocol: { kind: "debate", rounds: 1, speaking: "in-turn" } }
    })
    expect(inTurn.traceAmplification.reason).toMatch(/in turn/u)
    expect(inTurn.conformity.rightGivenUp.peersWrong.value).toBe(1)
  })
})
