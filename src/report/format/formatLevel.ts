/** A confidence level as a percentage without float noise. */
export const formatLevel = (level: number): string => `${Number((level * 100).toFixed(6))}%`
