import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { InputError } from "../../src/errors/InputError.js"
import { estimateGain } from "../../src/gain/estimateGain.js"
import { gainOfScores } from "../../src/gain/gainOfScores.js"
import { importScores } from "../../src/gain/importScores.js"
import { parseInspectLog } from "../../src/gain/parseInspectLog.js"
import { parseScoreTable } from "../../src/gain/parseScoreTable.js"
import { createStream } from "../../src/stats/createStream.js"
import { temporaryFolder } from "../fixtures/temporaryFolder.js"

const csv = (text: string) => parseScoreTable(text, { file: "scores.csv", format: "csv" })
const jsonl = (text: string) => parseScoreTable(text, { file: "scores.jsonl", format: "jsonl" })

const thrown = (run: () => unknown): InputError => {
  try {
    run()
  } catch (error) {
    if (error instanceof InputError) return error
    throw error
  }
  throw new Error("nothing was thrown")
}

describe("parseScoreTable", () => {
  it("reads CSV: quotes, line ends inside quotes, other names of columns, columns it does not know", () => {
    const text = [
      "\uFEFFArm,Sample_ID,epoch,Score,input_tokens,Output Tokens,remark",
      'team,"a, ""b""",1,1,100,20,"two',
      'lines"',
      "team,c,1,0.5,90,,x",
      "",
      "lone,c,1,true,,,"
    ].join("\r\n")
    expect(csv(text).rows).toEqual([
      {
        system: "team",
        item: 'a, "b"',
        seed: "1",
        score: 1,
        amounts: { promptTokens: 100, sampledTokens: 20, tokens: 120 },
        place: "scores.csv line 2"
      },
      { system: "team", item: "c", seed: "1", score: 0.5, amounts: { promptTokens: 90 }, place: "scores.csv line 4" },
      { system: "lone", item: "c", seed: "1", score: 1, amounts: {}, place: "scores.csv line 6" }
    ])
  })

  it("reads JSON lines, numbers trials that have no seed, and keeps a missing score apart from 0", () => {
    const text = [
      '{"system":"t","item":7,"score":1,"tokens":5,"group":"g"}',
      "",
      '{"system":"t","item":7,"score":null,"group":"g"}'
    ].join("\n")
    expect(jsonl(text).rows.map(({ item, seed, score, group }) => [item, seed, score, group])).toEqual([
      ["7", "0", 1, "g"],
      ["7", "1", null, "g"]
    ])
    expect(csv("system,item,score\nt,a,\nt,b,0").rows.map(({ score }) => score)).toEqual([null, 0])
    expect(parseScoreTable("system\titem\tscore\nt\ta\t1", { file: "s.tsv", format: "tsv" }).rows).toHaveLength(1)
  })

  it.each([
    ["", "scores.csv has no rows", "requires at least 1"],
    ["system,item,score", "scores.csv has no rows", "requires at least 1"],
    ["system,item\nt,a", "scores.csv line 1: system,item", 'requires a column "score"'],
    ["system,item,score,arm\nt,a,1,t", '"arm" at scores.csv line 1', "another column is system already"],
    ["system,item,score\nt,a", "scores.csv line 2", "requires 3 cells as in the header, got 2"],
    ["system,item,score\nt,a,good", '"good" at scores.csv line 2', "requires a number, true, false or nothing"],
    ["system,item,score\nt,a,NaN", '"NaN" at scores.csv line 2', "requires a number, true, false or nothing"],
    ["system,item,score\nt,,1", '"" at scores.csv line 2', "requires a text or a number"],
    ["system,item,score,tokens\nt,a,1,-4", '"-4" at scores.csv line 2', "requires a number of at least 0, or nothing"],
    ['system,item,score\nt,"a,1', "scores.csv line 2", "has a quote that is never closed"],
    ['system,item,score\nt,"a"b,1', "scores.csv line 2", "has text behind a closing quote"],
    [
      "system,item,seed,score\nt,a,1,1\nt,a,1,0",
      'system "t", item "a", seed "1" at scores.csv line 3',
      "occurs once, but scores.csv line 2 has it already"
    ],
    [
      "system,item,score,group\nt,a,1,g\nu,a,0,h",
      'item "a": h at scores.csv line 3',
      "an item has one group, but scores.csv line 2 says g"
    ]
  ])("refuses %j", (text, value, limit) => {
    expect(thrown(() => csv(text))).toMatchObject({ _tag: "InputError", value, limit })
  })

  it.each([
    ['{"system":"t"', "scores.jsonl line 1", "requires a line of JSON"],
    ["\n[1]", "scores.jsonl line 2", "requires a JSON object"],
    ['{"system":"t","item":"a"}', "scores.jsonl line 1", 'requires the field "score"'],
    ['{"system":"t","item":{},"score":1}', "{} at scores.jsonl line 1", "requires a text or a number"],
    ['{"system":"t","item":"a","score":[1]}', "[1] at scores.jsonl line 1", "requires a number, true, false or nothing"]
  ])("refuses %j", (text, value, limit) => {
    expect(thrown(() => jsonl(text))).toMatchObject({ value, limit })
  })
})

