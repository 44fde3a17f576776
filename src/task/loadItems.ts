import { readFile } from "node:fs/promises"
import * as Effect from "effect/Effect"
import { InputError } from "../errors/InputError.js"
import type { Item } from "./Item.js"
import { parseItems } from "./parseItems.js"

/** Why a file could not be read, in plain words. */
export const unreadableReason = (cause: unknown): string => {
  const code = cause instanceof Error && "code" in cause ? String(cause.code) : "unknown reason"
  switch (code) {
    case "ENOENT":
      return "there is no such file"
    case "EACCES":
    case "EPERM":
      return "reading it is not permitted"
    case "EISDIR":
      return "it is a folder"
    default:
      return `it cannot be read (${code})`
  }
}

/**
 * Reads the items of a `.jsonl` file.
 *
 * Errors: InputError when the name does not end in `.jsonl`, when the file is missing or unreadable, and for everything
 * that `parseItems` refuses.
 *
 * @see {@link parseItems}
 * @category task
 */
export const loadItems = Effect.fnUntraced(function* (
  path: string
): Effect.fn.Return<readonly [Item, ...Array<Item>], InputError> {
  if (!path.toLowerCase().endsWith(".jsonl")) {
    return yield* new InputError({
      what: "Items file",
      value: path,
      limit: "requires a name ending in .jsonl",
      advice: "Save the items as JSON Lines, one item a line."
    })
  }
  const text = yield* Effect.tryPromise({
    try: () => readFile(path, "utf8"),
    catch: (cause) =>
      new InputError({
        what: "Items file",
        value: path,
        limit: unreadableReason(cause),
        advice: "Check the path in the study."
      })
  })
  return yield* parseItems(text, path)
})
