const rounded = (value: number, digits: number): string => value.toFixed(digits).replace(/^-(?=[0.]*$)/, "")

/**
 * A number with a fixed count of decimals that grows while rounding would make it equal to a landmark that it is not:
 * 1.0004 never reads as 1.00. Grows to at most six decimals; the minus is the typographic one.
 */
export const fixedApart = (value: number, digits: number, landmarks: ReadonlyArray<number>): string => {
  let decimals = digits
  while (
    decimals < 6 &&
    landmarks.some((landmark) => landmark !== value && rounded(landmark, decimals) === rounded(value, decimals))
  ) {
    decimals += 1
  }
  return rounded(value, decimals).replace("-", "−")
}
