/** A share in [0, 1] as a percentage; a share that is not all or nothing never reads as 100% or 0%. */
export const formatShare = (value: number | null): string => {
  if (value === null) return "–"
  const percent = value * 100
  const text = percent.toFixed(0)
  const misread = (text === "100" && value < 1) || (text === "0" && value > 0)
  return `${misread ? percent.toFixed(1) : text}%`
}
