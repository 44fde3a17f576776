import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as SchemaIssue from "effect/SchemaIssue"
import { InputError } from "../errors/InputError.js"
import { Item } from "./Item.js"

// Unknown fields are refused: a misspelt `facts` would otherwise vanish without a word.
const decode = Schema.decodeUnknownResult(Item, { onExcessProperty: "error" })
const issuesOf = SchemaIssue.makeFormatterStandardSchemaV1()

const advice = 'Write one item a line: {"id", "question", "answer"} and optionally facts, group, traits.'

const readLine = (line: string, place: string): Result.Result<Item, InputError> => {
  let value: unknown
  try {
    value = JSON.parse(line)
  } catch {
    return Result.fail(new InputError({ what: "Item", value: place, limit: "requires a line of JSON", advice }))
  }
  return Result.mapError(decode(value), (error) => {
    const issue = issuesOf(error.issue).issues[0]
    const field = (issue?.path ?? []).map((part) => String(typeof part === "object" ? part.key : part)).join(".")
    return new InputError({
      what: "Item",
      value: field === "" ? place : `${place}, field "${field}"`,
      limit: (issue?.message ?? "requires the shape of an item").replace(/^Expected/u, "requires"),
      advice
    })
  })
}

/**
 * Reads items from the text of a JSONL file, one item a line, in the order of the file.
 *
 * Assumes: UTF-8 text. A byte order mark, Windows line ends and blank lines are ignored; unknown fields are refused.
 * Errors: InputError naming file, line and field for a line that is no item; for an id that came before, naming both
 * lines; for a text without items.
 *
 * @example
 * ```ts
 * import * as Effect from "effect/Effect"
 * import { parseItems } from "collaboration-gain"
 *
 * const items = Effect.runSync(parseItems('{"id": "a", "question": "1+1?", "answer": "2"}', "sums.jsonl"))
 * console.log(items.length) // 1
 * ```
 *
 * @category task
 */
export const parseItems = Effect.fnUntraced(function* (
  text: string,
  file: string
): Effect.fn.Return<readonly [Item, ...Array<Item>], InputError> {
  const items: Array<Item> = []
  const lineOf = new Map<string, number>()
  for (const [index, line] of text
    .replace(/^\uFEFF/u, "")
    .split(/\r?\n/u)
    .entries()) {
    if (line.trim() === "") continue
    const number = index + 1
    const item = yield* Effect.fromResult(readLine(line, `${file} line ${number}`))
    const before = lineOf.get(item.id)
    if (before !== undefined) {
      return yield* new InputError({
        what: "Item id",
        value: `"${item.id}" in ${file} line ${number}`,
        limit: `line ${before} has it already; an id occurs once in a task`,
        advice: "Rename one of the two."
      })
    }
    lineOf.set(item.id, number)
    items.push(item)
  }
  const [first, ...rest] = items
  if (first === undefined) {
    return yield* new InputError({
      what: "Items",
      value: `${file} has none`,
      limit: "a task requires at least 1",
      advice
    })
  }
  return [first, ...rest]
})
