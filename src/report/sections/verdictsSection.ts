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
      ...parity.map((row) => blockOf(row, report))
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
      ...access.map((row) => blockOf(row, report))
    )
  }
  if (blocks.length === 0) blocks.push({ kind: "paragraph", text: ["This study has no row to judge."] })
  return { id: "verdicts", title: "Verdicts", blocks }
}