describe("parseInspectLog", () => {
  const usage = (total: number, output: number) => ({
    "openai/x": {
      input_tokens: total - output - 5,
      output_tokens: output,
      total_tokens: total,
      input_tokens_cache_read: 5
    }
  })
  const log = (samples: ReadonlyArray<object>, more: object = {}) => ({
    version: 2,
    status: "success",
    eval: { task: "sums", model: "openai/x", created: "2026-01-01T00:00:00Z", config: {} },
    plan: { name: "plan", steps: [] },
    samples,
    ...more
  })
  const sample = (id: string | number, epoch: number, value: unknown, more: object = {}) => ({
    id,
    epoch,
    input: "1+1?",
    target: "2",
    scores: { match: { value, answer: "2" } },
    model_usage: usage(60, 20),
    working_time: 1.5,
    ...more
  })
  const read = (value: unknown, scorer?: string) =>
    parseInspectLog(typeof value === "string" ? value : JSON.stringify(value), {
      file: "team.json",
      system: "team",
      ...(scorer === undefined ? {} : { scorer })
    })

  it("turns values, epochs and usage into rows", () => {
    const values = ["C", "I", "P", "N", "yes", "False", "0.25", 0.75, true]
    const { rows, notes } = read(log(values.map((value, index) => sample(index, 1, value))))
    expect(rows.map(({ score }) => score)).toEqual([1, 0, 0.5, 0, 1, 0, 0.25, 0.75, 1])
    expect(rows[0]).toEqual({
      system: "team",
      item: "0",
      seed: "1",
      score: 1,
      // Cached prompt tokens were sent too.
      amounts: { tokens: 60, sampledTokens: 20, promptTokens: 40, seconds: 1.5 },
      place: "team.json sample 1"
    })
    expect(notes).toEqual([])
    const two = read(
      log([
        sample("a", 1, 1, {
          model_usage: { ...usage(60, 20), other: { ...usage(10, 4)["openai/x"], total_cost: 0.1 } }
        })
      ])
    )
    expect(two.rows[0]?.amounts).toEqual({ tokens: 70, sampledTokens: 24, promptTokens: 46, seconds: 1.5 })
  })

  it("takes no score for 0: errors, withdrawn results, NaN, no scores", () => {
    const text = JSON.stringify(
      log(
        [
          sample("a", 1, 1),
          sample("b", 1, 1, { error: { message: "server down" } }),
          sample("c", 1, 1, { invalidation: { author: "me" } }),
          sample("d", 1, "NOT A NUMBER"),
          sample("e", 1, 1, { scores: null, model_usage: {} })
        ],
        { status: "error" }
      )
    ).replace('"NOT A NUMBER"', "NaN")
    const { rows, notes } = read(text)
    expect(rows.map(({ score }) => score)).toEqual([1, null, null, null, null])
    expect(rows[4]?.amounts).toEqual({ seconds: 1.5 })
    expect(notes).toEqual(["team.json: its status is error, not success", "team.json: 4 of 5 samples have no score"])
  })

  it("asks which of several scorers is meant", () => {
    const both = log([sample("a", 1, "C", { scores: { match: { value: "C" }, judge: { value: 0.5 } } })])
    expect(thrown(() => read(both)).limit).toBe("has several scorers: name one of match, judge")
    expect(read(both, "judge").rows[0]?.score).toBe(0.5)
  })

  it.each([
    ["{", "team.json", "requires JSON"],
    [log([]), "team.json, field samples.0", /./],
    [log([sample("a", 1, 1)], { version: 1 }), "team.json, field version", /2/],
    [{ ...log([sample("a", 1, 1)]), eval: undefined }, "team.json, field eval", /./],
    [log([{ ...sample("a", 1, 1), id: null }]), "team.json, field samples.0.id", /./],
    [log([{ ...sample("a", 1, 1), epoch: "1" }]), "team.json, field samples.0.epoch", /number/],
    [log([sample("a", 1, { x: 1 })]), 'team.json sample 1, scorer "match": {"x":1}', /requires a number/],
    [log([sample("a", 1, "maybe")]), 'team.json sample 1, scorer "match": "maybe"', /requires a number/],
    [log([sample("a", 1, 1, { scores: {} })]), "team.json", "requires at least one scored sample"],
    [
      log([sample("a", 1, 1), sample("a", 1, 0)]),
      'system "team", item "a", seed "1" at team.json sample 2',
      /occurs once/
    ]
  ])("refuses %j", (value, place, limit) => {
    const error = thrown(() => read(value))
    expect(error.value).toBe(place)
    expect(error.limit).toMatch(limit)
  })
})

