import { formatCost } from "../../../report/format/formatCost.js"

const units = [
  [1e18, "E"],
  [1e15, "P"],
  [1e12, "T"],
  [1e9, "G"],
  [1e6, "M"]
] as const

/** An amount of rollouts, tokens or FLOPs, short: from a million on with a letter, 1.25T. A dash where unknown. */
export const formatBudget = (value: number | null): string => {
  if (value === null) return "–"
  const [size, letter] = units.find(([size]) => Math.abs(value) >= size) ?? [1, ""]
  return letter === "" ? formatCost(value) : `${Number((value / size).toPrecision(3))}${letter}`
}
