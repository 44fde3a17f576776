import { formatBudget } from "../cases/cpmobius/report/formatBudget.js"
import { scopeWords } from "../cases/cpmobius/report/scopeWords.js"
import type { TrainingReport } from "../cases/cpmobius/report/TrainingReport.js"
import { formatInterval } from "../report/format/formatInterval.js"
import { formatPoint } from "../report/format/formatPoint.js"
import { formatScore } from "../report/format/formatScore.js"
import { padText } from "../report/text/padText.js"

const table = (rows: ReadonlyArray<ReadonlyArray<string>>): string => {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => (row[column] ?? "").length)))
  return rows
    .map((row) =>
      row
        .map((cell, column) => padText(cell, widths[column] ?? 0))
        .join("  ")
        .trimEnd()
    )
    .join("\n")
}

/** A comparison of training for the terminal. */
export const trainingText = (report: TrainingReport): string => {
  const { where, notice } = scopeWords[report.scope]
  const arms = table([
    ["arm", "accuracy", "out of distribution"],
    ["untrained", formatScore(report.base.overall, 3), formatScore(report.base.outOfDistribution, 3)],
    ...report.arms.map(({ id, overall, outOfDistribution }) => [
      id,
      formatScore(overall, 3),
      formatScore(outOfDistribution, 3)
    ])
  ])
  const gains = table([
    ["Γ of training", "overall", "", "out of distribution", ""],
    ...report.gammaTrain.map(({ first, second, overall, outOfDistribution }) => [
      `${first} / ${second}`,
      ...[overall, outOfDistribution].flatMap((gain) => [
        formatPoint(gain?.gamma ?? null),
        formatInterval(gain?.lower ?? null, gain?.upper ?? null)
      ])
    ])
  ])
  const parts = [
    ...(notice === null ? [] : [notice]),
    ...(report.coach === null ? [] : [`Is a Coach worth its compute? ${report.coach.sentence}`]),
    `At ${formatBudget(report.budget)} ${report.unit} a run, ${report.seeds.length} seeds, ${where}:`,
    arms,
    ...(report.gammaTrain.length === 0 ? [] : [gains]),
    ...(report.unfinished.length === 0 ? [] : [`Not ended: ${report.unfinished.join(", ")}`])
  ]
  return `${parts.join("\n\n")}\n`
}
