import { formatLevel } from "../format/formatLevel.js"
import { formatRatio } from "../format/formatRatio.js"
import type { Report } from "../Report.js"
import type { Text } from "../ReportDocument.js"
import { oneLine } from "../text/oneLine.js"
import { designPlace } from "../words/designPlace.js"
import { dimensionWords } from "../words/dimensionWords.js"
import { factorSummary, mostInLead } from "./factorSummary.js"

/** Of every design of a small study: what drives the gain, what can go, what is not known. */
export const factorsLead = ({ attribution }: Report): ReadonlyArray<Text> =>
  attribution.length > mostInLead
    ? []
    : attribution.flatMap((entry): ReadonlyArray<Text> => {
        const { result, problem } = entry
        const head: Text = attribution.length === 1 ? [] : [`${designPlace(entry)}. `]
        if (result === null)
          return [[...head, `No effect of a factor is estimable: ${oneLine(problem?.words ?? "no reason is known")}`]]
        return factorSummary(result).map(({ name, value }, i) => [
          ...(i === 0 ? head : []),
          ...name,
          ": ",
          ...value,
          "."
        ])
      })

/** What Γ is and how to read its interval, for a reader who sees it for the first time. */
export const leadOf = (report: Report): ReadonlyArray<Text> => {
  const { level, relevance } = report.analysis
  return [
    ...factorsLead(report),
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
