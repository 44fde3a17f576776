import { svgElement } from "../../../report/figures/svgElement.js"
import { svgFigure } from "../../../report/figures/svgFigure.js"
import { svgText } from "../../../report/figures/svgText.js"
import { oneLine } from "../../../report/text/oneLine.js"
import { shortenText } from "../../../report/text/shortenText.js"
import { formatBudget } from "./formatBudget.js"
import type { CostReport } from "./TrainingReport.js"

/** What is told apart, Coach first. */
export const roleParts = [
  ["propose", "Coach proposes"],
  ["coachTraining", "Coach is trained"],
  ["solve", "Player answers"],
  ["playerTraining", "Player is trained"],
  ["probe", "Player is probed"]
] as const

const hues = ["c1", "c4", "c0", "c5", "c2"]

/** What each role spent, a bar an arm, in FLOPs. */
export const spendingBars = (costs: ReadonlyArray<CostReport>, layout: "wide" | "narrow"): string => {
  const wide = layout === "wide"
  const width = wide ? 920 : 360
  const [left, right] = wide ? [170, 830] : [0, 296]
  const rowHeight = wide ? 34 : 48
  const most = Math.max(1, ...costs.map(({ flops }) => flops ?? 0))
  let [x, y] = [0, 14]
  const key = roleParts.flatMap(([, title], index) => {
    const room = 18 + 7.2 * title.length + 16
    if (x > 0 && x + room > width) {
      x = 0
      y += 20
    }
    const drawn = [
      svgElement("rect", { x, y: y - 10, width: 12, height: 12, class: `dot ${hues[index] ?? "c0"}` }),
      svgText(x + 18, y, title, "")
    ]
    x += room
    return drawn
  })
  const head = y + 18
  const rows = costs.flatMap(({ arm, flops, flopsByRole }, index) => {
    const top = head + index * rowHeight
    const bar = wide ? top : top + 18
    let at = left
    const parts = roleParts.map(([part], place) => {
      const length = ((flopsByRole?.[part] ?? 0) / most) * (right - left)
      const drawn = svgElement("rect", {
        x: at,
        y: bar,
        width: Math.max(0, length),
        height: 20,
        class: `dot ${hues[place] ?? "c0"}`
      })
      at += length
      return drawn
    })
    return [
      svgText(0, wide ? bar + 14 : top + 12, shortenText(oneLine(arm), wide ? 22 : 40), "panel"),
      ...parts,
      svgText(at + 8, bar + 14, formatBudget(flops), "soft")
    ]
  })
  const description = costs.map(
    ({ arm, flopsByRole }) =>
      `${oneLine(arm)}: ${roleParts.map(([part, title]) => `${title} ${formatBudget(flopsByRole?.[part] ?? null)}`).join(", ")}`
  )
  return svgFigure(width, head + costs.length * rowHeight, `FLOPs by role. ${description.join(". ")}.`, [
    ...key,
    ...rows
  ])
}
