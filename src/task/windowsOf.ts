import type { Item } from "./Item.js"

/** The facts of an item cut into windows of at most `window` facts, in reading order; one empty window without facts. */
export const windowsOf = (item: Item, window: number | undefined): ReadonlyArray<ReadonlyArray<string>> => {
  const facts = item.facts ?? []
  const size = window ?? Math.max(1, facts.length)
  const count = Math.max(1, Math.ceil(facts.length / size))
  return Array.from({ length: count }, (_, index) => facts.slice(index * size, (index + 1) * size))
}
