import { InputError } from "../errors/InputError.js"
import { joinTables, type ScoreAmount, type ScoreRow, type ScoreTable, scoreAmounts } from "./ScoreTable.js"

/** How the rows of a table are written. */
export type TableFormat = "csv" | "tsv" | "jsonl"

type Column = "system" | "item" | "seed" | "score" | "group" | ScoreAmount

/** Names a column may have, compared without case, spaces, hyphens and underscores. */
const columnNames: Readonly<Record<Column, ReadonlyArray<string>>> = {
  system: ["system", "arm"],
  item: ["item", "itemid", "sampleid"],
  seed: ["seed", "epoch", "repeat"],
  score: ["score"],
  group: ["group", "cluster"],
  tokens: ["tokens", "totaltokens"],
  promptTokens: ["prompttokens", "inputtokens"],
  sampledTokens: ["sampledtokens", "outputtokens", "completiontokens"],
  evaluatedTokens: ["evaluatedtokens"],
  calls: ["calls"],
  seconds: ["seconds"],
  cost: ["cost"]
}

const required = ["system", "item", "score"] as const

const advice =
  "Give one trial a row: system, item, score, and optionally seed, group, tokens, promptTokens, sampledTokens, calls, seconds, cost."

const refuse = (what: string, value: string, limit: string): never => {
  throw new InputError({ what, value, limit, advice })
}

/**
 * Reads a table of scores: one trial a row.
 *
 * Columns (or JSON fields) `system`, `item`, `score`; optionally `seed` (absent: trials are told apart by their order),
 * `group`, `tokens`, `promptTokens`, `sampledTokens`, `evaluatedTokens`, `calls`, `seconds`, `cost`. Other columns are passed
 * over. `input_tokens`, `output_tokens`, `epoch` and the like are understood. An empty score is a trial without one.
 *
 * Unit: score in a range that is declared when Γ is estimated; `true` and `false` are 1 and 0. Amounts as their names say.
 * Assumes: UTF-8 text. A byte order mark, Windows line ends and blank lines are ignored. CSV by RFC 4180, first line a header.
 * Errors: InputError naming file, line and column for a missing or repeated column, a score or amount that is no number, a
 * row of another length, a line that is no JSON object, a repeated trial, and a table without rows.
 *
 * @example
 * parseScoreTable("system,item,score\nteam,a,1\nlone,a,0", { file: "scores.csv", format: "csv" }).rows.length // 2
 *
 * @category gain
 */
export const parseScoreTable = (
  text: string,
  of: { readonly file: string; readonly format: TableFormat }
): ScoreTable => {
  const clean = text.replace(/^\uFEFF/u, "")
  const records =
    of.format === "jsonl" ? jsonRecords(clean, of.file) : csvRecords(clean, of.file, of.format === "csv" ? "," : "\t")
  if (records.length === 0) refuse("Score table", `${of.file} has no rows`, "requires at least 1")
  const counted = new Map<string, number>()
  const rows = records.map(({ place, fields }): ScoreRow => {
    const system = requiredText(fields.system, "system", place)
    const item = requiredText(fields.item, "item", place)
    const key = JSON.stringify([system, item])
    const order = counted.get(key) ?? 0
    counted.set(key, order + 1)
    const group = textOf(fields.group)
    return {
      system,
      item,
      seed: textOf(fields.seed) ?? String(order),
      score: scoreOf(fields.score, place),
      amounts: amountsOf(fields, place),
      ...(group === undefined ? {} : { group }),
      place
    }
  })
  return joinTables([{ rows, notes: [] }])
}

type Fields = Readonly<Partial<Record<Column, unknown>>>

interface TableRow {
  readonly place: string
  readonly fields: Fields
}

const columnOf = (name: string): Column | undefined => {
  const plain = name.toLowerCase().replace(/[\s_-]/gu, "")
  return (Object.keys(columnNames) as ReadonlyArray<Column>).find((column) => columnNames[column].includes(plain))
}

/** Fields by column; two names for one column are refused. */
const fieldsOf = (entries: ReadonlyArray<readonly [name: string, value: unknown]>, place: string): Fields => {
  const fields: Partial<Record<Column, unknown>> = {}
  for (const [name, value] of entries) {
    const column = columnOf(name)
    if (column === undefined) continue
    if (Object.hasOwn(fields, column)) refuse("Column", `"${name}" at ${place}`, `another column is ${column} already`)
    fields[column] = value
  }
  return fields
}

