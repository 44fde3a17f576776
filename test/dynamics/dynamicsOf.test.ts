import * as Schema from "effect/Schema"
import { describe, expect, it } from "vitest"
import { contentEntropy } from "../../src/dynamics/contentEntropy.js"
import { Dynamics } from "../../src/dynamics/Dynamics.js"
import { dynamicsOf } from "../../src/dynamics/dynamicsOf.js"
import { itemDynamicsOf } from "../../src/dynamics/itemDynamics.js"
import { embeddingSimilarity, lexicalSimilarity } from "../../src/dynamics/Similarity.js"
import { teamViews } from "../../src/dynamics/teamView.js"
import { versusSingle } from "../../src/dynamics/versusSingle.js"
import type { Ledger } from "../../src/ledger/Ledger.js"
import { createStream } from "../../src/stats/createStream.js"
import { type DebateWorld, debateLedger, type Run, type Spoken } from "../fixtures/debateLedger.js"
import { itemsOf, ledgerOf } from "../fixtures/ledgerOf.js"

const observe = (world: DebateWorld, options?: Parameters<typeof dynamicsOf>[1]) => {
  const [team] = dynamicsOf(debateLedger(world), options).arms
  if (team === undefined) throw new Error("no team")
  return team
}
const entropy = (...answers: ReadonlyArray<string | null>) => contentEntropy(answers).value ?? Number.NaN

/** 12 items in 4 groups, 3 seeds, 3 agents, 3 rounds, now and then no answer, a silent agent or a missing trial. */
const world = (seed = 7): DebateWorld => {
  const stream = createStream(seed)
  const any = (right: string): Spoken => {
    const answer = [right, right, "a", "b", null][stream.int(5)] ?? null
    return { answer, text: `so it is ${answer ?? "open"} by step ${stream.int(4)}`, parsed: answer !== null }
  }
  const items = itemsOf(12).map((item, index) => ({ ...item, group: `g${index % 4}` }))
  const runs = items.map((item) =>
    Array.from({ length: 3 }, (_, index): Run | null =>
      item.id === "i003" && index === 2
        ? null
        : Array.from({ length: 3 }, (_, round) =>
            Array.from({ length: 3 }, (_, agent) =>
              round === 2 && agent === 1 && stream.int(3) === 0 ? undefined : any(item.answer)
            )
          )
    )
  )
  return { items, runs, single: (item) => ({ answer: item.id < "i006" ? item.answer : "a", calls: 2 }) }
}

/** Every measure in a result, with the way to it. */
const measuresIn = (value: unknown, way = ""): Array<{ way: string; measure: Record<string, unknown> }> => {
  if (typeof value !== "object" || value === null) return []
  const here = "value" in value ? [{ way, measure: { ...value } }] : []
  return [...here, ...Object.entries(value).flatMap(([key, one]) => measuresIn(one, `${way}.${key}`))]
}

