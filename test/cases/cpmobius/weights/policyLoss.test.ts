import { readFileSync } from "node:fs"
import { describe, expect, it } from "vitest"

interface Fixture {
  readonly given: {
    readonly temperature: number
    readonly logits: ReadonlyArray<ReadonlyArray<number>>
    readonly targets: ReadonlyArray<number>
    readonly old: ReadonlyArray<number>
    readonly reference: ReadonlyArray<number>
    readonly advantage: ReadonlyArray<number>
    readonly clip: number
    readonly klWeight: number
    readonly entropyWeight: number
  }
  readonly logProbabilities: ReadonlyArray<number>
  readonly entropies: ReadonlyArray<number>
  readonly terms: Readonly<Record<"clipped" | "reinforce", Readonly<Record<string, number>>>>
}
const fixture: Fixture = JSON.parse(readFileSync(new URL("../../../fixtures/policyLoss.json", import.meta.url), "utf8"))

const at = (values: ReadonlyArray<number>, place: number) => values[place] ?? Number.NaN
const mean = (values: ReadonlyArray<number>) => values.reduce((sum, value) => sum + value, 0) / values.length

// A third way to the numbers that PyTorch computed (finiteDifference.py --fixture): by the formulas of Trainer.ts, token by token.
describe("the loss of an update", () => {
  const { given } = fixture
  const tokens = given.logits.map((logits, place) => {
    const weights = logits.map((logit) => Math.exp(logit / given.temperature))
    const sum = weights.reduce((all, weight) => all + weight, 0)
    const shares = weights.map((weight) => weight / sum)
    const logProbability = Math.log(at(shares, at(given.targets, place)))
    const d = at(given.reference, place)
    const k3 = Math.exp(d) - d - 1
    const advantage = at(given.advantage, place)
    const ratio = Math.exp(-at(given.old, place))
    const held = Math.min(1 + given.clip, Math.max(1 - given.clip, ratio))
    return {
      logProbability,
      entropy: shares.reduce((all, share) => all - share * Math.log(share), 0),
      kl: Math.max(-10, Math.min(10, k3)),
      clipped: -Math.min(ratio * advantage, held * advantage),
      isClipped: held * advantage < ratio * advantage ? 1 : 0,
      reinforce: -advantage * logProbability
    }
  })

  it("rests on the log-probabilities and entropies of the tempered distribution", () => {
    for (const [place, token] of tokens.entries()) {
      expect(token.logProbability).toBeCloseTo(at(fixture.logProbabilities, place), 12)
      expect(token.entropy).toBeCloseTo(at(fixture.entropies, place), 12)
    }
  })

  it.each(["clipped", "reinforce"] as const)("in the form %s is what PyTorch computes", (form) => {
    const policy = mean(tokens.map((token) => token[form]))
    const kl = mean(tokens.map((token) => token.kl))
    const entropy = mean(tokens.map((token) => token.entropy))
    const terms = fixture.terms[form]
    expect(terms.policy).toBeCloseTo(policy, 12)
    expect(terms.kl).toBeCloseTo(kl, 12)
    expect(terms.entropy).toBeCloseTo(entropy, 12)
    expect(terms.loss).toBeCloseTo(policy + given.klWeight * kl + given.entropyWeight * entropy, 12)
    expect(terms.clipped).toBeCloseTo(form === "clipped" ? mean(tokens.map((token) => token.isClipped)) : 0, 12)
  })

  it("is tried where its bounds act", () => {
    expect(tokens.filter((token) => token.kl === 10).length).toBeGreaterThan(0)
    expect(tokens.filter((token) => token.isClipped === 1).length).toBeGreaterThan(0)
  })
})
