/** A ratio as prose prints it. */
export const ratioText = (value: number): string =>
  value >= 1000 ? "above 1000" : value > 0 && value < 0.001 ? "below 0.001" : value.toPrecision(3)

/** A p-value as prose prints it. */
export const pText = (p: number): string => (p < 0.001 ? "p < .001" : `p = ${p.toFixed(3).replace(/^0/u, "")}`)

/** A confidence level as prose prints it. */
export const percent = (level: number): string => `${Number((100 * level).toPrecision(4))} %`
