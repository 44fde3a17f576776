import { type Measure, measured, notEstimable } from "./Measure.js"

/** Sizes of the classes in ascending order, so that neither names nor order can show in the last digit. */
const classSizes = (answers: ReadonlyArray<string | null>): ReadonlyArray<number> => {
  const sizes = new Map<string | null, number>()
  for (const answer of answers) sizes.set(answer, (sizes.get(answer) ?? 0) + 1)
  return [...sizes.values()].sort((a, b) => a - b)
}

const plugIn = (sizes: ReadonlyArray<number>, total: number): number =>
  sizes.reduce((sum, size) => sum - (size / total) * Math.log(size / total), 0)

const tooFew = (count: number) => notEstimable(`requires at least 2 answers, got ${count}`)

/**
 * Content entropy H: how much the answers disagree. It is the Shannon entropy of the classes of equal answers; `null`
 * (no answer, or none that could be read) is a class of its own.
 *
 * Unit: nats, at least 0. `miller-madow` (default) adds (classes − 1)/(2 × answers), because the entropy of a small sample
 * comes out too low; with it the result may exceed log(answers). `none` adds nothing.
 * Assumes: equal strings are equal answers. Values are compared only between equal numbers of answers.
 * Errors: not estimable with fewer than 2 answers.
 * Source: the library's own choice for the content entropy H_t of arXiv 2602.05289, of which no formula was at hand; the
 * correction is that of G. A. Miller (1955), Note on the bias of information estimates.
 *
 * @example
 * ```ts
 * import { contentEntropy } from "collaboration-gain"
 *
 * console.log(contentEntropy(["12", "12", "15"]).value) // 0.8032
 * console.log(contentEntropy(["12", "12", "15"], "none").value) // 0.6365
 * ```
 *
 * @category dynamics
 */
export const contentEntropy = (
  answers: ReadonlyArray<string | null>,
  correction: "miller-madow" | "none" = "miller-madow"
): Measure => {
  const total = answers.length
  if (total < 2) return tooFew(total)
  const sizes = classSizes(answers)
  return measured(plugIn(sizes, total) + (correction === "none" ? 0 : (sizes.length - 1) / (2 * total)))
}

/**
 * Entropy of the answers as a share of the most that so many answers can have, log(answers).
 *
 * Unit: 0 (all agree) to 1 (all differ). Taken without the Miller–Madow term, with which it could exceed 1.
 * Errors: not estimable with fewer than 2 answers.
 *
 * @category dynamics
 */
export const normalizedEntropy = (answers: ReadonlyArray<string | null>): Measure => {
  const total = answers.length
  if (total < 2) return tooFew(total)
  return measured(Math.min(1, plugIn(classSizes(answers), total) / Math.log(total)))
}
