/** How the i-th strategy is drawn: eight hues, and another dash for each, so that lines differ without colour too. */
export const strategyPaint = (index: number): { readonly line: string; readonly dot: string } => ({
  line: `curve c${index % 8} d${(index + Math.floor(index / 8)) % 4}`,
  dot: `dot c${index % 8}`
})
