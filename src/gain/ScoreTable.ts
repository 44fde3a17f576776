import { InputError } from "../errors/InputError.js"

/** Amounts that a score table may hold beside the scores. */
export const scoreAmounts = [
  "tokens",
  "cost",
  "calls",
  "promptTokens",
  "sampledTokens",
  "evaluatedTokens",
  "seconds"
] as const
export type ScoreAmount = (typeof scoreAmounts)[number]

/** One trial of one system on one item, from whatever ran it. */
export interface ScoreRow {
  readonly system: string
  readonly item: string
  /** Tells the trials of one system on one item apart. */
  readonly seed: string
  /** `null` where the trial came to no score: an outage, never a zero. */
  readonly score: number | null
  /** What is absent is unknown. */
  readonly amounts: Readonly<Partial<Record<ScoreAmount, number>>>
  /** Items of one group form one cluster; absent means that the item is its own. */
  readonly group?: string
  /** Where the row was read, for errors. */
  readonly place: string
}

/** Trials of several systems, with remarks on how they were read. */
export interface ScoreTable {
  readonly rows: ReadonlyArray<ScoreRow>
  readonly notes: ReadonlyArray<string>
}

/**
 * Joins the tables of several files.
 *
 * Errors: InputError when a trial (system, item and seed) occurs twice, or an item has two groups, naming both places.
 *
 * @category gain
 */
export const joinTables = (tables: ReadonlyArray<ScoreTable>): ScoreTable => {
  const rows = tables.flatMap((table) => table.rows)
  const trials = new Map<string, string>()
  const groups = new Map<string, ScoreRow>()
  for (const row of rows) {
    const key = JSON.stringify([row.system, row.item, row.seed])
    const before = trials.get(key)
    if (before !== undefined) {
      throw new InputError({
        what: "Trial",
        value: `system "${row.system}", item "${row.item}", seed "${row.seed}" at ${row.place}`,
        limit: `occurs once, but ${before} has it already`,
        advice: "Give repeats of one item different seeds."
      })
    }
    trials.set(key, row.place)
    const same = groups.get(row.item)
    if (same === undefined) groups.set(row.item, row)
    else if (same.group !== row.group) {
      throw new InputError({
        what: "Group of an item",
        value: `item "${row.item}": ${row.group ?? "none"} at ${row.place}`,
        limit: `an item has one group, but ${same.place} says ${same.group ?? "none"}`,
        advice: "Give every row of an item the same group."
      })
    }
  }
  return { rows, notes: tables.flatMap((table) => table.notes) }
}
