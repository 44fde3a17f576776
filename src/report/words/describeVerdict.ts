import type { Analysis } from "../../design/Analysis.js"
import type { Estimate, Verdict } from "../../gain/Estimate.js"
import { formatCost } from "../format/formatCost.js"
import { formatInterval } from "../format/formatInterval.js"
import { formatLevel } from "../format/formatLevel.js"
import { formatP } from "../format/formatP.js"
import { formatPoint } from "../format/formatPoint.js"
import { formatRatio } from "../format/formatRatio.js"
import { formatScore } from "../format/formatScore.js"
import { oneLine } from "../text/oneLine.js"
import { countWords } from "./countWords.js"
import { dimensionWords } from "./dimensionWords.js"
import { gammaText } from "./gammaText.js"
import { holmSurvives } from "./holmSurvives.js"
import { policyWords } from "./policyWords.js"
import { rowSubject } from "./rowSubject.js"
import type { VerdictWords } from "./VerdictWords.js"
import { verdictLabel } from "./verdictLabel.js"

const reasonOf = (reason: string | undefined): string =>
  reason === undefined || reason.trim() === "" ? "no reason was recorded" : oneLine(reason).replace(/\.+$/, "")

/** The verdict in a clause. Never says that there is no gain where a gain was only not shown. */
const headlineOf = (estimate: Estimate, analysis: Analysis): string => {
  const gain = estimate.comparison === "access" ? "access gain" : "gain"
  const article = estimate.comparison === "access" ? "an" : "a"
  const doubt = holmSurvives(estimate, analysis) === false ? ", but only before correction for the number of rows" : ""
  const headlines: Readonly<Record<Verdict, string>> = {
    positive: `${article} ${gain}${doubt}`,
    "positive-below-relevance": `a small ${gain}, below the ${formatRatio(analysis.relevance)} that was declared to matter${doubt}`,
    harmful: `a loss; the one agent does better${doubt}`,
    "no-relevant-gain": `no relevant ${gain}`,
    "non-inferior": `not worse than one agent, and no ${gain} shown`,
    inconclusive: "undecided",
    unmatched: "no verdict, because the budgets are not matched",
    "not-estimable": "no estimate"
  }
  return headlines[estimate.verdict]
}

/** Team and single agent side by side: who scored what at which cost. */
const scoresOf = (estimate: Estimate): string => {
  const { phiM, phiS, budget, baseline } = estimate
  if (phiM === null || phiS === null) {
    if (phiM === null && phiS === null) return ""
    return phiM === null ? `The one agent scores ${formatScore(phiS)}` : `The team scores ${formatScore(phiM)}`
  }
  // A third decimal where it tells them apart.
  const digits = formatScore(phiM) === formatScore(phiS) && formatScore(phiM, 3) !== formatScore(phiS, 3) ? 3 : 2
  const team = formatScore(phiM, digits)
  const single = formatScore(phiS, digits)
  const policy = policyWords(baseline.selected)
  const unit = dimensionWords(budget.dimension)
  if (!budget.matched || budget.team === null) {
    const at = (cost: number | null) => (cost === null ? "" : ` with ${formatCost(cost)} ${unit} a trial`)
    return `one agent ${policy} scores ${single}${at(budget.single)}, the team ${team}${at(budget.team)}`
  }
  if (budget.single !== null && budget.single < 0.95 * budget.team) {
    return `given the same ${formatCost(budget.team)} ${unit} a trial, one agent ${policy} scores ${single} (using ${budget.single < 0.5 * budget.team ? "only " : ""}${formatCost(budget.single)}), the team ${team}`
  }
  return `at the same ${formatCost(budget.team)} ${unit} a trial, one agent ${policy} scores ${single}, the team ${team}`
}

