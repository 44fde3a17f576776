/** Where a panel of a figure of small multiples lies. Unit: user units of the figure. */
export interface PanelPlace {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** Small multiples in rows: three beside each other on a page, one on a phone. */
export const panelGrid = (
  count: number,
  height: number,
  layout: "wide" | "narrow"
): { readonly width: number; readonly height: number; readonly places: ReadonlyArray<PanelPlace> } => {
  const columns = layout === "narrow" ? 1 : Math.min(3, Math.max(2, count))
  const width = layout === "narrow" ? 360 : 920
  const gap = 20
  const panel = (width - gap * (columns - 1)) / columns
  const rows = Math.ceil(count / columns)
  return {
    width,
    height: rows * (height + gap) - (rows > 0 ? gap : 0),
    places: Array.from({ length: count }, (_, i) => ({
      x: (i % columns) * (panel + gap),
      y: Math.floor(i / columns) * (height + gap),
      width: panel,
      height
    }))
  }
}