describe("dynamicsOf", () => {
  const one: Run = [
    ["right", "a", "a"],
    ["right", "right", "a"]
  ]
  const other: Run = [
    ["a", "b", null],
    ["a", "a", "a"]
  ]

  it("gives H_t by round: the mean over items, with its error and t limits", () => {
    const { rounds } = observe({ items: itemsOf(2), runs: [[one], [other]] })
    const [x, y] = [entropy("x", "y", "y"), entropy("x", "y", "z")]
    expect(rounds.map(({ round, answers }) => [round, answers])).toEqual([
      [0, 3],
      [1, 3]
    ])
    const t = 12.706204736432095
    expect(rounds[0]?.entropy.value).toBeCloseTo((x + y) / 2, 12)
    expect(rounds[0]?.entropy.standardError).toBeCloseTo((y - x) / 2, 12)
    expect(rounds[0]?.entropy.upper).toBeCloseTo((x + y) / 2 + (t * (y - x)) / 2, 9)
    expect(rounds[0]?.entropy.lower).toBe(0)
    expect(rounds[1]?.entropy.value).toBeCloseTo((x + 0) / 2, 12)
    expect(rounds[0]?.normalizedEntropy.value).toBeCloseTo((0.6365141682948128 / Math.log(3) + 1) / 2, 12)
  })

  it("tells the entropy across the seeds of an agent from that across agents", () => {
    // Both runs agree within; the agents' answers differ between the seeds.
    const runs: Array<Run> = [[["a", "a"]], [["b", "b"]]]
    const [round] = observe({ items: itemsOf(1), runs: [runs] }).rounds
    expect(round?.entropy.value).toBe(0)
    expect(round?.entropyAcrossSeeds.value).toBeCloseTo(Math.log(2) + 1 / 4, 12)
    const single = observe({ items: itemsOf(1), runs: [[[["a", "b"]]]] }).rounds[0]
    expect(single?.entropyAcrossSeeds.reason).toMatch(/at least 2 seeds/u)
    const half = observe({ items: itemsOf(2), runs: [runs, [runs[0] ?? null, null]] }).rounds[0]
    expect(half?.entropyAcrossSeeds).toMatchObject({ items: 1 })
  })

  it("lets a run that ended early keep its answers, and takes nobody's answer for one who was never asked", () => {
    const short: Run = [["a", "a"]]
    const long: Run = [
      ["a", "b"],
      ["b", "b"]
    ]
    const { rounds } = observe({ items: itemsOf(2), runs: [[short], [long]] })
    expect(rounds[1]?.entropy).toMatchObject({ value: 0, items: 2 })
    const planner: Run = [
      [{ answer: null, turn: "plan" }, "a", "a"],
      [undefined, "a", "a"],
      [undefined, "a", "a", { answer: "a", turn: "aggregate" }]
    ]
    const late = observe({ items: itemsOf(1), runs: [[planner]], blueprint: { protocol: { kind: "aggregate" } } })
    expect(late.rounds.map(({ answers }) => answers)).toEqual([2, 2, 3])
    expect(late.rounds.map((round) => round.entropy.value)).toEqual([0, 0, 0])
    const judged: Run = [
      ["a", "b"],
      [undefined, undefined, { answer: null, turn: "aggregate" }]
    ]
    const judge = { aggregation: { kind: "judge", agent: 2 } } as const
    const decided = observe({ items: itemsOf(1), runs: [[judged]], blueprint: judge })
    expect(decided.rounds.map(({ answers }) => answers)).toEqual([2, 2])
    const cut: Run = [["a", undefined]]
    const whole: Run = [["a", "a"]]
    const [round] = observe({ items: itemsOf(2), runs: [[cut], [whole]] }).rounds
    expect(round?.answers).toBe(2)
    expect(round?.entropy.value).toBeCloseTo(entropy("a", null) / 2, 12)
  })

  it("gives D_t and redundancy by hand", () => {
    const said = (text: string): Spoken => ({ answer: "a", text })
    const run: Run = [
      [said("x y"), said("x z")],
      [said("x y"), said("u v")]
    ]
    const { rounds } = observe({ items: itemsOf(1), runs: [[run]] })
    expect(rounds[0]?.redundancy.value).toBeCloseTo(1 / 3, 12)
    expect(rounds[1]?.redundancy.value).toBe(0)
    expect(rounds[0]?.distance.reason).toMatch(/before the first round/u)
    expect(rounds[1]?.distance.value).toBe(0.5)
    const pairs = observe({ items: itemsOf(1), runs: [[run]] }, { similarity: lexicalSimilarity({ size: 2 }) })
    expect(pairs.rounds[0]?.redundancy.value).toBe(0)
  })

  it("compares critiques with critiques and leaves out what only prepares a message", () => {
    const run: Run = [
      [{ answer: "a", text: "one" }, undefined],
      [
        { answer: "a", text: "two", turn: "correct" },
        { answer: null, text: "no", turn: "criticise" }
      ],
      [
        { answer: "a", text: "two", turn: "condense" },
        { answer: null, text: "no", turn: "criticise" }
      ]
    ]
    const { rounds } = observe({ items: itemsOf(1), runs: [[run]] })
    expect(rounds.map(({ distance }) => distance.value)).toEqual([null, 1, 0])
    expect(rounds[1]?.redundancy.value).toBe(0)
    expect(rounds[2]?.redundancy.value).toBeNull()
  })

  it("holds the team against one run of the single agent, item by item", () => {
    // Team: 6 calls, right on 1 of 3. Single: 2 calls, right on 2 of 3.
    const right: Run = [
      ["right", "a", "a"],
      ["right", "a", "a"]
    ]
    const team = observe({
      items: itemsOf(3),
      runs: [[right], [other], [other]],
      single: (item) => ({ answer: item.id === "i002" ? "a" : item.answer, calls: 2 })
    })
    const [versus] = team.versus
    expect(team.turns).toMatchObject({ value: 6, standardError: 0 })
    expect(versus?.single).toBe("alone")
    expect(versus?.overhead).toMatchObject({ value: 2, standardError: 0 })
    expect(versus?.efficiency.value).toBeCloseTo(1 / 3 / 3, 12)
    // Turns do not vary: the error is that of the team's mean, a third of √(1/9).
    expect(versus?.efficiency.standardError).toBeCloseTo(Math.sqrt(2 / 3 / 6) / 3, 12)
    expect(versus?.outcomeAmplification.value).toBeCloseTo(2, 12)
    // Influences (s − m)-wise: [−(m − ⅓) + 2(s − ⅔)]/⅓ with (m, s) = (1,1), (0,1), (0,0): 0, 3, −3; SE² = 18/6.
    expect(versus?.outcomeAmplification.standardError).toBeCloseTo(Math.sqrt(3), 12)
  })

  it("gives errors of functions of means as the jackknife does, to leading order", () => {
    const stream = createStream(5)
    const items = itemsOf(200)
    const runs = items.map((): Array<Run> => {
      const rounds = 1 + stream.int(3)
      return [Array.from({ length: rounds }, () => [stream.next() < 0.6 ? "right" : "a", "a"])]
    })
    const alone = new Map(
      items.map(({ id }) => [id, { answer: stream.next() < 0.5 ? "right" : "a", calls: 1 + stream.int(2) }])
    )
    const single = ({ id }: { readonly id: string }) => alone.get(id) ?? { answer: null, calls: 1 }
    const [team] = teamViews(debateLedger({ items, runs, single }), {})
    const [other] = team?.singles ?? []
    if (team === undefined || other === undefined) throw new Error("no arms")
    const without = (skip: number) =>
      versusSingle({ ...team, items: team.items.filter((_, index) => index !== skip) }, other, 0.95)
    const shifted = items.map((_, index) => without(index))
    const full = without(-1)
    for (const measure of ["overhead", "efficiency", "outcomeAmplification"] as const) {
      const values = shifted.map((one) => one[measure].value ?? Number.NaN)
      const centre = values.reduce((sum, one) => sum + one, 0) / 200
      const jackknife = Math.sqrt((values.reduce((sum, one) => sum + (one - centre) ** 2, 0) * 199) / 200)
      expect(Math.abs((full[measure].standardError ?? Number.NaN) / jackknife - 1), measure).toBeLessThan(0.02)
    }
  })

  it("takes the items of a group together", () => {
    const items = itemsOf(4)
    const runs: Array<Array<Run>> = [[one], [one], [other], [other]]
    const grouped = items.map((item, index) => ({ ...item, group: index < 2 ? "g" : "h" }))
    const apart = observe({ items, runs }).rounds[0]?.entropy
    const together = observe({ items: grouped, runs }).rounds[0]?.entropy
    const pair = observe({ items: itemsOf(2), runs: [[one], [other]] }).rounds[0]?.entropy
    expect(together?.standardError).toBeCloseTo(pair?.standardError ?? 9, 12)
    expect(together?.upper).toBeCloseTo(pair?.upper ?? 9, 9)
    expect(apart?.standardError).toBeLessThan(together?.standardError ?? 0)
  })

  it("gives the value but no error from one item", () => {
    const [round] = observe({ items: itemsOf(1), runs: [[one]] }).rounds
    expect(round?.entropy).toMatchObject({ standardError: null, lower: null, upper: null, items: 1 })
    expect(round?.entropy.value).toBeGreaterThan(0)
    expect(round?.entropy.reason).toMatch(/at least 2 items/u)
  })

  it("has no token entropy, and a surprisal where every call holds its log-probability", () => {
    const run: Run = [
      [
        { answer: "a", logProbability: -1, tokens: 1 },
        { answer: "a", logProbability: -3, tokens: 3 }
      ]
    ]
    const team = observe({ items: itemsOf(1), runs: [[run]] })
    expect(team.surprisal.value).toBe((1 + 9) / 4)
    expect(team.tokenEntropy).toMatchObject({ value: null, reason: expect.stringMatching(/no ledger holds/u) })
    const without = observe({ items: itemsOf(1), runs: [[one]] })
    expect(without.surprisal.reason).toBe("not estimable: 6 of 6 calls hold no log-probability")
    const unknown = observe({ items: itemsOf(1), runs: [[[[{ answer: "a", logProbability: -1, tokens: null }]]]] })
    expect(unknown.surprisal.value).toBeNull()
  })

  it("reads answers as the grader does", () => {
    const items = [{ id: "one", question: "?", answer: "12" }]
    const runs: Array<Array<Run>> = [[[["12", " 12.0 ", "1e1", "what?", null]]]]
    const numbers = observe({ items, runs, task: { grader: { kind: "numeric" } } })
    expect(numbers.rounds[0]?.entropy.value).toBeCloseTo(entropy("x", "x", "y", null, null), 12)
    const texts = observe({ items, runs, task: { grader: { kind: "exact" } } })
    expect(texts.rounds[0]?.entropy.value).toBeCloseTo(entropy("1", "2", "3", "4", null), 12)
    const letters = observe({
      items: [{ id: "one", question: "?", answer: "B" }],
      runs: [[[["B", "(b)", "A cat or so", "Answer: C"]]]],
      task: { grader: { kind: "choice" } }
    })
    expect(letters.rounds[0]?.entropy.value).toBeCloseTo(entropy("B", "B", null, "C"), 12)
    const formulas = observe({
      items: [{ id: "one", question: "?", answer: "1/2" }],
      runs: [[[["\\frac{1}{2}", "0.5", "1/3", "2/6"]]]],
      task: { grader: { kind: "math" } }
    })
    expect(formulas.rounds[0]?.entropy.value).toBeCloseTo(entropy("x", "x", "y", "y"), 12)
  })

  it("needs the code of a function grader only for what rests on right and wrong", () => {
    const grader = { kind: "function", id: "mine", version: "1" } as const
    const given: DebateWorld = { items: itemsOf(1), runs: [[one]], task: { grader } }
    const without = observe(given)
    expect(without.rounds[0]?.entropy.value).toBeGreaterThan(0)
    expect(without.traceAmplification.reason).toMatch(/cannot be graded.*mine@1/u)
    expect(without.conformity.wrongGivenUp.peersWrong.reason).toMatch(/mine@1/u)
    const graders = { "mine@1": (answer: string, key: string) => (answer === key ? 1 : 0) }
    expect(observe(given, { graders }).traceAmplification).toEqual(observe({ ...given, task: {} }).traceAmplification)
  })

  it("refuses the embedding form without embeddings of all messages", () => {
    const given: DebateWorld = { items: itemsOf(2), runs: [[one], [other]] }
    for (const similarity of [embeddingSimilarity(), embeddingSimilarity(new Map([["I say a", [1, 2]]]))]) {
      const team = observe(given, { similarity })
      for (const { distance, redundancy } of team.rounds) {
        expect([distance.value, redundancy.value]).toEqual([null, null])
        expect(redundancy.reason).toMatch(/embedding/u)
      }
      expect(team.rounds[1]?.entropy.value).not.toBeNull()
    }
    const texts = debateLedger(given).calls.map(({ text }) => text)
    const similarity = embeddingSimilarity(new Map(texts.map((text) => [text, [text.length, 1]])))
    expect(observe(given, { similarity }).rounds[1]?.distance.value).toBeGreaterThanOrEqual(0)
    expect(dynamicsOf(debateLedger(given), { similarity }).similarity).toBe("cosine of embeddings")
  })
})

