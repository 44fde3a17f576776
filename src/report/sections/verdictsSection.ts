import type { Estimate, Verdict } from "../../gain/Estimate.js"
import type { Report } from "../Report.js"
import type { Block, Section } from "../ReportDocument.js"
import { countWords } from "../words/countWords.js"
import { describeVerdict } from "../words/describeVerdict.js"
import { gammaText } from "../words/gammaText.js"
import { verdictLabel } from "../words/verdictLabel.js"

const order: ReadonlyArray<Verdict> = [
  "positive",
  "positive-below-relevance",
  "no-relevant-gain",
  "non-inferior",
  "inconclusive",
  "harmful",
  "unmatched",
  "not-estimable"
]

/** How often each verdict was given. */
const tally = (estimates: ReadonlyArray<Estimate>): Block => ({
  kind: "paragraph",
  text: order.flatMap((verdict) => {
    const count = estimates.filter((row) => row.verdict === verdict).length
    const { label, tone } = verdictLabel[verdict]
    return count === 0 ? [] : [{ kind: "badge", text: `${count} ${label}`, tone } as const, " "]
  })
})

const blockOf = (estimate: Estimate, report: Report): Block => {
  const { subject, headline, body, label, tone } = describeVerdict(estimate, report.analysis)
  return {
    kind: "verdict",
    subject,
    headline,
    body,
    label,
    tone,
    symbol: estimate.verdict === "unmatched" ? "ratio" : "Γ",
    ...gammaText(estimate)
  }
}

/** From so many configurations of designs on they are folded: their factors are what the reader came for. */
const most = 4

/** A card a row; many configurations of a design fold into one line. */
const cards = (rows: ReadonlyArray<Estimate>, report: Report): ReadonlyArray<Block> => {
  const key = ({ system, task }: { readonly system: string; readonly task: string }) => JSON.stringify([system, task])
  const cells = new Set(report.attribution.flatMap((entry) => entry.cells.map(key)))
  const inside = rows.filter((row) => cells.has(key(row)))
  if (inside.length < most) return rows.map((row) => blockOf(row, report))
  return [
    ...rows.filter((row) => !cells.has(key(row))).map((row) => blockOf(row, report)),
    {
      kind: "fold",
      title: [`${countWords(inside.length, "configuration")} of designs, each in words`],
      blocks: inside.map((row) => blockOf(row, report))
    }
  ]
}

/** Every row's verdict in words, rows at information parity first. */
export const verdictsSection = (report: Report): Section => {
  const parity = report.estimates.filter((row) => row.comparison === "parity")
  const access = report.estimates.filter((row) => row.comparison === "access")
  const blocks: Array<Block> = []
  if (parity.length > 0) {
    blocks.push(
      { kind: "heading", text: ["At information parity"] },
      {
        kind: "paragraph",
        text: [`The one agent may see everything that the team sees. ${countWords(parity.length, "row")}:`]
      },
      tally(parity),
      ...cards(parity, report)
    )
  }
  if (access.length > 0) {
    blocks.push(
      { kind: "heading", text: ["Access gain"] },
      {
        kind: "paragraph",
        text: [
          `Here the one agent sees only one agent’s share of the information. Such a row says what access to the rest is worth, not that collaboration beats one well-informed agent. ${countWords(access.length, "row")}:`
        ]
      },
      tally(access),
      ...cards(access, report)
    )
  }
  if (blocks.length === 0) blocks.push({ kind: "paragraph", text: ["This study has no row to judge."] })
  return { id: "verdicts", title: "Verdicts", blocks }
}
