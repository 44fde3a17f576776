/** Which items vary together. */
export interface Groups {
  /** Number of the group of each item, from 0; groups are numbered in the order of their labels. */
  readonly of: ReadonlyArray<number>
  readonly count: number
  /** False when every item is its own group for want of labels. */
  readonly labelled: boolean
}

/**
 * Numbers the groups of items by the order of their labels, so that the order of the items does not matter; without labels
 * every item is its own group.
 *
 * Shape: one label an item.
 *
 * @category gain
 */
export const groupsOf = (items: number, labels?: ReadonlyArray<string>): Groups => {
  if (labels === undefined)
    return { of: Array.from({ length: items }, (_, item) => item), count: items, labelled: false }
  const numbers = new Map<string, number>()
  for (const label of [...new Set(labels)].sort()) numbers.set(label, numbers.size)
  return { of: labels.map((label) => numbers.get(label) as number), count: numbers.size, labelled: true }
}
