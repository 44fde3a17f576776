import type { Axis } from "../../../report/figures/Axis.js"
import { linearAxis } from "../../../report/figures/linearAxis.js"
import { type PanelPlace, panelGrid } from "../../../report/figures/panelGrid.js"
import { strategyPaint } from "../../../report/figures/strategyPaint.js"
import { svgElement } from "../../../report/figures/svgElement.js"
import { svgFigure } from "../../../report/figures/svgFigure.js"
import { svgText } from "../../../report/figures/svgText.js"
import { oneLine } from "../../../report/text/oneLine.js"
import { shortenText } from "../../../report/text/shortenText.js"
import { mean } from "../../../stats/mean.js"
import type { Measure } from "./measures.js"
import type { RunCurves } from "./TrainingReport.js"

type Series = ReturnType<Measure["read"]>

/** Mean over seeds at the steps that every seed has. */
export const meanSeries = (series: ReadonlyArray<Series>): Series => {
  const [first = [], ...others] = series
  const rest = others.map((one) => new Map(one.map(({ step, value }) => [step, value])))
  return first.flatMap(({ step, value }) => {
    const all = rest.map((one) => one.get(step))
    const known = all.flatMap((one) => one ?? [])
    return known.length < all.length ? [] : [{ step, value: mean([value, ...known]) }]
  })
}

/** Mean of the last so many values of a series that jumps about. */
const smoothed = (series: Series, window: number): Series =>
  series.map(({ step }, index) => ({
    step,
    value: mean(series.slice(Math.max(0, index + 1 - window), index + 1).map((one) => one.value))
  }))

/** Iterations that noisy measures are averaged over, for runs of so many. */
export const smoothingWindow = (steps: number): number => Math.max(1, Math.round(steps / 12))

/** Most points that a thin line is drawn with; longer runs are thinned evenly, the last point kept. */
const mostPoints = 120

const thinned = (series: Series): Series => {
  const every = Math.ceil(series.length / mostPoints)
  return series.filter((_, index) => index % every === 0 || index === series.length - 1)
}

const pathOf = (series: Series, x: Axis, y: Axis): string => {
  const points = thinned(series).map(({ step, value }) => `${x.at(step).toFixed(1)} ${y.at(value).toFixed(1)}`)
  return points.length < 2 ? "" : `M${points.join("L")}`
}

interface Shape {
  readonly height: number
  readonly columns?: 2
}

const legend = (
  arms: ReadonlyArray<string>,
  width: number
): { readonly parts: ReadonlyArray<string>; readonly height: number } => {
  let [x, y] = [0, 14]
  const parts: Array<string> = []
  for (const [index, arm] of arms.entries()) {
    const name = shortenText(oneLine(arm), 26)
    const room = 40 + 7.4 * name.length + 16
    if (x > 0 && x + room > width) {
      x = 0
      y += 20
    }
    const { line } = strategyPaint(index)
    parts.push(svgElement("line", { x1: x, y1: y - 4, x2: x + 30, y2: y - 4, class: `${line} bold` }))
    parts.push(svgText(x + 36, y, name, ""))
    x += room
  }
  return { parts, height: y + 16 }
}

const scaleOf = (measure: Measure, series: ReadonlyArray<Series>, start: number, end: number): Axis => {
  const values = series.flatMap((one) => one.map(({ value }) => value))
  const [low, high] = [Math.min(...values), Math.max(...values)]
  const margin = Math.max((high - low) * 0.06, measure.share ? 0.01 : Math.abs(high) * 0.02, 1e-6)
  const [from, to] = [low - margin, high + margin]
  const clamped = measure.share ? [Math.max(0, from), Math.min(1, to)] : [low >= 0 ? Math.max(0, from) : from, to]
  return linearAxis({ from: clamped[0] ?? from, to: clamped[1] ?? to, start, end, gap: 22 })
}

