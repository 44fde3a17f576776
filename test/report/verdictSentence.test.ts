import { describe, expect, it } from "vitest"
import { Status, Verdict } from "../../src/gain/Estimate.js"
import { verdictSentence } from "../../src/report/verdictSentence.js"
import { sampleEstimate, sampleReport } from "../fixtures/sampleReport.js"

const { analysis } = sampleReport
const sentence = (changes: Parameters<typeof sampleEstimate>[0]): string =>
  verdictSentence(sampleEstimate(changes), analysis)

describe("every verdict", () => {
  it("has a sentence of its own", () => {
    const sentences = Verdict.literals.map((verdict) => sentence({ verdict, pHolm: 0.001 }))
    expect(new Set(sentences).size).toBe(Verdict.literals.length)
    // Not only a number or a reason apart: the clause of the verdict itself.
    const clauses = sentences.map((text) => /^Debate on arithmetic: ([^.]+)\./u.exec(text)?.[1])
    expect(clauses).not.toContain(undefined)
    expect(new Set(clauses).size).toBe(Verdict.literals.length)
  })

  it("has another one for access gain", () => {
    for (const verdict of Verdict.literals) {
      const text = sentence({ verdict, comparison: "access", pHolm: 0.001 })
      expect(text).not.toBe(sentence({ verdict, pHolm: 0.001 }))
      expect(text).toContain("only one agent’s share")
    }
  })

  it("has another one for every status", () => {
    const sentences = Status.literals.map((status) => sentence({ status, gamma: status === "ok" ? 1 : null }))
    expect(new Set(sentences).size).toBe(Status.literals.length)
  })
})

describe("what was not shown", () => {
  it.each(["inconclusive", "non-inferior", "no-relevant-gain", "unmatched", "not-estimable"] as const)(
    "%s is never called negative, a loss or no gain at all",
    (verdict) => {
      expect(sentence({ verdict, minimumDetectable: 1.08 })).not.toMatch(
        /negative|(?<!neither a gain nor )a loss|harm|no gain at all/iu
      )
    }
  )

  it("says which gain the run could have shown", () => {
    expect(sentence({ verdict: "inconclusive", minimumDetectable: 1.1173 })).toContain(
      "This run could have shown Γ ≥ 1.12 (80% power)."
    )
  })

  it("says when no gain could have been shown", () => {
    const text = sentence({ verdict: "inconclusive", minimumDetectable: null, phiS: 0.8 })
    expect(text).toContain("could have shown no gain at all: even Γ = 1.25,")
  })
})

describe("the example of the design", () => {
  it("reads as it should", () => {
    expect(
      sentence({
        verdict: "no-relevant-gain",
        gamma: 0.97,
        interval: { lower: 0.91, upper: 1.03 },
        minimumDetectable: 1.08
      })
    ).toBe(
      "Debate on arithmetic: no relevant gain. Γ = 0.97 [0.91, 1.03]: at the same 432 tokens a trial, one agent voting over " +
        "6 of its own chains scores 0.71, the team 0.69. Team and one agent are shown to be practically equal: the 90% " +
        "interval lies between 0.95 and 1.05. This run could have shown Γ ≥ 1.08 (80% power)."
    )
  })
})

describe("Holm's correction", () => {
  const positive = { verdict: "positive", gamma: 1.2, interval: { lower: 1.01, upper: 1.43 } } as const

  it("is said to be survived below 1 − level only", () => {
    expect(sentence({ ...positive, pHolm: 0.0499 })).toContain("It survives")
    expect(sentence({ ...positive, pHolm: 0.05 })).toContain("It does not survive")
  })

  it("follows the level of the analysis", () => {
    const estimate = sampleEstimate({ ...positive, pHolm: 0.04 })
    expect(verdictSentence(estimate, { ...analysis, level: 0.99 })).toContain("does not survive")
  })

  it.each(["positive", "positive-below-relevance", "harmful"] as const)(
    "turns %s into a lead when not survived",
    (verdict) => {
      const text = sentence({ ...positive, verdict, pHolm: 0.39 })
      expect(text).toContain("only before correction for the number of rows")
      expect(text).toContain("a lead, not yet a finding")
    }
  )

  it("never rounds a p-value onto the threshold", () => {
    expect(sentence({ ...positive, pHolm: 0.04996 })).toContain("(p = 0.04996)")
  })
})

describe("budgets", () => {
  it("says why there is no verdict without a match, and calls the number a ratio", () => {
    const text = sentence({
      verdict: "unmatched",
      gamma: 1.2,
      interval: { lower: 1.1, upper: 1.3 },
      budget: { matched: false, team: null, single: null, reason: "the cost of debate is not known." }
    })
    expect(text).toContain("no verdict, because the budgets are not matched. The cost of debate is not known.")
    expect(text).toContain("The ratio of the scores is 1.20 [1.10, 1.30]")
    expect(text).not.toContain("Γ = ")
  })

  it("says that only an upper limit is left where the curve ends", () => {
    const text = sentence({
      verdict: "unmatched",
      interval: { lower: null, upper: 1.31 },
      budget: { matched: false, reason: "the curve ends at 1881.6" }
    })
    expect(text).toContain("The curve ends at 1881.6. So Γ has only an upper limit, 1.31:")
  })

  it("names the mismatch also where a loss stands in spite of it", () => {
    const text = sentence({ verdict: "harmful", budget: { matched: false, reason: "the curve ends" } })
    expect(text).toContain("The budgets are not matched: the curve ends.")
  })

  it("does not claim equal spending where one agent needs much less", () => {
    const text = sentence({ budget: { team: 400, single: 100 } })
    expect(text).toContain("given the same 400 tokens a trial")
    expect(text).toContain("(using only 100)")
  })
})

describe("rounding", () => {
  it("keeps a lower bound above 1 above 1", () => {
    expect(sentence({ verdict: "positive", gamma: 1.2, interval: { lower: 1.0004, upper: 1.4 } })).toContain(
      "[1.0004, 1.40]"
    )
  })

  it("keeps unequal scores unequal", () => {
    expect(sentence({ phiM: 0.7149, phiS: 0.7081, gamma: 1.0096 })).toContain("scores 0.708, the team 0.715")
  })
})

describe("missing items", () => {
  it("are counted, with what they could change", () => {
    expect(sentence({ missing: 1, missingBounds: { lower: 0.9, upper: 1.1 } })).toContain(
      "1 item is missing; if missing ones scored 0 or 1, Γ would lie between 0.90 and 1.10."
    )
    expect(sentence({ missing: 3 })).toContain("3 items are missing.")
  })
})

describe("the policy of the single agent", () => {
  it.each([
    ["direct", "one agent answering directly scores"],
    ["chain-of-thought-greedy", "one agent thinking step by step greedily scores"],
    [
      "self-consistency of 6 or 7 (chain-of-thought-0.6)",
      "voting over 6 or 7 of its own chains at temperature 0.6 scores"
    ],
    [
      "best of 4 by own judgement (best-of-n@big)",
      "picking what it judges best of 4 of its own chains on the model big scores"
    ],
    ["adaptive self-consistency of at most 8 (chain-of-thought)", "voting over at most 8 of its own chains scores"],
    ["my own policy", "one agent under the policy “my own policy” scores"]
  ])("%s is said in words", (selected, words) => {
    expect(sentence({ baseline: { selected } })).toContain(words)
  })
})
