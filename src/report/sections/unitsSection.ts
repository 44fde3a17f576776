import { formatInterval } from "../format/formatInterval.js"
import { formatPoint } from "../format/formatPoint.js"
import type { UnitGain } from "../GainViews.js"
import type { Report } from "../Report.js"
import type { Block, Inline, Section, Text } from "../ReportDocument.js"
import { oneLine } from "../text/oneLine.js"
import { countWords } from "../words/countWords.js"
import { dimensionWords } from "../words/dimensionWords.js"
import { verdictLabel } from "../words/verdictLabel.js"

type Row = UnitGain["rows"][number]

const words = (row: Row): Text => {
  if (row.team === null) return ["not known"]
  const { label, tone } = verdictLabel[row.verdict]
  // Where the single agent was not sampled far enough only a limit is known.
  const limits = formatInterval(row.lower, row.upper)
  const numbers = row.matched ? `${formatPoint(row.gamma)} ${limits} ` : limits === "–" ? "" : `${limits} `
  return [numbers, { kind: "badge", text: label, tone } satisfies Inline]
}

const stability = (one: UnitGain): string =>
  one.flips.length > 0
    ? `flips in ${one.flips.map(dimensionWords).join(", ")}`
    : one.stable
      ? "holds"
      : `open in ${one.open.map(dimensionWords).join(", ")}`

/** Whether the verdicts hang on the unit in which budgets are matched. */
export const unitsSection = (report: Report): ReadonlyArray<Section> => {
  const compared = report.units.filter(({ rows }) => rows.filter(({ team }) => team !== null).length > 1)
  if (compared.length === 0) return []
  const dimensions = [...new Set(compared.flatMap(({ rows }) => rows.map(({ dimension }) => dimension)))].filter(
    (dimension) => compared.some(({ rows }) => rows.some((row) => row.dimension === dimension && row.team !== null))
  )
  const count = (holds: (one: UnitGain) => boolean) => compared.filter(holds).length
  const flips = count((one) => one.flips.length > 0)
  const open = count((one) => one.flips.length === 0 && !one.stable)
  const stable = count((one) => one.stable && one.flips.length === 0)
  const told = [
    ...(stable > 0 ? [`${countWords(stable, "verdict")} ${stable === 1 ? "holds" : "hold"} in every unit`] : []),
    ...(flips > 0 ? [`${countWords(flips, "verdict")} ${flips === 1 ? "flips" : "flip"}`] : []),
    ...(open > 0 ? [`${countWords(open, "verdict")} ${open === 1 ? "is" : "are"} open in some unit`] : [])
  ]
  const table: Block = {
    kind: "table",
    caption: "Γ with budgets matched in other units",
    columns: [
      { header: ["Row"] },
      { header: ["sign"] },
      ...dimensions.map((dimension) => ({ header: [dimensionWords(dimension)] }))
    ],
    rows: compared.map((one) => ({
      muted: verdictLabel[one.rows[0]?.verdict ?? "not-estimable"].tone === "none",
      cells: [
        [
          { kind: "strong", text: oneLine(one.system) },
          ` on ${oneLine(one.task)}${one.comparison === "access" ? " (access)" : ""}`
        ],
        [stability(one)],
        ...dimensions.map((dimension): Text => {
          const row = one.rows.find((other) => other.dimension === dimension)
          return row === undefined ? ["–"] : words(row)
        })
      ]
    }))
  }
  return [
    {
      id: "units",
      title: "In other units",
      blocks: [
        {
          kind: "paragraph",
          text: [
            `Budgets were matched in ${dimensionWords(report.budget.dimension)}. ${told.join("; ")}. Read before the correction for several rows. Where the single agent was not sampled far enough in a unit, the verdict is unmatched there; seconds hang on the machine and stand outside this report.`
          ]
        },
        flips + open > 0
          ? table
          : {
              kind: "fold",
              title: [`Γ of ${countWords(compared.length, "row")} in ${dimensions.map(dimensionWords).join(", ")}`],
              blocks: [table]
            }
      ]
    }
  ]
}