const panel = (
  measure: Measure,
  place: PanelPlace,
  of: { readonly arms: ReadonlyArray<string>; readonly curves: ReadonlyArray<RunCurves>; readonly steps: number }
): ReadonlyArray<string> => {
  const [left, right] = [place.x + 42, place.x + place.width - 8]
  const [top, bottom] = [place.y + 40, place.y + place.height - 34]
  const window = measure.noisy ? smoothingWindow(of.steps) : 1
  const byArm = of.arms.map((arm) =>
    of.curves.filter((one) => one.arm === arm).map((one) => smoothed(measure.read(one), window))
  )
  const x = linearAxis({ from: 0, to: of.steps, start: left, end: right, gap: 44 })
  const inside: Axis = { ...x, to: of.steps, at: (step) => left + (step / Math.max(1, of.steps)) * (right - left) }
  const y = scaleOf(measure, byArm.flat(), bottom, top)
  const zero = y.from < 0 && y.to > 0
  return [
    svgText(place.x, place.y + 14, measure.title, "panel"),
    svgText(place.x, place.y + 29, shortenText(measure.means, Math.floor(place.width / 6.2)), "soft"),
    ...y.ticks.flatMap(({ value, label }) => [
      svgElement("line", { x1: left, y1: y.at(value), x2: right, y2: y.at(value), class: "grid" }),
      svgText(left - 6, y.at(value) + 4, label.replace("-", "−"), "tick", "end")
    ]),
    ...(zero ? [svgElement("line", { x1: left, y1: y.at(0), x2: right, y2: y.at(0), class: "one" })] : []),
    ...byArm.flatMap((series, index) =>
      series.length < 2
        ? []
        : series.map((one) =>
            svgElement("path", { d: pathOf(one, inside, y), class: `${strategyPaint(index).line} faint` })
          )
    ),
    ...byArm.map((series, index) =>
      svgElement("path", { d: pathOf(meanSeries(series), inside, y), class: `${strategyPaint(index).line} bold` })
    ),
    svgElement("line", { x1: left, y1: bottom, x2: right, y2: bottom, class: "rule" }),
    ...x.ticks
      .filter(({ value }) => value <= of.steps)
      .map(({ value, label }) => svgText(inside.at(value), bottom + 15, label, "tick", "middle")),
    svgText((left + right) / 2, bottom + 30, "iteration", "tick", "middle")
  ]
}

const ownStyle = `<style>.gain-figure path.bold,.gain-figure line.bold{stroke-width:2.4}.gain-figure path.faint{stroke-width:1;stroke-opacity:.32;stroke-dasharray:none}</style>`

/**
 * Curves over the iterations, one panel a measure: a thin line a seed, a thick one for the mean of an arm.
 *
 * `layout` is `wide` (920 user units) or `narrow` (360, for phones).
 */
export const seedCurves = (
  measures: ReadonlyArray<Measure>,
  of: { readonly arms: ReadonlyArray<string>; readonly curves: ReadonlyArray<RunCurves> },
  layout: "wide" | "narrow",
  shape: Shape = { height: 196 }
): string => {
  const grid = panelGrid(measures.length, shape.height, layout)
  const key = legend(of.arms, grid.width)
  const steps = Math.max(
    1,
    ...of.curves.flatMap(({ points, evaluations }) => [...points, ...evaluations].map(({ step }) => step))
  )
  const parts = measures.flatMap((measure, index) => {
    const place = grid.places[index]
    return place === undefined ? [] : panel(measure, { ...place, y: place.y + key.height }, { ...of, steps })
  })
  const told = measures.map(({ title, read }) => {
    const ends = of.arms.map((arm) => {
      const last = meanSeries(of.curves.filter((one) => one.arm === arm).map(read)).at(-1)
      return `${oneLine(arm)} ${last === undefined ? "unknown" : Number(last.value.toPrecision(3))}`
    })
    return `${title}, at the end: ${ends.join(", ")}`
  })
  return svgFigure(grid.width, grid.height + key.height, `Curves over the iterations. ${told.join(". ")}.`, [
    ownStyle,
    ...key.parts,
    ...parts
  ])
}
