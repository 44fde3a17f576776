import type { Axis } from "./Axis.js"
import { pruneTicks } from "./pruneTicks.js"

const steps = [-6, -5, -4, -3, -2, -1, 0, 1, 2, 3, 4, 5, 6, 7, 8].flatMap((power) =>
  [1, 2, 5].map((digit) => digit * 10 ** power)
)

/** A linear axis that holds `from` … `to`, widened to whole ticks, on the stretch `start` … `end`. */
export const linearAxis = (options: {
  readonly from: number
  readonly to: number
  readonly start: number
  readonly end: number
  readonly gap: number
}): Axis => {
  const span = options.to > options.from ? options.to - options.from : 1
  const step = steps.find((size) => span / size <= 6) ?? span
  const first = Math.floor(Number((options.from / step).toFixed(6)))
  const last = Math.max(first + 1, Math.ceil(Number((options.to / step).toFixed(6))))
  const from = first * step
  const to = last * step
  const at = (value: number) => options.start + ((value - from) / (to - from)) * (options.end - options.start)
  const values = Array.from({ length: last - first + 1 }, (_, i) => Number(((first + i) * step).toPrecision(9)))
  return { from, to, at, ticks: pruneTicks(values, at, options.gap, values[0] ?? from) }
}
