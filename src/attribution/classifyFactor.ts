import type { Verdict } from "../gain/Estimate.js"
import type { FactorClass } from "./Attribution.js"
import { percent, pText, ratioText } from "./words.js"

/** What a factor's class rests on: the declared contrast on the log scale, adjusted over all factors. */
export interface FactorEvidence {
  /** Factor and level in words. */
  readonly name: string
  readonly ratio: { readonly value: number; readonly lower: number; readonly upper: number }
  /** Two-sided p-value of ratio 1, plain and after Holm. */
  readonly p: number
  readonly pHolm: number
  /** One-sided p-value of a ratio of at least the relevance, plain and after Holm: small means ruled out. */
  readonly pBelow: number
  readonly pBelowHolm: number
  readonly family: number
  readonly level: number
  readonly relevance: number
  /** Effects of order one or two that it cannot be told from. */
  readonly aliasedWith: ReadonlyArray<string>
  /** Lower limit of Γ of the system with the factor: `null` when Γ is not estimable, undefined when it was not given. */
  readonly gammaLower: number | null | undefined
  /** Why the interval is not to be trusted. */
  readonly doubt: string | undefined
}

export interface Classified {
  readonly class: FactorClass
  readonly verdict: Verdict
  readonly reason: string
}

/**
 * The class of a factor: I, it drives the gain; II, a relevant gain through it is ruled out; unclassified, everything else.
 *
 * | class | rule for the ratio R = Γ(with)/Γ(without) under the declared contrast |
 * | --- | --- |
 * | I | R > 1 after Holm, a relevant ratio is not ruled out, and Γ of the system with the factor has a lower limit above 1 |
 * | II | R ≥ relevance is ruled out after Holm (one-sided); covers harmful factors and proven gains below relevance |
 * | unclassified | neither. "Not shown to help" is never turned into "does not help" |
 *
 * Two families are adjusted, one for each kind of claim: the chance of any false driver is at most α, and so is the chance of
 * any factor wrongly put aside.
 *
 * Assumes: contrast and relevance were fixed before the run.
 * Source: the classes follow arXiv 2602.05289, which gives no rule of significance; this rule is this library's own.
 *
 * @category attribution
 */
export const classifyFactor = (of: FactorEvidence): Classified => {
  const { name, ratio, p, pHolm, pBelow, pBelowHolm, family, level, relevance, aliasedWith, gammaLower, doubt } = of
  const alpha = 1 - level
  const figures = `${ratioText(ratio.value)} (${percent(level)} ${ratioText(ratio.lower)} to ${ratioText(ratio.upper)})`
  const after = family > 1 ? ` after Holm over ${family}` : ""
  const unclassified = (verdict: Verdict, reason: string): Classified => ({ class: "unclassified", verdict, reason })
  if (aliasedWith.length > 0) {
    return unclassified(
      "inconclusive",
      `${name}: ratio ${figures}, but the cells run cannot tell it from ${aliasedWith.join(", ")}.`
    )
  }
  if (doubt !== undefined) return unclassified("inconclusive", `${name}: ratio ${figures}; ${doubt}.`)
  const raises = ratio.value > 1 && pHolm < alpha
  if (ratio.value < 1 && pHolm < alpha) {
    return {
      class: "II",
      verdict: "harmful",
      reason: `${name} does harm: ratio ${figures}, ${pText(pHolm)}${after}.`
    }
  }
  if (pBelowHolm < alpha) {
    return raises
      ? {
          class: "II",
          verdict: "positive-below-relevance",
          reason: `${name} helps, but by less than matters (${relevance}): ratio ${figures}.`
        }
      : {
          class: "II",
          verdict: "no-relevant-gain",
          reason: `A gain of ${relevance} or more through ${name} is ruled out: ratio ${figures}, ${pText(pBelowHolm)}${after}.`
        }
  }
  if (!raises) {
    const open =
      p < alpha
        ? `it differs from 1 alone (${pText(p)}) but not${after} (${pText(pHolm)})`
        : pBelow < alpha
          ? `a relevant gain is ruled out alone (${pText(pBelow)}) but not${after} (${pText(pBelowHolm)})`
          : `neither a gain nor the absence of one as large as ${relevance} is shown`
    return unclassified("inconclusive", `${name}: ratio ${figures}; ${open}.`)
  }
  const shown = `${name} raises the score: ratio ${figures}, ${pText(pHolm)}${after}`
  if (pBelow < alpha) {
    return unclassified("positive", `${shown}; whether by as much as ${relevance} is open.`)
  }
  if (gammaLower === undefined) {
    return unclassified(
      "positive",
      `${shown}; Γ of the system with it was not given, so no driver of a gain is claimed.`
    )
  }
  if (gammaLower === null || !(gammaLower > 1)) {
    return unclassified("positive", `${shown}; but the system with it is not shown to beat the single agent.`)
  }
  return {
    class: "I",
    verdict: "positive",
    reason: `${shown}, and the system with it beats the single agent (Γ above ${ratioText(gammaLower)}).`
  }
}
