import type { Judging } from "../../gain/judging.js"
import { formatScore } from "../format/formatScore.js"
import { oneLine } from "../text/oneLine.js"

/** What must be known of a judge before its scores are read. */
export const judgeSentence = ({ task, model, own, audit, rows }: Judging): string => {
  const who = `Answers of ${oneLine(task)} were scored by the model ${oneLine(model)}.`
  const same = own ? " It is a model that the arms use themselves and may favour its own ways." : ""
  if (audit === null) {
    return `${who}${same} Judge error unknown: nobody measured how often it is wrong. Wrong answers that it accepts draw Γ towards 1.`
  }
  const { sensitivity, specificity, differs } = audit
  const measured = ` On ${audit.items} audited items it accepted ${formatScore(sensitivity.value)} of the right answers and rejected ${formatScore(specificity.value)} of the wrong ones.`
  const changed = rows.filter(({ holds }) => !holds)
  const moved =
    changed.length === 0
      ? " Without its error every verdict stands."
      : ` Without its error ${changed.length} of ${rows.length} verdicts do not stand: see “The judge”.`
  const unlike =
    differs !== null && differs < 0.05
      ? " It seems to err differently on the team’s answers than on the single agent’s: then the correction does not hold either."
      : ""
  return `${who}${same}${measured}${moved}${unlike}`
}