const capital = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`

/** Γ and the scores behind it, as the status allows. */
const numbersOf = (estimate: Estimate): string => {
  const { status, verdict } = estimate
  const { point, interval } = gammaText(estimate)
  const scores = scoresOf(estimate)
  const because = scores === "" ? "" : `: ${scores}`
  if (status === "not-estimable" || verdict === "not-estimable") {
    return `${capital(reasonOf(estimate.reason))}.${scores === "" ? "" : ` ${capital(scores)}.`}`
  }
  if (verdict === "unmatched") {
    const why = `${capital(reasonOf(estimate.budget.reason ?? estimate.reason))}.`
    if (point === "–") return scores === "" ? why : `${why} So nothing is known about Γ: ${scores}.`
    if (estimate.interval.lower === null && estimate.interval.upper !== null) {
      return `${why} So Γ has only an upper limit, ${formatRatio(estimate.interval.upper)}${because}.`
    }
    return `${why} The ratio of the scores is ${point} ${interval}${because}. Without matched budgets this is a ratio, not a Γ.`
  }
  if (status === "unbounded") {
    const least = estimate.interval.lower === null ? "" : `is at least ${formatRatio(estimate.interval.lower)} and `
    return `Γ ${least}has no upper bound, because the one agent scores 0 on every item${because}.`
  }
  if (status === "uninformative") {
    return `Team and one agent both score 0 on every item, so that no value of Γ is ruled out: the items are too hard to tell the two apart.`
  }
  if (status === "ceiling") {
    return `Γ = ${point} ${interval}${because}. Both have full marks on every item: the items are too easy to tell the two apart.`
  }
  return `Γ = ${point} ${interval}${because}.${roomOf(estimate)}`
}

/** Near the ceiling Γ has little room: what is left of it, and the errors instead. */
const roomOf = ({ bound, errorRatio }: Estimate): string => {
  const room = bound === undefined || bound >= 1.25 ? "" : ` No team could show more than ${formatRatio(bound)} here.`
  if (errorRatio === undefined || errorRatio.lower === null) return room
  const times = errorRatio.value === null ? "∞" : formatPoint(errorRatio.value)
  return `${room} One agent errs ${times} ${formatInterval(errorRatio.lower, errorRatio.upper)} times as often as the team.`
}

/** What the verdict means, beyond the numbers. */
const meaningOf = (estimate: Estimate, analysis: Analysis): string => {
  const wide = formatLevel(1 - 2 * (1 - analysis.level))
  if (estimate.status === "uninformative" || estimate.status === "not-estimable") return ""
  const meanings: Readonly<Record<Verdict, string>> = {
    positive: "",
    "positive-below-relevance": `It is shown to be small: the ${wide} interval ends below ${formatRatio(analysis.relevance)}.`,
    harmful: "",
    "no-relevant-gain": `Team and one agent are shown to be practically equal: the ${wide} interval lies between ${formatRatio(1 / analysis.relevance)} and ${formatRatio(analysis.relevance)}.`,
    "non-inferior": `The team keeps more than ${formatRatio(analysis.margin)} of the one agent’s score; whether it gains anything stays open.`,
    inconclusive:
      "Neither a gain nor a loss nor equality is shown; that is a statement about this run, not about the team.",
    unmatched: "",
    "not-estimable": ""
  }
  return meanings[estimate.verdict]
}

/** What this run could have shown at all; only where nothing was shown. */
const powerOf = (estimate: Estimate): string => {
  const open: ReadonlyArray<Verdict> = ["no-relevant-gain", "non-inferior", "inconclusive"]
  if (!open.includes(estimate.verdict)) return ""
  if (estimate.minimumDetectable !== null) {
    return `This run could have shown Γ ≥ ${formatRatio(estimate.minimumDetectable)} (80% power).`
  }
  if (estimate.gamma === null || estimate.phiS === null || estimate.phiS <= 0 || estimate.phiS >= 1) return ""
  return `This run could have shown no gain at all: even Γ = ${formatRatio(1 / estimate.phiS)}, the most that the score leaves room for, had less than 80% power.`
}

const shown: ReadonlyArray<Verdict> = ["positive", "positive-below-relevance", "harmful"]

const labelOf = (estimate: Estimate, analysis: Analysis): string => {
  const { label } = verdictLabel[estimate.verdict]
  return shown.includes(estimate.verdict) && holmSurvives(estimate, analysis) === false
    ? `${label}, not after Holm`
    : label
}

/** Whether a shown difference survives the correction over all rows. */
const holmOf = (estimate: Estimate, analysis: Analysis): string => {
  if (!shown.includes(estimate.verdict)) return ""
  const survives = holmSurvives(estimate, analysis)
  if (survives === null) return "It was not corrected for the number of rows."
  const alpha = Number((1 - analysis.level).toFixed(12))
  const p = formatP(estimate.pHolm, alpha)
  const equals = p.startsWith("<") ? p : `= ${p}`
  return survives
    ? `It survives Holm’s correction over all rows (p ${equals}).`
    : `It does not survive Holm’s correction over all rows (p ${equals}): a lead, not yet a finding.`
}

const caveatsOf = (estimate: Estimate): ReadonlyArray<string> => {
  const { budget, missing, missingBounds: bounds, verdict } = estimate
  const known = verdict === "unmatched" || verdict === "not-estimable"
  const mismatch = budget.matched || known ? [] : [`The budgets are not matched: ${reasonOf(budget.reason)}.`]
  if (missing === 0) return mismatch
  const range =
    bounds === undefined || (bounds.lower === null && bounds.upper === null)
      ? ""
      : `; if missing ones scored 0 or 1, Γ would lie between ${formatRatio(bounds.lower ?? 0)} and ${bounds.upper === null ? "∞" : formatRatio(bounds.upper)}`
  return [...mismatch, `${countWords(missing, "item")} ${missing === 1 ? "is" : "are"} missing${range}.`]
}

/** The verdict of a row in plain words, in the parts that a page sets apart. Pure; numbers rounded for reading. */
export const describeVerdict = (estimate: Estimate, analysis: Analysis): VerdictWords => ({
  subject: `${rowSubject(estimate)}${estimate.comparison === "access" ? ", against one agent with only one agent’s share" : ""}`,
  headline: headlineOf(estimate, analysis),
  body: [
    numbersOf(estimate),
    meaningOf(estimate, analysis),
    holmOf(estimate, analysis),
    powerOf(estimate),
    ...caveatsOf(estimate)
  ]
    .filter((part) => part !== "")
    .join(" "),
  label: labelOf(estimate, analysis),
  tone: verdictLabel[estimate.verdict].tone
})
