import type { Report } from "../Report.js"
import { oneLine } from "../text/oneLine.js"
import { describeVerdict } from "../words/describeVerdict.js"
import { gammaText } from "../words/gammaText.js"
import { rowPlace } from "../words/rowPlace.js"
import type { Tone } from "../words/Tone.js"

/** A row of the forest plot: what is drawn and what stands beside it. */
export interface ForestRow {
  readonly system: string
  readonly place: string
  readonly label: string
  readonly tone: Tone
  readonly point: string
  readonly interval: string
  /** Absent where there is no Γ to draw. */
  readonly drawn?: {
    /** `null`: Γ has no finite value. */
    readonly gamma: number | null
    /** 0: no lower bound. */
    readonly lower: number
    /** `null`: no upper bound. */
    readonly upper: number | null
  }
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

/**
 * Wide enough for every Γ and for the bounds within a factor of 4 of them; bounds beyond end in an arrow, so that one vague
 * row cannot flatten the rest.
 */
const stretch = (rows: ReadonlyArray<ForestRow>, relevance: number): { readonly from: number; readonly to: number } => {
  const drawn = rows.flatMap((row) => (row.drawn === undefined ? [] : [row.drawn]))
  const centres = [
    1,
    // Where Γ has no finite value, its lower bound is what there is to see.
    ...drawn
      .map((d) => d.gamma ?? d.lower)
      .flatMap((value) => (value <= 0 ? [] : [Math.min(1e3, Math.max(1e-3, value))]))
  ]
  const low = Math.min(...centres) / 4
  const high = Math.max(...centres) * 4
  const bounds = drawn
    .flatMap((d) => [d.lower, ...(d.upper === null ? [] : [d.upper])])
    .filter((value) => value >= low && value <= high)
  const values = [1 / relevance ** 1.5, relevance ** 1.5, ...centres, ...bounds]
  const from = Math.log(Math.min(...values))
  const to = Math.log(Math.max(...values))
  const air = 0.06 * (to - from)
  return { from: Math.exp(from - air), to: Math.exp(to + air) }
}

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
      : [{ comparison, title: titles[comparison], rows, ...stretch(rows, report.analysis.relevance) }]
  })
