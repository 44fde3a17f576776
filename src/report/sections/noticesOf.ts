import type { Report } from "../Report.js"
import type { ReportDocument } from "../ReportDocument.js"
import { oneLine } from "../text/oneLine.js"
import { judgeSentence } from "../words/judgeSentence.js"
import { variantSentence } from "../words/variantSentence.js"

/**
 * What every rendering of a report says first: that a model judged the answers, gains that are not shown under every wording of
 * the prompts, and the warnings that its models ask for, equal ones once.
 */
export const noticesOf = (report: Report): ReportDocument["notices"] => {
  const texts = [
    ...new Set(report.models.flatMap((model) => (model.notice === undefined ? [] : [oneLine(model.notice)])))
  ]
  const luck = (report.promptVariants ?? [])
    .filter(({ sign }) => sign === "some" || sign === "contrary")
    .map((row) => ({ title: "Luck of the prompt", text: variantSentence(row) }))
  const models = texts.map((text) => {
    const aliases = report.models.filter((model) => model.notice !== undefined && oneLine(model.notice) === text)
    const names = [...new Set(aliases.map((model) => oneLine(model.id)))]
    return { title: `About the model ${names.join(", ")}`, text }
  })
  const judges = (report.judges ?? []).map((judging) => ({
    title: judging.audit === null ? "Judge error unknown" : "Scored by a judge",
    text: judgeSentence(judging)
  }))
  return [...judges, ...luck, ...models]
}
