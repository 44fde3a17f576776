import type { Attribution, EffectEstimate, FactorAttribution } from "../attribution/Attribution.js"
import type { Axis } from "./figures/Axis.js"
import { forestMark } from "./figures/forestMark.js"
import { logAxis } from "./figures/logAxis.js"
import { type DrawnRatio, ratioStretch } from "./figures/ratioStretch.js"
import { svgElement } from "./figures/svgElement.js"
import { svgFigure } from "./figures/svgFigure.js"
import { svgText } from "./figures/svgText.js"
import { shortenText } from "./text/shortenText.js"
import { effectState } from "./words/effectState.js"
import { effectText } from "./words/effectText.js"
import { factorName } from "./words/factorName.js"
import { factorTone } from "./words/factorTone.js"
import { measureNames, measureOf, measureWords } from "./words/measureNames.js"

/** From so many factors on only the declared contrast and the main effect are drawn. */
const most = 8

interface Layout {
  readonly width: number
  readonly start: number
  readonly end: number
  readonly gap: number
  /** Height of a measure, and of a factor's head above its measures. */
  readonly step: number
  readonly head: number
}

const layouts: Readonly<Record<"wide" | "narrow", Layout>> = {
  wide: { width: 920, start: 322, end: 716, gap: 44, step: 22, head: 8 },
  narrow: { width: 360, start: 8, end: 352, gap: 40, step: 36, head: 24 }
}

const drawnOf = ({ ratio }: EffectEstimate): DrawnRatio | undefined => {
  const { value, lower, upper } = ratio
  if (value === null) return undefined
  if (lower === null && upper === null) return { gamma: value, lower: value, upper: value }
  return { gamma: value, lower: lower ?? 0, upper }
}

const shownMeasures = (result: Attribution): ReadonlyArray<Attribution["contrast"]> => {
  const told = measureNames.filter((name) => result.factors.some((factor) => measureOf(factor, name).estimate !== null))
  const kept = result.factors.length > most ? told.filter((name) => name === result.contrast || name === "main") : told
  // The declared contrast is always shown, and first.
  return [result.contrast, ...kept.filter((name) => name !== result.contrast)]
}

const measureParts = (of: {
  readonly factor: FactorAttribution
  readonly measure: Attribution["contrast"]
  readonly result: Attribution
  readonly axis: Axis
  readonly layout: Layout
  readonly top: number
}): ReadonlyArray<string> => {
  const { factor, measure, result, axis, layout, top } = of
  const narrow = layout === layouts.narrow
  const effect = measureOf(factor, measure)
  const state = effectState(effect)
  const declared = measure === result.contrast
  const { tone } = factorTone(factor, result)
  const { point, interval } = effectText(effect)
  const drawn = drawnOf(effect)
  const y = top + (narrow ? 25 : 11)
  const text = top + (narrow ? 13 : 15)
  const style = declared ? "strong" : "soft"
  const numbers = state === "none" ? "not estimable" : `${point} ${interval}${state === "aliased" ? "  aliased" : ""}`
  const scale = state !== "none" && drawn === undefined ? " (points)" : ""
  return [
    svgText(narrow ? 8 : 214, text, measureWords[measure], style),
    narrow
      ? svgText(352, text, `${numbers}${scale}`, state === "clear" && declared ? "strong" : "soft", "end")
      : svgText(730, text, `${numbers}${scale}`, state === "clear" && declared ? "strong" : "soft"),
    ...(drawn === undefined
      ? []
      : forestMark({ drawn, interval, tone: state === "aliased" ? "none" : declared ? tone : "open" }, axis, y))
  ]
}

const describe = (result: Attribution): string => {
  const rows = result.factors.map((factor) => {
    const effect = measureOf(factor, result.contrast)
    const { point, interval } = effectText(effect)
    const state = effectState(effect)
    const numbers = state === "none" ? "not estimable" : `${point} ${interval}${state === "aliased" ? ", aliased" : ""}`
    return `${factorName(factor, result)} ${numbers}, ${factorTone(factor, result).label}`
  })
  return `Effects of the factors on Γ, ${measureWords[result.contrast]}: ${rows.join("; ")}.`
}

/**
 * A forest plot of the factors: what each multiplies Γ by, under every measure, with its interval on a logarithmic axis.
 *
 * The declared contrast comes first and has the colour of the factor's class; effects that the cells run cannot tell from
 * others are grey and dashed. The line stands at 1, the band is [1/δ, δ].
 *
 * Unit: ratio of Γ. `layout` is `wide` (920 user units) or `narrow` (360, for phones); default `wide`.
 *
 * @category report
 */
export const effectForest = (result: Attribution, options: { readonly layout?: "wide" | "narrow" } = {}): string => {
  const layout = layouts[options.layout ?? "wide"]
  const narrow = layout === layouts.narrow
  const measures = shownMeasures(result)
  const drawn = result.factors.flatMap((factor) => measures.flatMap((name) => drawnOf(measureOf(factor, name)) ?? []))
  const { start, end, gap, step, head } = layout
  const axis = logAxis({ ...ratioStretch(drawn, result.relevance), start, end, gap, anchor: 1 })
  // A factor’s name and its class take two lines.
  const block = Math.max(narrow ? 0 : 50, head + measures.length * step + 8)
  const top = 26
  const foot = top + result.factors.length * block
  const one = axis.at(1)
  const low = Math.max(start, axis.at(1 / result.relevance))
  const high = Math.min(end, axis.at(result.relevance))
  // On a phone the numbers stand above the line of a measure, which keeps the grid to itself.
  const stretches: ReadonlyArray<readonly [number, number]> = narrow
    ? result.factors.flatMap((_, i) =>
        measures.map((_, j) => {
          const y = top + i * block + head + j * step
          return [y + 17, y + 34] as const
        })
      )
    : [[top, foot]]
  const parts = [
    ...(one - start < 80 ? [] : [svgText(one - 10, top - 8, "lowers Γ", "tick", "end")]),
    ...(end - one < 80 ? [] : [svgText(one + 10, top - 8, "raises Γ", "tick")]),
    ...stretches.flatMap(([y1, y2]) => [
      svgElement("rect", { x: low, y: y1, width: high - low, height: y2 - y1, class: "band" }),
      ...axis.ticks.map(({ value }) =>
        svgElement("line", { x1: axis.at(value), y1, x2: axis.at(value), y2, class: "grid" })
      ),
      svgElement("line", { x1: one, y1, x2: one, y2, class: "one" })
    ]),
    ...result.factors.flatMap((factor, i) => {
      const y = top + i * block
      const { label, tone } = factorTone(factor, result)
      const name = factorName(factor, result)
      return [
        svgElement("line", { x1: 0, y1: y, x2: layout.width, y2: y, class: "rule" }),
        svgText(8, y + (narrow ? 17 : 23), shortenText(name, narrow ? 24 : 26), "strong"),
        narrow ? svgText(352, y + 17, label, `soft ${tone}`, "end") : svgText(8, y + 39, label, `soft ${tone}`),
        ...measures.flatMap((measure, j) =>
          measureParts({ factor, measure, result, axis, layout, top: y + head + j * step })
        )
      ]
    }),
    svgElement("line", { x1: 0, y1: foot, x2: layout.width, y2: foot, class: "rule" }),
    ...axis.ticks.map((tick) => svgText(axis.at(tick.value), foot + 15, tick.label, "tick", "middle")),
    svgText((start + end) / 2, foot + 32, "Γ with the factor ÷ Γ without it, log scale", "tick", "middle")
  ]
  return svgFigure(layout.width, foot + 40, describe(result), parts)
}
