import type { EffectEstimate, PairDiagnosis } from "./Attribution.js"

/** What two factors do to each other. */
export interface PairEvidence {
  readonly first: string
  readonly second: string
  readonly effect: EffectEstimate
  readonly firstWithout: EffectEstimate
  readonly firstWith: EffectEstimate
  readonly secondWithout: EffectEstimate
  readonly secondWith: EffectEstimate
  readonly level: number
}

/**
 * Whether two factors replace or need each other, in one word and in one sentence.
 *
 * | diagnosis | rule: the interaction is shown (Holm over all pairs), and … |
 * | --- | --- |
 * | redundant | negative; each helps without the other, neither is shown to help with it |
 * | synergistic | positive; neither is shown to help without the other, each helps with it |
 * | overlapping, reinforcing | negative, positive; but not as extreme |
 * | none-shown | not shown: the factors may still interact |
 *
 * An ablation alone calls both factors of a redundant pair useless, adding one alone calls both of a synergistic pair
 * useless; hence both directions.
 *
 * @category attribution
 */
export const diagnosePair = (of: PairEvidence): { readonly diagnosis: PairDiagnosis; readonly words: string } => {
  const { first, second, effect, level } = of
  const pair = `${first} and ${second}`
  if (effect.estimate === null) {
    return { diagnosis: "not-estimable", words: `${pair}: not estimable, ${effect.reason ?? "no reason is known"}.` }
  }
  if (!effect.clear) {
    const names = effect.aliasedWith.map((alias) => alias.effect).join(", ")
    return {
      diagnosis: "not-estimable",
      words: `${pair}: the cells run cannot tell their interaction from that of ${names}.`
    }
  }
  if (effect.pHolm === null || !(effect.pHolm < 1 - level)) {
    return { diagnosis: "none-shown", words: `${pair}: no interaction is shown.` }
  }
  const helps = ({ lower }: EffectEstimate) => lower !== null && lower > 0
  const both = (one: EffectEstimate, other: EffectEstimate, wanted: boolean) =>
    helps(one) === wanted && helps(other) === wanted
  if (effect.estimate < 0) {
    return both(of.firstWithout, of.secondWithout, true) && both(of.firstWith, of.secondWith, false)
      ? {
          diagnosis: "redundant",
          words: `${pair} are redundant: each helps without the other, neither is shown to add to the other. One may do.`
        }
      : { diagnosis: "overlapping", words: `${pair} overlap: together they give less than their single effects would.` }
  }
  return both(of.firstWithout, of.secondWithout, false) && both(of.firstWith, of.secondWith, true)
    ? {
        diagnosis: "synergistic",
        words: `${pair} are synergistic: neither is shown to help without the other, each helps with it. Keep both or none.`
      }
    : {
        diagnosis: "reinforcing",
        words: `${pair} reinforce each other: together they give more than their single effects would.`
      }
}
