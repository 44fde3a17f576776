import { logAxis } from "../../../report/figures/logAxis.js"
import { ratioStretch } from "../../../report/figures/ratioStretch.js"
import { svgElement } from "../../../report/figures/svgElement.js"
import { svgFigure } from "../../../report/figures/svgFigure.js"
import { svgText } from "../../../report/figures/svgText.js"
import { formatInterval } from "../../../report/format/formatInterval.js"
import { formatPoint } from "../../../report/format/formatPoint.js"
import { oneLine } from "../../../report/text/oneLine.js"
import { shortenText } from "../../../report/text/shortenText.js"
import type { TrainingGain } from "../trainingGain.js"
import type { ArmReport, ContrastReport } from "./TrainingReport.js"

const tones = { positive: "gain", harmful: "loss", inconclusive: "open", "not-estimable": "none" } as const

/** Ratios of the single seeds. */
export const seedRatios = (
  first: ArmReport | undefined,
  second: ArmReport | undefined,
  part: "overall" | "outOfDistribution"
): ReadonlyArray<number> =>
  (first?.seeds ?? []).flatMap((one, index) => {
    const [a, b] = [one[part], second?.seeds[index]?.[part] ?? null]
    return a === null || b === null || b === 0 || a === 0 ? [] : [a / b]
  })

interface Row {
  readonly title: string
  readonly part: string
  readonly gain: TrainingGain | null
  readonly ratios: ReadonlyArray<number>
}

const rowsOf = (contrasts: ReadonlyArray<ContrastReport>, arms: ReadonlyArray<ArmReport>): ReadonlyArray<Row> =>
  contrasts.flatMap(({ first, second, overall, outOfDistribution }) => {
    const [a, b] = [arms.find(({ id }) => id === first), arms.find(({ id }) => id === second)]
    const title = `${oneLine(first)} / ${oneLine(second)}`
    return [
      { title, part: "overall", gain: overall, ratios: seedRatios(a, b, "overall") },
      { title, part: "out of distribution", gain: outOfDistribution, ratios: seedRatios(a, b, "outOfDistribution") }
    ]
  })

/**
 * Γ_train of the first arm over each other one: point and interval over training seeds, and one dot a seed above or below 1.
 */
export const gammaSeeds = (
  contrasts: ReadonlyArray<ContrastReport>,
  arms: ReadonlyArray<ArmReport>,
  layout: "wide" | "narrow"
): string => {
  const rows = rowsOf(contrasts, arms)
  const wide = layout === "wide"
  const width = wide ? 920 : 360
  const rowHeight = wide ? 40 : 66
  const left = wide ? 268 : 12
  const right = wide ? 760 : 348
  const head = 8
  const bottom = head + rows.length * rowHeight
  const points = rows.flatMap(({ gain, ratios }) => [
    { gamma: gain?.gamma ?? null, lower: gain?.lower ?? gain?.gamma ?? 1, upper: gain?.upper ?? gain?.gamma ?? 1 },
    ...ratios.map((ratio) => ({ gamma: ratio, lower: ratio, upper: ratio }))
  ])
  const axis = logAxis({ ...ratioStretch(points, 1.01), start: left, end: right, gap: 46, anchor: 1 })
  const clamp = (value: number): number => Math.min(axis.to, Math.max(axis.from, value))
  const parts = rows.flatMap(({ title, part, gain, ratios }, index) => {
    const top = head + index * rowHeight
    const y = top + (wide ? 18 : 44)
    const tone = gain === null ? "none" : tones[gain.verdict]
    const number =
      gain === null || gain.gamma === null
        ? "not known"
        : `${formatPoint(gain.gamma)} ${gain.lower === null ? "" : formatInterval(gain.lower, gain.upper)}`
    const lines = [
      ...(index % 2 === 0 && index > 0
        ? [svgElement("line", { x1: 0, y1: top - 2, x2: width, y2: top - 2, class: "grid" })]
        : []),
      ...(wide
        ? [
            svgText(0, y - 2, index % 2 === 0 ? shortenText(title, 34) : "", "panel halo"),
            svgText(0, y + 12, part, "soft halo"),
            svgText(width, y + 4, number, `${tone}`, "end")
          ]
        : [
            svgText(0, top + 14, index % 2 === 0 ? shortenText(title, 44) : "", "panel halo"),
            svgText(0, top + 29, part, "soft halo"),
            svgText(width, top + 29, number, `${tone}`, "end")
          ])
    ]
    const marks =
      gain === null || gain.gamma === null
        ? []
        : [
            ...(gain.lower === null || gain.upper === null
              ? []
              : [
                  svgElement("line", {
                    x1: axis.at(clamp(gain.lower)),
                    y1: y,
                    x2: axis.at(clamp(gain.upper)),
                    y2: y,
                    class: `span ${tone}`
                  })
                ]),
            svgElement("circle", { cx: axis.at(clamp(gain.gamma)), cy: y, r: 5, class: `mark ${tone}` })
          ]
    const seeds = ratios.map((ratio) =>
      svgElement("line", {
        x1: axis.at(clamp(ratio)),
        y1: y + 8,
        x2: axis.at(clamp(ratio)),
        y2: y + 15,
        class: ratio > 1 ? "span gain" : ratio < 1 ? "span loss" : "span same"
      })
    )
    return [...lines, ...marks, ...seeds]
  })
  const description = rows
    .map(({ title, part, gain, ratios }) => {
      const above = ratios.filter((ratio) => ratio > 1).length
      const told =
        gain === null || gain.gamma === null
          ? "not known"
          : `${formatPoint(gain.gamma)} ${formatInterval(gain.lower, gain.upper)}`
      return `${title}, ${part}: Γ ${told}, ${above} of ${ratios.length} seeds above 1`
    })
    .join(". ")
  return svgFigure(width, bottom + 34, `Γ of training with every seed. ${description}.`, [
    ...axis.ticks.map(({ value }) =>
      svgElement("line", { x1: axis.at(value), y1: head, x2: axis.at(value), y2: bottom, class: "grid" })
    ),
    svgElement("line", { x1: axis.at(1), y1: head, x2: axis.at(1), y2: bottom, class: "one" }),
    ...parts,
    svgElement("line", { x1: left, y1: bottom, x2: right, y2: bottom, class: "rule" }),
    ...axis.ticks.map(({ value, label }) => svgText(axis.at(value), bottom + 15, label, "tick", "middle")),
    svgText((left + right) / 2, bottom + 30, "Γ of training (ticks: single seeds)", "tick", "middle")
  ])
}
