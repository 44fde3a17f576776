import { formatLevel } from "../format/formatLevel.js"
import { formatRatio } from "../format/formatRatio.js"
import type { Report } from "../Report.js"
import type { Text } from "../ReportDocument.js"
import { dimensionWords } from "../words/dimensionWords.js"

/** What Γ is and how to read its interval, for a reader who sees it for the first time. */
export const leadOf = (report: Report): ReadonlyArray<Text> => {
  const { level, relevance } = report.analysis
  return [
    [
      { kind: "strong", text: "Γ" },
      ` (gamma) is the team’s mean score divided by the best mean score that one agent reaches on the same items when it may spend as many ${dimensionWords(report.budget.dimension)} as the team. Above 1, collaborating bought something that the same budget could not buy for one agent; at 1 it bought nothing, and below 1 it cost score.`
    ],
    [
      { kind: "strong", text: "The brackets" },
      ` hold the ${formatLevel(level)} interval: the values of Γ that these data do not rule out. An interval wholly above 1 shows a gain, one wholly below 1 a loss; one that holds 1 shows neither, which is not the same as showing that there is none. Only where the ${formatLevel(1 - 2 * (1 - level))} interval fits between ${formatRatio(1 / relevance)} and ${formatRatio(relevance)} is the difference shown to be too small to matter.`
    ]
  ]
}
