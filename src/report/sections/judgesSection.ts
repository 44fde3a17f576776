import type { Judging } from "../../gain/judging.js"
import { formatP } from "../format/formatP.js"
import { formatRatio } from "../format/formatRatio.js"
import { formatScore } from "../format/formatScore.js"
import type { Report } from "../Report.js"
import type { Block, Section } from "../ReportDocument.js"
import { oneLine } from "../text/oneLine.js"
import { judgeSentence } from "../words/judgeSentence.js"

type Rate = NonNullable<Judging["audit"]>["sensitivity"]

const rateText = ({ value, lower, upper, answers }: Rate): string =>
  value === null
    ? "no such answer"
    : `${formatScore(value)} [${formatScore(lower)}, ${formatScore(upper)}], ${answers} answers`

const amountText = (value: number | null): string => (value === null ? "unknown" : String(value))

const blocksOf = (judging: Judging): ReadonlyArray<Block> => {
  const { audit, rows } = judging
  return [
    { kind: "heading", text: [`Task ${oneLine(judging.task)}`] },
    { kind: "paragraph", text: [judgeSentence(judging)] },
    {
      kind: "facts",
      facts: [
        { name: ["answers judged"], value: [`${judging.answers}, each once, whichever arms gave it`] },
        { name: ["calls"], value: [`${judging.calls}, of which ${judging.unreadable} without a readable verdict`] },
        {
          name: ["tokens"],
          value: [
            `${amountText(judging.promptTokens)} prompt, ${amountText(judging.sampledTokens)} sampled; no arm was charged for them`
          ]
        },
        ...(audit === null
          ? [{ name: ["error"], value: ["unknown: no audit"] }]
          : [
              { name: ["right answers accepted"], value: [rateText(audit.sensitivity)] },
              { name: ["wrong answers rejected"], value: [rateText(audit.specificity)] },
              { name: ["wrong answers of teams accepted"], value: [rateText(audit.falselyAccepted.team)] },
              { name: ["wrong answers of single agents accepted"], value: [rateText(audit.falselyAccepted.single)] },
              { name: ["p that both are accepted alike"], value: [formatP(audit.differs)] }
            ])
      ]
    },
    ...(rows.length === 0
      ? []
      : [
          {
            kind: "table" as const,
            caption: "Γ as judged, and without the judge’s measured error",
            columns: [
              { header: ["System"] },
              { header: ["comparison"] },
              { header: ["Γ as judged"], numeric: true },
              { header: ["Γ corrected"], numeric: true },
              { header: ["interval"], numeric: true },
              { header: ["verdict stands"] }
            ],
            rows: rows.map((row) => ({
              cells: [
                [oneLine(row.system)],
                [row.comparison],
                [formatRatio(row.judged)],
                [row.corrected === null ? (row.reason ?? "–") : formatRatio(row.corrected)],
                [
                  row.lower === null
                    ? "–"
                    : `[${formatRatio(row.lower)}, ${row.upper === null ? "∞" : formatRatio(row.upper)}]`
                ],
                [row.holds ? "yes" : "no"]
              ]
            }))
          }
        ])
  ]
}

/** What the judges of a study did and how wrong they were; no section where no task has a judge. */
export const judgesSection = ({ judges = [] }: Report): ReadonlyArray<Section> =>
  judges.length === 0 ? [] : [{ id: "judges", title: "The judge", blocks: judges.flatMap(blocksOf) }]