describe("gainOfScores", () => {
  /** Scores of 60 items, 2 seeds; `cost` by system. */
  const table = (cost: Readonly<Record<string, number | null>>, rate: Readonly<Record<string, number>>) => {
    const stream = createStream(3)
    const lines = ["system,item,seed,score,tokens"]
    for (const system of Object.keys(rate)) {
      for (let item = 0; item < 60; item++) {
        for (const seed of [0, 1]) {
          lines.push(`${system},i${item},${seed},${stream.next() < (rate[system] ?? 0) ? 1 : 0},${cost[system] ?? ""}`)
        }
      }
    }
    return csv(lines.join("\n"))
  }
  const matrix = (from: ReturnType<typeof table>, system: string) => {
    const items = [...new Set(from.rows.map(({ item }) => item))].sort()
    return items.map((item) =>
      from.rows.filter((row) => row.system === system && row.item === item).map(({ score }) => score as number)
    )
  }

  it("is Γ where the realised costs agree within 5 %", () => {
    const scores = table({ team: 104, lone: 100 }, { team: 0.8, lone: 0.5 })
    const found = gainOfScores(scores, { team: "team", single: "lone" })
    const alone = estimateGain({ team: matrix(scores, "team"), singles: [matrix(scores, "lone")] })
    expect(found).toMatchObject({
      kind: "gain",
      gamma: alone.gamma,
      interval: alone.interval,
      verdict: "positive",
      p: alone.p,
      budget: { dimension: "tokens", team: 104, single: 100, matched: true },
      missing: 0
    })
    expect(found.missingBounds).toBeUndefined()
  })

  it("is only a ratio without costs, or where they differ", () => {
    const without = gainOfScores(table({ team: 100 }, { team: 0.8, lone: 0.5 }), { team: "team", single: "lone" })
    expect(without).toMatchObject({ kind: "ratio", verdict: "unmatched", verdicts: ["unmatched"], p: null })
    expect(without.budget).toMatchObject({ dimension: null, team: null, single: null, matched: false })
    expect(without.reason).toBe("no cost is known of every system: a ratio of mean scores, not a gain")
    expect(without.gamma).toBeGreaterThan(1.2)
    const asked = gainOfScores(table({ team: 100 }, { team: 0.8, lone: 0.5 }), {
      team: "team",
      single: "lone",
      dimension: "tokens"
    })
    expect(asked.reason).toBe("tokens of lone are not known: a ratio of mean scores, not a gain")
    const cheap = gainOfScores(table({ team: 300, lone: 100 }, { team: 0.8, lone: 0.5 }), {
      team: "team",
      single: "lone"
    })
    expect(cheap).toMatchObject({
      kind: "ratio",
      verdict: "unmatched",
      budget: { team: 300, single: 100, matched: false }
    })
    expect(cheap.reason).toBe("the single agent spent only 100 tokens in the mean, the team 300: not within 5 %")
    const dear = gainOfScores(table({ team: 100, lone: 300 }, { team: 0.8, lone: 0.5 }), {
      team: "team",
      single: "lone"
    })
    expect(dear.reason).toBe("the single agent spent at least 300 tokens in the mean, the team 100: not within 5 %")
  })

  it("lets all compete that spend no more, and no other", () => {
    const scores = table(
      { team: 100, cheap: 20, equal: 98, dear: 900 },
      { team: 0.8, cheap: 0.7, equal: 0.5, dear: 0.99 }
    )
    const found = gainOfScores(scores, { team: "team", single: ["cheap", "equal", "dear"] })
    expect(found).toMatchObject({ kind: "gain", singles: ["cheap", "equal"], budget: { single: 98, matched: true } })
    const alone = estimateGain({
      team: matrix(scores, "team"),
      singles: [matrix(scores, "cheap"), matrix(scores, "equal")],
      clusters: matrix(scores, "team").map((_, index) => `item ${index}`)
    })
    expect(found.interval.lower).toBeCloseTo(alone.interval.lower as number, 12)
  })

  it("reports what is missing with bounds, and clusters by group", () => {
    const lines = ["system,item,score,tokens,group"]
    for (let item = 0; item < 40; item++) {
      lines.push(`team,i${item},${item % 4 === 0 ? 0 : 1},10,g${item % 10}`)
      if (item !== 39) lines.push(`lone,i${item},${item === 38 ? "" : item % 2},10,g${item % 10}`)
    }
    const found = gainOfScores(csv(lines.join("\n")), { team: "team", single: "lone" })
    expect(found).toMatchObject({ items: 38, missing: 2, kind: "gain" })
    // Both missing trials are the single agent's: 19 right of 38, and 0 to 2 more. Neither is the team's.
    expect(found.missingBounds).toEqual({ lower: 30 / 40 / (21 / 40), upper: 30 / 40 / (19 / 40) })
    const clustered = estimateGain({
      team: Array.from({ length: 38 }, (_, item) => [item % 4 === 0 ? 0 : 1]),
      single: Array.from({ length: 38 }, (_, item) => [item % 2]),
      clusters: Array.from({ length: 38 }, (_, item) => `g${item % 10}`)
    })
    expect(found.interval.lower).toBeCloseTo(clustered.interval.lower as number, 12)
  })

  it("knows ranges, and says what it cannot use", () => {
    const percent = csv("system,item,score\nteam,a,80\nteam,b,60\nlone,a,40\nlone,b,70")
    expect(gainOfScores(percent, { team: "team", single: "lone", range: [0, 100] }).phiM).toBeCloseTo(0.7, 12)
    expect(gainOfScores(percent, { team: "team", single: "lone", range: "unbounded" }).gamma).toBeCloseTo(140 / 110, 12)
    const error = thrown(() => gainOfScores(percent, { team: "team", single: "lone" }))
    expect(error).toMatchObject({ value: "80 at scores.csv line 2", limit: "requires a number from 0 to 1" })
    const refused = (single: string | ReadonlyArray<string>) =>
      thrown(() => gainOfScores(percent, { team: "team", single, range: [0, 100] }))
    expect(refused("nobody").limit).toBe("must be one of team, lone")
    expect(refused("team").limit).toBe("is named twice")
    expect(refused([]).limit).toContain("at least one")
    const apart = csv("system,item,score\nteam,a,1\nteam,b,1\nlone,c,1")
    const nothing = gainOfScores(apart, { team: "team", single: "lone" })
    expect(nothing).toMatchObject({ status: "not-estimable", verdict: "not-estimable", missing: 3, items: 0 })
  })
})

