const label = (value: number): string => String(Number(value.toPrecision(6)))

/** Ticks that stand at least `gap` apart, dearest first: the anchor, then the others outwards from it. */
export const pruneTicks = (
  values: ReadonlyArray<number>,
  at: (value: number) => number,
  gap: number,
  anchor: number
): ReadonlyArray<{ readonly value: number; readonly label: string }> => {
  const kept: Array<number> = []
  for (const value of [...values].sort(
    (a, b) => Math.abs(at(a) - at(anchor)) - Math.abs(at(b) - at(anchor)) || a - b
  )) {
    if (kept.every((other) => Math.abs(at(other) - at(value)) >= gap)) kept.push(value)
  }
  return kept.sort((a, b) => a - b).map((value) => ({ value, label: label(value) }))
}
