import type { EffectEstimate } from "./Attribution.js"
import type { ClassContrast } from "./CellData.js"
import { percent, ratioText } from "./words.js"

type Effects = Readonly<Record<ClassContrast, EffectEstimate>>

const titles: Readonly<Record<ClassContrast, string>> = {
  "from-base": "alone (from base)",
  "from-full": "in the full system (from full)",
  main: "on average over the other factors (main effect)",
  shapley: "on average over all orders (Shapley value)"
}

const measures = ["from-base", "from-full", "main", "shapley"] as const

type Direction = "raises" | "lowers" | "open"

const directionOf = ({ lower, upper, clear }: EffectEstimate): Direction =>
  !clear || lower === null || upper === null ? "open" : lower > 0 ? "raises" : upper < 0 ? "lowers" : "open"

const said: Readonly<Record<Direction, string>> = {
  raises: "raises the score",
  lowers: "lowers the score",
  open: "has no direction shown"
}

/**
 * Measures that show another direction than the declared contrast does, each in one sentence.
 *
 * A direction is read from each measure's own interval, without adjustment: this is to make the reader look, not a claim.
 *
 * @category attribution
 */
export const disagreementsOf = (of: {
  readonly effects: Effects
  readonly contrast: ClassContrast
  readonly level: number
}): ReadonlyArray<string> => {
  const { effects, contrast, level } = of
  const declared = effects[contrast]
  if (declared.estimate === null) return []
  const own = directionOf(declared)
  return measures
    .filter((measure) => measure !== contrast)
    .filter((measure) => effects[measure].estimate !== null && effects[measure].clear)
    .filter((measure) => directionOf(effects[measure]) !== own)
    .map(
      (measure) =>
        `${titles[measure]} it ${said[directionOf(effects[measure])]} (${figures(effects[measure], level)}), ` +
        `${titles[contrast]} it ${said[own]} (${figures(declared, level)})`
    )
}

/**
 * Warning for a factor that the declared contrast puts aside although another measure shows it to raise the score; empty
 * otherwise.
 *
 * @category attribution
 */
export const cautionOf = (effects: Effects, contrast: ClassContrast): string => {
  const elsewhere = measures.filter((measure) => measure !== contrast && directionOf(effects[measure]) === "raises")
  return elsewhere.length === 0 || directionOf(effects[contrast]) === "raises"
    ? ""
    : ` But ${elsewhere.map((measure) => titles[measure]).join(", ")} it raises the score: do not remove it together with others.`
}

/**
 * A sentence when an effect has opposite signs on the log and the linear scale; `null` otherwise.
 *
 * @category attribution
 */
export const scaleFlagOf = (effects: Effects): string | null => {
  const flipped = measures.filter((measure) => {
    const { estimate, other } = effects[measure]
    return estimate !== null && other !== null && estimate * other.estimate < 0 && Math.abs(estimate) > 1e-12
  })
  if (flipped.length === 0) return null
  const shown = flipped.some((measure) => {
    const { p, other } = effects[measure]
    return Math.min(p ?? 1, other?.p ?? 1) < 0.05
  })
  return (
    `log and linear scale disagree about the direction ${flipped.map((measure) => titles[measure]).join(", ")}` +
    (shown ? "" : "; both are within noise")
  )
}

/**
 * What the difference of the two directions, from full minus from base, says in plain words; undefined when not estimable.
 *
 * @category attribution
 */
export const compareContext = (name: string, { lower, upper }: EffectEstimate): string | undefined => {
  if (lower === null || upper === null) return undefined
  if (upper < 0) return `${name} adds less in the full system than alone: it overlaps with other factors`
  if (lower > 0) return `${name} adds more in the full system than alone: it needs other factors`
  return `${name} is not shown to add more or less in the full system than alone`
}

const figures = ({ scale, estimate, lower, upper, ratio }: EffectEstimate, level: number): string => {
  const onLog = scale === "log" && ratio.value !== null
  const text = (value: number | null) =>
    value === null ? "not known" : onLog ? ratioText(value) : String(Number(value.toPrecision(3)))
  const [middle, low, high] = onLog ? [ratio.value, ratio.lower, ratio.upper] : [estimate, lower, upper]
  const interval = low === null && high === null ? "no interval" : `${percent(level)} ${text(low)} to ${text(high)}`
  return `${onLog ? "ratio " : "by "}${text(middle)}, ${interval}`
}