describe("importScores", () => {
  it("reads files by their endings and joins them", async () => {
    const folder = temporaryFolder()
    const at = (name: string, text: string) => {
      writeFileSync(join(folder, name), text)
      return join(folder, name)
    }
    const inspect = (value: string) =>
      JSON.stringify({
        version: 2,
        status: "success",
        eval: { task: "t" },
        samples: ["a", "b"].map((id) => ({ id, epoch: 1, scores: { match: { value } } }))
      })
    const paths = [
      at("debate.json", inspect("C")),
      at("lone.json", inspect("I")),
      at("more.csv", "system,item,score\nthird,a,1"),
      at("lines.jsonl", '{"system":"fourth","item":"a","score":0}')
    ]
    const { rows } = await importScores(paths)
    expect(rows.map(({ system, item, score }) => `${system} ${item} ${score}`)).toEqual([
      "debate a 1",
      "debate b 1",
      "lone a 0",
      "lone b 0",
      "third a 1",
      "fourth a 0"
    ])
    const failing = async (path: string) =>
      importScores([path]).then(
        () => "read",
        (error: InputError) => `${error._tag}: ${error.limit}`
      )
    expect(await failing(join(folder, "none.csv"))).toBe("InputError: there is no such file")
    expect(await failing(at("a.xlsx", ""))).toBe('InputError: has the ending ".xlsx"')
    expect(await failing(at("a.eval", "PK"))).toContain("InputError: is a packed log of inspect_ai")
    await expect(importScores([paths[2] as string, paths[2] as string])).rejects.toMatchObject({ what: "Trial" })
  })
})