describe("what dynamicsOf gives", () => {
  const result = dynamicsOf(debateLedger(world()))

  it("is of its schema, as JSON as well", () => {
    expect(Schema.decodeUnknownSync(Dynamics)(JSON.parse(JSON.stringify(result)))).toEqual(result)
  })

  it("holds no NaN: every missing value or error has its reason", () => {
    const worlds: Array<Ledger> = [
      debateLedger(world()),
      debateLedger({ items: itemsOf(1), runs: [[[["a"]]]] }),
      debateLedger({ items: itemsOf(2), runs: [[null], [null]], single: () => ({ answer: null, calls: 0 }) }),
      debateLedger({ items: itemsOf(2), runs: [[[]], [[]]], single: () => ({ answer: "right", calls: 0 }) }),
      ledgerOf({ items: 2, arms: [{ id: "t", role: "team", seeds: 1, outcome: () => ({ answer: "right", cost: 1 }) }] })
    ]
    for (const ledger of worlds) {
      const measures = measuresIn(dynamicsOf(ledger))
      expect(measures.length).toBeGreaterThan(5)
      for (const { way, measure } of measures) {
        for (const one of Object.values(measure)) {
          if (typeof one === "number") expect(Number.isFinite(one), way).toBe(true)
        }
        const open = measure.value === null || measure.standardError === null
        expect(measure.reason !== undefined, way).toBe(open)
        if (measure.value !== null && measure.standardError !== null && "lower" in measure) {
          expect(measure.lower, way).toBeLessThanOrEqual(measure.value as number)
          expect(measure.upper, way).toBeGreaterThanOrEqual(measure.value as number)
        }
      }
    }
  })

  it("lies in its bounds", () => {
    for (const { answers, entropy: h, normalizedEntropy, distance, redundancy, samePrompt } of result.arms[0]?.rounds ??
      []) {
      expect(h.value).toBeGreaterThan(0)
      expect(h.value).toBeLessThanOrEqual(Math.log(answers) + (answers - 1) / (2 * answers))
      expect(normalizedEntropy.value).toBeLessThanOrEqual(1)
      for (const share of [distance.value ?? 0, redundancy.value ?? 0, samePrompt.value ?? 0]) {
        expect(share).toBeGreaterThanOrEqual(0)
        expect(share).toBeLessThanOrEqual(1)
      }
    }
  })

  it("counts trials that are missing or overran, and leaves these out", () => {
    expect(result.arms[0]).toMatchObject({ trials: 35, missing: 1, agents: 3, system: "debate", slot: 0 })
    const ledger = debateLedger(world())
    const trials = ledger.trials.map((trial, index) => (index === 0 ? { ...trial, overrun: true } : trial))
    expect(dynamicsOf({ ...ledger, trials }).arms[0]).toMatchObject({ trials: 34, missing: 2 })
  })

  it("has teams only", () => {
    expect(result.arms.map(({ system }) => system)).toEqual(["debate"])
    expect(dynamicsOf(debateLedger({ ...world(), role: "single" })).arms).toEqual([])
  })

  /** Numbers to 12 digits: sums in another order may differ in the last. */
  const rounded = (value: unknown): unknown =>
    JSON.parse(JSON.stringify(value, (_, one) => (typeof one === "number" ? Number(one.toPrecision(12)) : one)))

  it("depends neither on the order of the agents", () => {
    const turned: DebateWorld = {
      ...world(),
      runs: world().runs.map((seeds) => seeds.map((run) => run?.map(([a, b, c]) => [c, a, b]) ?? null))
    }
    const strip = ({ arms }: Dynamics) => arms.map(({ versus: _, ...rest }) => rest)
    expect(rounded(strip(dynamicsOf(debateLedger(turned))))).toEqual(rounded(strip(result)))
  })

  it("nor on the names of the answers", () => {
    const names: Record<string, string> = { right: "z", a: "right", b: "a" }
    const renamed: DebateWorld = {
      ...world(),
      items: world().items.map((item) => ({ ...item, answer: "z" })),
      single: (item) => ({ answer: item.id < "i006" ? "z" : "right", calls: 2 }),
      runs: world().runs.map((seeds) =>
        seeds.map(
          (run) =>
            run?.map((round) =>
              round.map((one) =>
                typeof one === "object" && one !== null
                  ? { ...one, answer: one.answer === null ? null : (names[one.answer] ?? "?") }
                  : one
              )
            ) ?? null
        )
      )
    }
    expect(dynamicsOf(debateLedger(renamed))).toEqual(result)
  })

  it("nor on the order of items, trials and calls", () => {
    const ledger = debateLedger(world())
    const { start } = ledger
    const [task] = start.design.tasks
    const items = [...task.items].reverse() as unknown as typeof task.items
    const turned: Ledger = {
      ...ledger,
      start: { ...start, design: { ...start.design, tasks: [{ ...task, items }] } },
      trials: [...ledger.trials].reverse(),
      calls: [...ledger.calls].reverse()
    }
    expect(dynamicsOf(turned)).toEqual(result)
  })

  it("is the mean of what itemDynamicsOf gives item by item", () => {
    const [team] = itemDynamicsOf(debateLedger(world()))
    expect(team?.items.map(({ item }) => item.id)).toEqual(world().items.map(({ id }) => id))
    for (const [index, round] of (result.arms[0]?.rounds ?? []).entries()) {
      const values = team?.items.flatMap(({ rounds }) => rounds[index]?.entropy.value ?? []) ?? []
      expect(values).toHaveLength(12)
      expect(round.entropy.value).toBeCloseTo(values.reduce((sum, one) => sum + one, 0) / 12, 12)
    }
  })
})
