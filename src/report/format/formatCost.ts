/** An amount of a budget dimension without its unit: whole numbers from 100 on, thousands apart; a dash where unknown. */
export const formatCost = (value: number | null): string => {
  if (value === null) return "–"
  const size = Math.abs(value)
  if (size > 0 && size < 1) return String(Number(value.toPrecision(3)))
  if (size < 100) return String(Number(value.toFixed(1)))
  return value.toFixed(0).replace(/\B(?=(\d{3})+$)/g, ",")
}
