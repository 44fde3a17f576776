import type { PromptVariantGain } from "../../gain/promptVariants.js"
import { formatLevel } from "../format/formatLevel.js"
import { formatP } from "../format/formatP.js"
import { formatRatio } from "../format/formatRatio.js"
import { formatScore } from "../format/formatScore.js"
import type { Report } from "../Report.js"
import type { Section } from "../ReportDocument.js"
import { oneLine } from "../text/oneLine.js"
import { variantSentence } from "../words/variantSentence.js"
import { verdictLabel } from "../words/verdictLabel.js"

const range = (lower: number | null, upper: number | null): string =>
  lower === null ? "–" : `[${formatRatio(lower)}, ${upper === null ? "∞" : formatRatio(upper)}]`

const meanOf = ({ gamma, lower, upper, level, spread, further, reason }: PromptVariantGain): string => {
  if (gamma === null) return `There is no mean over the wordings: ${reason ?? "not estimable"}.`
  const parts = [`Over these wordings Γ is ${formatRatio(gamma)} ${range(lower, upper)} (${formatLevel(level)}).`]
  if (spread !== null) {
    const upperText = spread.upper === null ? "∞" : formatRatio(Math.sqrt(spread.upper))
    parts.push(
      `Between wordings log Γ has a standard deviation of ${formatRatio(Math.sqrt(spread.tauSquared))} beyond chance, [${formatRatio(Math.sqrt(spread.lower))}, ${upperText}]; p = ${formatP(spread.p, 1 - level)} that it has none.`
    )
  }
  if (further !== null) parts.push(`A further wording like these would lie in ${range(further.lower, further.upper)}.`)
  return parts.join(" ")
}

/** Γ under every wording, where the study ran its arms under several; no section otherwise. */
export const promptVariantsSection = ({ promptVariants = [] }: Report): ReadonlyArray<Section> =>
  promptVariants.length === 0
    ? []
    : [
        {
          id: "prompt-variants",
          title: "Luck of the prompt",
          blocks: [
            {
              kind: "paragraph",
              text: [
                "Every team and every strategy of the single agent ran under several wordings of the same instructions, and each is compared with the single agent under its own wording. Only what is shown under every wording is more than the luck of a prompt."
              ]
            },
            ...promptVariants.map((row) => ({
              kind: "paragraph" as const,
              text: [`${variantSentence(row)} ${meanOf(row)}`]
            })),
            {
              kind: "table",
              caption: "Γ under each wording",
              columns: [
                { header: ["System"] },
                { header: ["task"] },
                { header: ["wording"] },
                { header: ["Φ team"], numeric: true },
                { header: ["Φ single"], numeric: true },
                { header: ["Γ"], numeric: true },
                { header: ["interval"], numeric: true },
                { header: ["verdict"] }
              ],
              rows: promptVariants.flatMap((row) =>
                row.variants.map((one) => ({
                  cells: [
                    [oneLine(row.system)],
                    [oneLine(row.task)],
                    [`v${one.wording}`],
                    [formatScore(one.phiM)],
                    [formatScore(one.phiS)],
                    [one.gamma === null ? "–" : formatRatio(one.gamma)],
                    [range(one.lower, one.upper)],
                    [verdictLabel[one.verdict].label]
                  ]
                }))
              )
            }
          ]
        }
      ]
