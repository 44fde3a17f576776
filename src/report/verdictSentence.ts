import type { Analysis } from "../design/Analysis.js"
import type { Estimate } from "../gain/Estimate.js"
import { describeVerdict } from "./words/describeVerdict.js"

/**
 * The verdict of one row in plain words.
 *
 * Says what is shown and what stays open: a gain that was not shown is never called absent, unmatched budgets are named with
 * their reason, a gain that does not survive Holm's correction is called a lead, and an undecided row says which gain the
 * run could have shown.
 *
 * Assumes: the estimate was judged under `analysis`.
 *
 * @category report
 */
export const verdictSentence = (estimate: Estimate, analysis: Analysis): string => {
  const words = describeVerdict(estimate, analysis)
  return `${words.subject}: ${words.headline}. ${words.body}`
}
