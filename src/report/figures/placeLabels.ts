/** A label that found its place beside a mark. Unit: user units; `x`, `y` is the anchor of the text's base line. */
export interface PlacedLabel {
  readonly x: number
  readonly y: number
  readonly anchor: "start" | "end"
}

interface Box {
  readonly left: number
  readonly right: number
  readonly top: number
  readonly bottom: number
}

const overlap = (a: Box, b: Box): number =>
  Math.max(0, Math.min(a.right, b.right) - Math.max(a.left, b.left)) *
  Math.max(0, Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top))

const shifts = [0, -15, 15, -29, 29, -43, 43, -57, 57]

/** Places labels beside their marks, right or left, nudged up or down until they cover neither each other nor a mark. */
export const placeLabels = (
  marks: ReadonlyArray<{ readonly x: number; readonly y: number; readonly width: number }>,
  frame: { readonly left: number; readonly right: number; readonly top: number; readonly bottom: number }
): ReadonlyArray<PlacedLabel> => {
  const taken: Array<Box> = marks.map(({ x, y }) => ({ left: x - 8, right: x + 8, top: y - 8, bottom: y + 8 }))
  return marks.map((mark) => {
    const options = shifts.flatMap((shift) =>
      (["start", "end"] as const).map((anchor) => {
        const left = anchor === "start" ? mark.x + 11 : mark.x - 11 - mark.width
        const box = { left, right: left + mark.width, top: mark.y + shift - 8, bottom: mark.y + shift + 6 }
        const outside =
          Math.max(0, frame.left - box.left) +
          Math.max(0, box.right - frame.right) +
          Math.max(0, frame.top - box.top) +
          Math.max(0, box.bottom - frame.bottom)
        const covered = taken.reduce((sum, other) => sum + overlap(box, other), 0)
        return { box, anchor, shift, cost: 50 * outside + 4 * covered + Math.abs(shift) }
      })
    )
    const best = options.reduce((a, b) => (b.cost < a.cost ? b : a))
    taken.push(best.box)
    return {
      x: best.anchor === "start" ? best.box.left : best.box.right,
      y: mark.y + best.shift + 4,
      anchor: best.anchor
    }
  })
}
