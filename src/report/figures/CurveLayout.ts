/** Where the parts of a cost–score figure lie. Unit: user units of the figure. */
export interface CurveLayout {
  readonly width: number
  readonly left: number
  readonly right: number
  readonly top: number
  readonly bottom: number
  /** Least distance of two ticks of the cost axis. */
  readonly gap: number
  /** Where the first entry of the legend stands; the others follow below. */
  readonly legend: { readonly x: number; readonly y: number }
}

/** For a page, and for a phone. */
export const curveLayouts: Readonly<Record<"wide" | "narrow", CurveLayout>> = {
  wide: { width: 920, left: 46, right: 610, top: 28, bottom: 350, gap: 44, legend: { x: 634, y: 36 } },
  narrow: { width: 360, left: 46, right: 352, top: 28, bottom: 286, gap: 36, legend: { x: 8, y: 340 } }
}
