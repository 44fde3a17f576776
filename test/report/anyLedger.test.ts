import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { stoppingOf } from "../../src/design/Stopping.js"
import { InputError } from "../../src/errors/InputError.js"
import { estimateGain } from "../../src/gain/estimateGain.js"
import type { GainMethod } from "../../src/gain/GainInput.js"
import { gainOfScores } from "../../src/gain/gainOfScores.js"
import type { Ledger } from "../../src/ledger/Ledger.js"
import { buildReport } from "../../src/report/buildReport.js"
import { renderJson } from "../../src/report/renderJson.js"
import { renderMarkdown } from "../../src/report/renderMarkdown.js"
import { lookAt } from "../../src/run/lookAt.js"
import { itemsOf, ledgerOf, type Outcome, type WorldArm } from "../fixtures/ledgerOf.js"

const settings = { seed: 20261125, numRuns: 60 }

/** Every number in a value, with its path. */
const numbersIn = (value: unknown, path = "$"): ReadonlyArray<readonly [string, number]> =>
  typeof value === "number"
    ? [[path, value]]
    : value !== null && typeof value === "object"
      ? Object.entries(value).flatMap(([key, inner]) => numbersIn(inner, `${path}.${key}`))
      : []
const unsound = (value: unknown) => numbersIn(value).filter(([, number]) => !Number.isFinite(number))

const outcome: fc.Arbitrary<Outcome> = fc.oneof(
  { weight: 1, arbitrary: fc.constant("missing" as const) },
  {
    weight: 12,
    arbitrary: fc.record(
      {
        answer: fc.constantFrom("right", "wrong", "other", null),
        score: fc.constantFrom(0, 0, 1, 1, 0.5, 1 / 3),
        cost: fc.oneof(
          { weight: 15, arbitrary: fc.constantFrom(0, 40, 100, 100, 130) },
          { weight: 1, arbitrary: fc.constant(null) }
        ),
        selection: fc.constantFrom(0, 0.5, 1),
        overrun: fc.constantFrom(false, false, false, false, true)
      },
      { requiredKeys: ["answer", "cost", "score"] }
    )
  }
)

const arm = (id: string, role: WorldArm["role"]) =>
  fc
    .record({
      seeds: role === "team" ? fc.constantFrom(1, 2) : fc.constantFrom(1, 3, 6),
      table: fc.array(outcome, { minLength: 1, maxLength: 24 }),
      protocol: fc.constantFrom({ kind: "independent" } as const, { kind: "verify" } as const),
      temperature: fc.constantFrom(0, 1)
    })
    .map(
      ({ seeds, table, protocol, temperature }): WorldArm => ({
        id,
        ...(role === undefined ? {} : { role }),
        seeds,
        protocol: role === "team" ? { kind: "independent" } : protocol,
        agents: role === "team" ? [{}, {}] : [{ temperature }],
        // By place, so that equal ledgers come from equal tables.
        outcome: (item, seed) => table[(Number(item.id.slice(1)) * seeds + seed) % table.length] ?? "missing"
      })
    )

const ledger: fc.Arbitrary<Ledger> = fc
  .record({
    count: fc.integer({ min: 1, max: 14 }),
    grouped: fc.boolean(),
    singles: fc.integer({ min: 0, max: 3 }),
    stops: fc.boolean(),
    guess: fc.boolean(),
    seed: fc.nat(1000)
  })
  .chain(({ count, grouped, singles, stops, guess, seed }) =>
    fc
      .tuple(arm("team", "team"), ...Array.from({ length: singles }, (_, index) => arm(`single-${index}`, undefined)))
      .map((arms) => {
        const items = itemsOf(count).map((item, index) =>
          grouped && !stops ? { ...item, group: `g${index % 3}` } : item
        )
        const made = ledgerOf({ seed, items, arms })
        const { design } = made.start
        const task = { ...design.tasks[0], ...(guess ? { guessRate: 0.25 } : {}) }
        if (!stops || count < 4)
          return { ...made, start: { ...made.start, design: { ...design, tasks: [task] as const } } }
        const stopping = { pilot: 2, every: 2, until: ["positive"] as const }
        const whole = { ...design, tasks: [task] as const, stopping }
        const blocks = stoppingOf(whole, task)?.blocks ?? []
        const looks = blocks.map((_, index) => ({
          ...lookAt({ design: whole, task, number: index + 1, trials: made.trials, pools: made.pools }),
          line: index + 2
        }))
        return { ...made, start: { ...made.start, design: whole }, looks }
      })
  )

