import { budgetCurve } from "../budgetCurve.js"
import { formatCost } from "../format/formatCost.js"
import { formatScore } from "../format/formatScore.js"
import type { Report } from "../Report.js"
import type { Block, Section, Table } from "../ReportDocument.js"
import { oneLine } from "../text/oneLine.js"
import { dimensionWords } from "../words/dimensionWords.js"

type Curve = Report["curves"][number]

const title = (curve: Curve): string => `${oneLine(curve.task)}${curve.comparison === "access" ? " (access)" : ""}`

/** The single agent's best score at a cost, between two points their mixture; none before the first and after the last. */
const envelopeAt = (curve: Curve, cost: number): number | null => {
  const points = [...curve.envelope].sort((a, b) => a.cost - b.cost)
  const after = points.findIndex((point) => point.cost >= cost)
  const right = points[after]
  const left = points[after - 1]
  if (right === undefined) return null
  if (right.cost === cost) return right.score
  return left === undefined
    ? null
    : left.score + ((cost - left.cost) / (right.cost - left.cost)) * (right.score - left.score)
}

const points = (curve: Curve, unit: string): Table => ({
  kind: "table",
  caption: `Cost and score on ${title(curve)}`,
  columns: [
    { header: ["Who"] },
    { header: [`mean ${unit} a trial`], numeric: true },
    { header: ["mean score"], numeric: true },
    { header: ["best single agent at that cost"], numeric: true }
  ],
  rows: [
    ...curve.teams.map(({ system, point }) => ({
      cells: [
        [{ kind: "strong", text: oneLine(system) } as const],
        [formatCost(point.cost)],
        [formatScore(point.score, 3)],
        [formatScore(envelopeAt(curve, point.cost), 3)]
      ]
    })),
    ...curve.strategies.flatMap((strategy) => {
      const first = strategy.points.reduce<Curve["envelope"][number] | null>(
        (a, b) => (a === null || b.cost < a.cost ? b : a),
        null
      )
      const last = strategy.points.reduce<Curve["envelope"][number] | null>(
        (a, b) => (a === null || b.cost > a.cost ? b : a),
        null
      )
      const ends = first === null || last === null ? [] : first === last ? [first] : [first, last]
      return ends.map((point, i) => ({
        cells: [
          [`${oneLine(strategy.name)}${ends.length === 1 ? "" : i === 0 ? ", cheapest" : ", dearest"}`],
          [formatCost(point.cost)],
          [formatScore(point.score, 3)],
          [formatScore(envelopeAt(curve, point.cost), 3)]
        ]
      }))
    })
  ]
})

/** What more budget buys: one picture a task. */
export const curvesSection = (report: Report): Section => {
  const { dimension } = report.budget
  const unit = dimensionWords(dimension)
  const blocks = report.curves.flatMap(
    (curve): ReadonlyArray<Block> => [
      { kind: "heading", text: [title(curve)] },
      {
        kind: "figure",
        wide: budgetCurve(curve, { dimension }),
        narrow: budgetCurve(curve, { dimension, layout: "narrow" }),
        caption: [
          curve.comparison === "access"
            ? "The one agent sees only one agent’s share of the information."
            : "A team above the thick line scores more than any policy of one agent that costs no more; whether that is more than chance, the interval says."
        ],
        plain: points(curve, unit)
      }
    ]
  )
  return {
    id: "curves",
    title: "What more budget buys",
    blocks: blocks.length === 0 ? [{ kind: "paragraph", text: ["No curves were recorded."] }] : blocks
  }
}
