import type { Attribution, EffectEstimate, FactorAttribution } from "../attribution/Attribution.js"
import { effectJoint } from "../design/plans/effectName.js"
import { svgElement } from "./figures/svgElement.js"
import { svgFigure } from "./figures/svgFigure.js"
import { svgText } from "./figures/svgText.js"
import { oneLine } from "./text/oneLine.js"
import { shortenText } from "./text/shortenText.js"
import { effectState } from "./words/effectState.js"
import { effectText } from "./words/effectText.js"

/** A factor of the map: its letter, and its effect at its on level. */
interface Place {
  readonly letter: string
  readonly factor: FactorAttribution
}

/** A, B, … Z, AA, AB … */
const letterOf = (index: number): string =>
  (index >= 26 ? letterOf(Math.floor(index / 26) - 1) : "") + String.fromCharCode(65 + (index % 26))

/** The factors that have pairs, each once, at the level that its pairs are read at. */
const placesOf = (result: Attribution): ReadonlyArray<Place> => {
  const paired = new Set(result.interactions.flatMap(({ factors }) => factors))
  const seen = new Set<string>()
  const kept = result.factors.filter(({ factor }) => {
    const first = paired.has(factor) && !seen.has(factor)
    seen.add(factor)
    return first
  })
  return kept.map((factor, index) => ({ letter: letterOf(index), factor }))
}

/** Stripes over a rectangle. */
const hatch = (x: number, y: number, width: number, height: number): string => {
  const gap = 7
  const lines: Array<string> = []
  for (let offset = gap; offset < width + height; offset += gap) {
    const x1 = Math.min(offset, width)
    const y1 = offset - x1
    const y2 = Math.min(offset, height)
    const x2 = offset - y2
    lines.push(`M${(x + x1).toFixed(1)} ${(y + y1).toFixed(1)}L${(x + x2).toFixed(1)} ${(y + y2).toFixed(1)}`)
  }
  return svgElement("path", { d: lines.join(""), class: "hatch" })
}

/** Log ratio at which the tint is full. */
const full = Math.log(1.5)

const tint = (effect: EffectEstimate, shown: boolean): { readonly style: string; readonly opacity: number } => {
  const size = effect.ratio.value === null || effect.ratio.value <= 0 ? 0 : Math.log(effect.ratio.value)
  return {
    style: size >= 0 ? "up" : "down",
    opacity: Number((Math.min(1, Math.abs(size) / full) * (shown ? 0.55 : 0.16)).toFixed(3))
  }
}

/** What it cannot be told from, in letters. */
const aliasText = (effect: EffectEstimate, places: ReadonlyArray<Place>): string => {
  const letters = new Map(places.map(({ letter, factor }) => [factor.factor, letter]))
  const names = effect.aliasedWith.map(({ effect: name }) =>
    name
      .split(effectJoint)
      .map((id) => letters.get(id) ?? oneLine(id))
      .join("×")
  )
  return names.length === 0 ? "aliased" : `≡ ${names[0]}${names.length > 1 ? " …" : ""}`
}

const cell = (of: {
  readonly effect: EffectEstimate
  readonly places: ReadonlyArray<Place>
  readonly alpha: number
  readonly diagonal: boolean
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}): ReadonlyArray<string> => {
  const { effect, places, alpha, diagonal, x, y, width, height } = of
  const [left, top, w, h] = [x + 1.5, y + 1.5, width - 3, height - 3]
  const middle = x + width / 2
  const frame = (style: string, more: Readonly<Record<string, string | number>> = {}): string =>
    svgElement("rect", { x: left, y: top, width: w, height: h, rx: 3, class: style, ...more })
  const state = effectState(effect)
  if (state === "none") {
    return [frame("cell"), hatch(left, top, w, h), svgText(middle, y + height / 2 + 4, "–", "soft halo", "middle")]
  }
  const { point, interval } = effectText(effect)
  const room = width >= 92
  const lines = (second: string, style: string): ReadonlyArray<string> =>
    second === ""
      ? [svgText(middle, y + height / 2 + 4, point, style, "middle")]
      : [
          svgText(middle, y + height / 2 - 2, point, style, "middle"),
          svgText(middle, y + height / 2 + 13, shortenText(second, Math.floor(width / 6)), "tick", "middle")
        ]
  if (state === "aliased") {
    return [frame("cell aliased"), ...lines(width >= 44 ? aliasText(effect, places) : "≡", "soft")]
  }
  const shown = effect.pHolm !== null && effect.pHolm < alpha
  const { style, opacity } = tint(effect, shown)
  return [
    frame("cell"),
    frame(style, { "fill-opacity": opacity }),
    ...(diagonal ? [frame("diagonal")] : []),
    ...lines(room ? interval : "", shown ? "strong" : "soft")
  ]
}

const describe = (result: Attribution): string => {
  const pairs = result.interactions.map(({ factors, effect, diagnosis }) => {
    const { point, interval } = effectText(effect)
    return `${factors.map(oneLine).join(effectJoint)} ${effect.estimate === null ? "not estimable" : `${point} ${interval}`}, ${diagnosis}`
  })
  return `Interactions of the factors, as ratios. ${pairs.join("; ")}.`
}

/**
 * The factors against each other: on the diagonal what each multiplies Γ by on average, below it what two multiply Γ by
 * beyond their product.
 *
 * Blue is above 1 (they reinforce each other), orange below (they overlap); bold with a strong tint is shown after Holm's
 * correction, grey with a faint one is not. Striped cells are not estimable; dashed ones cannot be told from the effect that
 * they name.
 *
 * Unit: ratio of Γ. `layout` is `wide` (920 user units) or `narrow` (360, for phones); default `wide`.
 *
 * @category report
 */
export const interactionMap = (result: Attribution, options: { readonly layout?: "wide" | "narrow" } = {}): string => {
  const narrow = options.layout === "narrow"
  const width = narrow ? 360 : 920
  const places = placesOf(result)
  const label = narrow ? 92 : 176
  const size = Math.min(narrow ? 66 : 148, (width - label - 8) / Math.max(1, places.length))
  const height = Math.min(size, narrow ? 44 : 56)
  const top = 24
  const alpha = Number((1 - result.level).toFixed(12))
  const pair = (one: string, other: string): EffectEstimate | undefined =>
    result.interactions.find(({ factors }) => factors.includes(one) && factors.includes(other))?.effect
  const parts = [
    ...places.map(({ letter }, column) =>
      svgText(label + column * size + size / 2, top - 8, letter, "panel", "middle")
    ),
    ...places.flatMap(({ letter, factor }, row) => {
      const y = top + row * height
      const at = (column: number) => ({ x: label + column * size, y, width: size, height, places, alpha })
      return [
        svgText(8, y + height / 2 + 4, letter, "panel"),
        svgText(28, y + height / 2 + 4, shortenText(factor.factor, narrow ? 9 : 20), ""),
        ...places.slice(0, row).flatMap((other, column) => {
          const effect = pair(factor.factor, other.factor.factor)
          return effect === undefined ? [] : cell({ ...at(column), effect, diagonal: false })
        }),
        ...cell({ ...at(row), effect: factor.main, diagonal: true })
      ]
    })
  ]
  const bottom = top + places.length * height
  return svgFigure(width, bottom + 8, describe(result), parts)
}
