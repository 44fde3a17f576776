import type { Axis } from "./Axis.js"
import { pruneTicks } from "./pruneTicks.js"

const decades = [-6, -5, -4, -3, -2, -1, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9]
const tiers: ReadonlyArray<ReadonlyArray<number>> = [
  [1],
  [1, 2, 5],
  [1, 1.5, 2, 3, 5, 7],
  [1, 1.25, 1.5, 1.75, 2, 2.5, 3, 4, 5, 6, 7, 8, 9]
]
const steps = [0.1, 0.05, 0.02, 0.01, 0.005, 0.002, 0.001]

const clean = (value: number): number => Number(value.toPrecision(9))

const coarse = tiers.map((tier) => decades.flatMap((power) => tier.map((digit) => clean(digit * 10 ** power))))

const candidates = (from: number, to: number): ReadonlyArray<ReadonlyArray<number>> => [
  ...coarse,
  ...steps.map((step) => {
    const first = Math.ceil(from / step)
    const count = Math.min(60, Math.floor(to / step) - first + 1)
    return Array.from({ length: Math.max(0, count) }, (_, i) => clean((first + i) * step))
  })
]

/** A logarithmic axis from `from` to `to` on the stretch `start` … `end`, with round ticks at least `gap` apart. */
export const logAxis = (options: {
  readonly from: number
  readonly to: number
  readonly start: number
  readonly end: number
  readonly gap: number
  /** A tick that must be there when it lies inside. */
  readonly anchor?: number
}): Axis => {
  const { from, to, start, end, gap } = options
  const span = Math.log(to) - Math.log(from)
  const at = (value: number) => start + ((Math.log(value) - Math.log(from)) / span) * (end - start)
  const inside = (value: number) => value >= from * 0.999999 && value <= to * 1.000001
  const sets = candidates(from, to).map((set) => set.filter(inside))
  const chosen = sets.find((set) => set.length >= 5) ?? sets.reduce((a, b) => (b.length > a.length ? b : a))
  const anchor = options.anchor !== undefined && inside(options.anchor) ? options.anchor : chosen[0]
  const values = anchor === undefined || chosen.includes(anchor) ? chosen : [...chosen, anchor]
  return { from, to, at, ticks: anchor === undefined ? [] : pruneTicks(values, at, gap, anchor) }
}
