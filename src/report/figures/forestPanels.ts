import type { Report } from "../Report.js"
import { oneLine } from "../text/oneLine.js"
import { describeVerdict } from "../words/describeVerdict.js"
import { gammaText } from "../words/gammaText.js"
import { rowPlace } from "../words/rowPlace.js"
import type { Tone } from "../words/Tone.js"
import { type DrawnRatio, ratioStretch } from "./ratioStretch.js"

/** A row of the forest plot: what is drawn and what stands beside it. */
export interface ForestRow {
  readonly system: string
  readonly place: string
  readonly label: string
  readonly tone: Tone
  readonly point: string
  readonly interval: string
  /** Absent where there is no Γ to draw. */
  readonly drawn?: DrawnRatio
}

/** Rows at information parity, rows of access gain, each on an axis of its own. */
export interface ForestPanel {
  readonly comparison: "parity" | "access"
  readonly title: string
  readonly rows: ReadonlyArray<ForestRow>
  /** The stretch of ratios that the axis shows; bounds outside it end in an arrow. */
  readonly from: number
  readonly to: number
}

const titles = {
  parity: "Information parity: the one agent may see everything the team sees",
  access: "Access gain: the one agent sees only one agent’s share"
} as const

/** The panels of the forest plot; a comparison without rows has none. */
export const forestPanels = (report: Report): ReadonlyArray<ForestPanel> =>
  (["parity", "access"] as const).flatMap((comparison) => {
    const rows = report.estimates
      .filter((estimate) => estimate.comparison === comparison)
      .map((estimate): ForestRow => {
        const { label, tone } = describeVerdict(estimate, report.analysis)
        const { gamma, interval, status } = estimate
        const row = { system: oneLine(estimate.system), place: rowPlace(estimate), label, tone, ...gammaText(estimate) }
        const bare = gamma === null && interval.lower === null && interval.upper === null
        if (status === "not-estimable" || status === "uninformative" || bare) return row
        if (interval.lower === null && interval.upper === null && gamma !== null) {
          return { ...row, drawn: { gamma, lower: gamma, upper: gamma } }
        }
        return { ...row, drawn: { gamma, lower: interval.lower ?? 0, upper: interval.upper } }
      })
    return rows.length === 0
      ? []
      : [
          {
            comparison,
            title: titles[comparison],
            rows,
            ...ratioStretch(
              rows.flatMap((row) => (row.drawn === undefined ? [] : [row.drawn])),
              report.analysis.relevance
            )
          }
        ]
  })
