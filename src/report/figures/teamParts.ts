import type { Report } from "../Report.js"
import { displayWidth } from "../text/displayWidth.js"
import { shortenText } from "../text/shortenText.js"
import type { Axis } from "./Axis.js"
import type { CurveLayout } from "./CurveLayout.js"
import { placeLabels } from "./placeLabels.js"
import { svgElement } from "./svgElement.js"
import { svgText } from "./svgText.js"
import { teamMark } from "./teamMark.js"

type Teams = Report["curves"][number]["teams"]

/** Width of a letter of a label, generous. Unit: user units. */
const letter = 8

/** The teams as marks with their names; a name that had to move away keeps a thin line to its mark. */
export const teamParts = (teams: Teams, x: Axis, y: Axis, layout: CurveLayout): ReadonlyArray<string> => {
  const marks = teams.map((team) => {
    const name = shortenText(team.system, 22)
    return { name, x: x.at(team.point.cost), y: y.at(team.point.score), width: letter * displayWidth(name) }
  })
  const { left, right, top, bottom } = layout
  const labels = placeLabels(marks, { left: left + 4, right: right - 2, top, bottom: bottom - 4 })
  const leaders = marks.flatMap((mark, i) => {
    const label = labels[i]
    if (label === undefined || Math.abs(label.y - 4 - mark.y) <= 16) return []
    const end = label.x + (label.anchor === "start" ? -3 : 3)
    return [svgElement("line", { x1: mark.x, y1: mark.y, x2: end, y2: label.y - 4, class: "leader" })]
  })
  const names = marks.flatMap((mark, i) => {
    const label = labels[i]
    return label === undefined ? [] : [svgText(label.x, label.y, mark.name, "strong halo", label.anchor)]
  })
  return [...leaders, ...marks.map((mark) => teamMark(mark.x, mark.y)), ...names]
}