describe("whatever a run came to", () => {
  it("its report holds no number that is none, and every Γ that is missing has a reason", () => {
    const statuses = new Set<string>()
    fc.assert(
      fc.property(ledger, (made) => {
        const report = buildReport(made)
        expect(unsound(report)).toEqual([])
        expect(unsound(made.looks ?? [])).toEqual([])
        for (const row of report.estimates) {
          statuses.add(row.status)
          if (row.gamma === null && row.status === "not-estimable") expect(row.reason).toBeTruthy()
          if (row.gamma === null && row.status !== "not-estimable")
            expect(["unbounded", "uninformative"]).toContain(row.status)
          const { lower, upper } = row.interval
          if (lower !== null && upper !== null) expect(lower).toBeLessThanOrEqual(upper)
          if (!row.budget.matched) expect(row.verdicts.some((verdict) => verdict.startsWith("positive"))).toBe(false)
        }
        for (const text of [renderJson(report), renderMarkdown(report)]) {
          expect(text).not.toMatch(/\b(?:NaN|Infinity|undefined)\b/u)
        }
      }),
      settings
    )
    // The ledgers were not all of one kind.
    expect(statuses.size).toBeGreaterThan(2)
  })

  it("a table of scores gives a sound result or says what is wrong with it", () => {
    const row = fc.record({
      system: fc.constantFrom("team", "one", "two"),
      item: fc.constantFrom("a", "b", "c", "d"),
      seed: fc.constantFrom("0", "1"),
      score: fc.oneof(
        { weight: 9, arbitrary: fc.constantFrom(0, 1, 0.25, null) },
        { weight: 1, arbitrary: fc.constantFrom(Number.NaN, 2, -1, Number.POSITIVE_INFINITY) }
      ),
      amounts: fc.constantFrom({}, { tokens: 100 }, { tokens: 100 }, { tokens: 300 }),
      place: fc.constant("line")
    })
    let [sound, refused] = [0, 0]
    fc.assert(
      fc.property(
        fc.uniqueArray(row, { minLength: 1, maxLength: 24, selector: (one) => `${one.system}${one.item}${one.seed}` }),
        (rows) => {
          try {
            const result = gainOfScores({ rows, notes: [] }, { team: "team", single: ["one", "two"] })
            expect(unsound(result)).toEqual([])
            if (result.gamma === null && result.status === "not-estimable") expect(result.reason).toBeTruthy()
            sound++
          } catch (error) {
            expect(error).toBeInstanceOf(InputError)
            refused++
          }
        }
      ),
      { ...settings, numRuns: 300 }
    )
    expect(Math.min(sound, refused)).toBeGreaterThan(10)
  })

  it("matrices give a sound result by every method, or an InputError", () => {
    const score = fc.oneof(
      { weight: 30, arbitrary: fc.constantFrom(0, 0, 1, 1, 0.5) },
      { weight: 1, arbitrary: fc.constantFrom(Number.NaN, -0.1, 1.2) }
    )
    const matrix = fc.array(fc.array(score, { minLength: 0, maxLength: 2 }), { minLength: 0, maxLength: 5 })
    const methods: ReadonlyArray<GainMethod> = [
      "mover-wilson",
      "delta-log",
      "smoothed",
      "fieller",
      "bayes-bootstrap",
      "bca"
    ]
    fc.assert(
      fc.property(
        matrix,
        fc.array(matrix, { minLength: 1, maxLength: 2 }),
        fc.constantFrom(...methods),
        (team, singles, method) => {
          try {
            const result = estimateGain({ team, singles, method, resamples: 100 })
            expect(unsound(result)).toEqual([])
            if (result.p !== null) expect(result.p).toBeLessThanOrEqual(1)
          } catch (error) {
            expect(error).toBeInstanceOf(InputError)
          }
        }
      ),
      { ...settings, numRuns: 400 }
    )
  })
})
