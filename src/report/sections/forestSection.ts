import { textForest } from "../figures/textForest.js"
import { forestPlot } from "../forestPlot.js"
import { formatLevel } from "../format/formatLevel.js"
import { formatRatio } from "../format/formatRatio.js"
import type { Report } from "../Report.js"
import type { Section } from "../ReportDocument.js"

/** All rows in one picture. */
export const forestSection = (report: Report): Section => {
  const { level, relevance } = report.analysis
  return {
    id: "forest",
    title: "All rows at a glance",
    blocks: [
      {
        kind: "figure",
        wide: forestPlot(report),
        narrow: forestPlot(report, { layout: "narrow" }),
        caption: [
          `Γ with its ${formatLevel(level)} interval. The band from ${formatRatio(1 / relevance)} to ${formatRatio(relevance)} holds differences too small to matter; filled marks show something, hollow ones leave it open; an arrow is a bound beyond the axis or none at all; grey and dashed is no verdict. The two comparisons have scales of their own.`
        ],
        plain: { kind: "verbatim", label: "forest plot", text: textForest(report) }
      }
    ]
  }
}
