import { logFactorial } from "../../stats/logFactorial.js"

/** What filling a batch through the gate is expected to cost. */
export interface FillCost {
  readonly rounds: number
  readonly coachTexts: number
  readonly playerAnswers: number
}

const below = (needed: number, trials: number, chance: number): number => {
  let sum = 0
  for (let hits = 0; hits < Math.min(needed, trials + 1); hits++) {
    const ways = logFactorial(trials) - logFactorial(hits) - logFactorial(trials - hits)
    sum += Math.exp(ways + hits * Math.log(chance) + (trials - hits) * Math.log1p(-chance))
  }
  return Math.min(1, sum)
}

/**
 * Expected cost of filling a batch in whole rounds of as many problems, surplus thrown away, or one by one.
 *
 * Unit: rounds, texts, answers; one by one a round is one problem. Assumes: problems pass the gate independently with
 * probability `acceptance` in (0, 1].
 * Source: E[rounds] = Σ_t P(Binomial(t·m, a) < m) over t ≥ 0.
 *
 * @example
 * fillCost({ problems: 16, answers: 16, acceptance: 0.5, resample: "round" }) // 2.44 rounds, 39 texts, 624 answers
 *
 * @category cpmobius
 */
export const fillCost = (of: {
  readonly problems: number
  readonly answers: number
  readonly acceptance: number
  readonly resample: "item" | "round"
}): FillCost => {
  const { problems, answers, acceptance, resample } = of
  if (!(acceptance > 0 && acceptance <= 1)) {
    throw new RangeError(`Acceptance: ${acceptance}; requires a number above 0, at most 1`)
  }
  if (resample === "item") {
    const texts = problems / acceptance
    return { rounds: texts, coachTexts: texts, playerAnswers: texts * answers }
  }
  let rounds = 1
  if (acceptance < 1) {
    for (let done = 1, short = 1; short > 1e-12; done++) {
      short = below(problems, done * problems, acceptance)
      rounds += short
    }
  }
  return { rounds, coachTexts: rounds * problems, playerAnswers: rounds * problems * answers }
}