const jsonRecords = (text: string, file: string): ReadonlyArray<TableRow> =>
  text.split(/\r?\n/u).flatMap((line, index) => {
    if (line.trim() === "") return []
    const place = `${file} line ${index + 1}`
    let value: unknown
    try {
      value = JSON.parse(line)
    } catch {
      return refuse("Score row", place, "requires a line of JSON")
    }
    if (typeof value !== "object" || value === null || Array.isArray(value)) {
      return refuse("Score row", place, "requires a JSON object")
    }
    const fields = fieldsOf(Object.entries(value), place)
    const missing = required.find((column) => !Object.hasOwn(fields, column))
    if (missing !== undefined) return refuse("Score row", place, `requires the field "${missing}"`)
    return [{ place, fields }]
  })

const csvRecords = (text: string, file: string, separator: string): ReadonlyArray<TableRow> => {
  const [header, ...lines] = csvLines(text, file, separator)
  if (header === undefined) return []
  const place = `${file} line ${header.line}`
  const fields = fieldsOf(
    header.cells.map((cell) => [cell, cell]),
    place
  )
  const missing = required.find((column) => !Object.hasOwn(fields, column))
  if (missing !== undefined)
    refuse("Header", `${place}: ${header.cells.join(separator)}`, `requires a column "${missing}"`)
  return lines.map(({ line, cells }) => {
    const at = `${file} line ${line}`
    if (cells.length !== header.cells.length) {
      refuse("Score row", at, `requires ${header.cells.length} cells as in the header, got ${cells.length}`)
    }
    return {
      place: at,
      fields: fieldsOf(
        header.cells.map((name, index) => [name, cells[index]]),
        at
      )
    }
  })
}

/** Cells of each line by RFC 4180: a quoted cell may hold separators, doubled quotes and line ends. */
const csvLines = (
  text: string,
  file: string,
  separator: string
): ReadonlyArray<{ readonly line: number; readonly cells: ReadonlyArray<string> }> => {
  const found: Array<{ readonly line: number; readonly cells: ReadonlyArray<string> }> = []
  let line = 1
  let at = 0
  while (at < text.length) {
    const start = line
    const cells: Array<string> = []
    let ended = false
    while (!ended) {
      let cell = ""
      if (text[at] === '"') {
        at++
        for (;;) {
          const close = text.indexOf('"', at)
          if (close < 0) return refuse("Score row", `${file} line ${start}`, "has a quote that is never closed")
          cell += text.slice(at, close)
          at = close + 1
          if (text[at] !== '"') break
          cell += '"'
          at++
        }
        line += cell.split("\n").length - 1
        if (at < text.length && ![separator, "\n", "\r"].includes(text[at] as string)) {
          return refuse("Score row", `${file} line ${line}`, "has text behind a closing quote")
        }
      } else {
        const from = at
        while (at < text.length && text[at] !== separator && text[at] !== "\n" && text[at] !== "\r") at++
        cell = text.slice(from, at)
      }
      cells.push(cell.trim())
      if (text[at] === separator) {
        at++
        continue
      }
      if (text[at] === "\r" && text[at + 1] === "\n") at++
      at++
      line++
      ended = true
    }
    if (cells.length > 1 || cells[0] !== "") found.push({ line: start, cells })
  }
  return found
}

const textOf = (value: unknown): string | undefined => {
  if (typeof value === "number") return String(value)
  return typeof value === "string" && value !== "" ? value : undefined
}

const requiredText = (value: unknown, column: string, place: string): string =>
  textOf(value) ??
  refuse(`Column "${column}"`, `${JSON.stringify(value) ?? "nothing"} at ${place}`, "requires a text or a number")

const empty = (value: unknown): boolean => value === undefined || value === null || value === ""

const numberOf = (value: unknown): number | undefined => {
  const number = typeof value === "string" ? Number(value) : value
  return typeof number === "number" && Number.isFinite(number) ? number : undefined
}

const scoreOf = (value: unknown, place: string): number | null => {
  if (empty(value)) return null
  if (typeof value === "boolean") return value ? 1 : 0
  if (typeof value === "string" && /^(?:true|false)$/iu.test(value)) return value.toLowerCase() === "true" ? 1 : 0
  return (
    numberOf(value) ??
    refuse('Column "score"', `${JSON.stringify(value)} at ${place}`, "requires a number, true, false or nothing")
  )
}

const amountsOf = (fields: Fields, place: string): ScoreRow["amounts"] => {
  const amounts: Partial<Record<ScoreAmount, number>> = {}
  for (const name of scoreAmounts) {
    const value = fields[name]
    if (empty(value)) continue
    const amount = numberOf(value)
    if (amount === undefined || amount < 0) {
      return refuse(
        `Column "${name}"`,
        `${JSON.stringify(value)} at ${place}`,
        "requires a number of at least 0, or nothing"
      )
    }
    amounts[name] = amount
  }
  const { promptTokens, sampledTokens } = amounts
  return amounts.tokens === undefined && promptTokens !== undefined && sampledTokens !== undefined
    ? { ...amounts, tokens: promptTokens + sampledTokens }
    : amounts
}
