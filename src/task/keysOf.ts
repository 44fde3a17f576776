import type { Item } from "./Item.js"

/** Every key of an item: its answer first, then the further ones. */
export const keysOf = (item: Pick<Item, "answer" | "answers">): readonly [string, ...Array<string>] => [
  item.answer,
  ...(item.answers ?? [])
]
