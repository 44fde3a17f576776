import { effectName } from "./effectName.js"
import type { RunTable } from "./RunTable.js"

/** The most rows, and names in one list, that are printed. */
const mostRows = 128
const mostNames = 12

const listed = (names: ReadonlyArray<string>, most = mostNames): string =>
  names.length <= most ? names.join(", ") : `${names.slice(0, most).join(", ")} and ${names.length - most} more`

const shortNumber = (value: number): string => String(Math.round(value * 1000) / 1000)

/** Columns padded to their widest cell. */
const aligned = (lines: ReadonlyArray<ReadonlyArray<string>>): ReadonlyArray<string> => {
  const widths = (lines[0] ?? []).map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)))
  return lines.map((line) =>
    line
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join("  ")
      .trimEnd()
  )
}

/**
 * Main effects by how strongly interactions move them: one line for each effect and size of weight. None where all weights
 * are +1, as the list of aliases then says it all.
 */
const biasLines = ({ biases, factors }: RunTable): ReadonlyArray<string> => {
  if (biases.every(({ weight }) => weight === 1)) return []
  return factors.flatMap(({ id }) => {
    const own = biases.filter(({ effect }) => effect === id)
    const sizes = [...new Set(own.map(({ weight }) => shortNumber(Math.abs(weight))))].sort(
      (a, b) => Number(b) - Number(a)
    )
    return sizes.map((size) => {
      const same = own.filter(({ weight }) => shortNumber(Math.abs(weight)) === size)
      const signed = same.map(({ by, weight }) => `${weight < 0 ? "−" : "+"} ${by}`)
      return `  ${id}, ${size} of each: ${listed(signed)}`
    })
  })
}

/**
 * Prints a plan: size, resolution, generators, word lengths, aliases, clear interactions, notes and the rows.
 *
 * Shape: lines of plain text. At most 128 rows, and 12 names in a list; the table itself holds all of them.
 *
 * @category design
 */
export const planText = (table: RunTable): string => {
  const { kind, factors, rows, resolution, wordLengths, aliases, clear, generators = [], definingWords = [] } = table
  const pairs = aliases.length - factors.length
  const shortest = definingWords.filter((word) => word.factors.length === resolution)
  const entangled = aliases.filter(({ aliasedWith }) => aliasedWith.length > 0)
  const biases = biasLines(table)
  return [
    `Plan: ${kind}, ${factors.length} factors, ${rows.length} runs, model ${table.model}`,
    ...(resolution === null ? [] : [`Resolution: ${resolution}`]),
    ...(generators.length === 0 ? [] : ["Generators:"]),
    ...generators.map(({ factor, product }) => `  ${factor} = ${product.join(" · ")}`),
    ...(wordLengths === null || wordLengths.length === 0
      ? []
      : [
          `Word lengths: ${wordLengths.map((count, index) => `A${index + 3} = ${shortNumber(count)}`).join(", ")}`,
          ...(shortest.length === 0
            ? []
            : [
                `Shortest words: ${listed(shortest.map((word) => `${word.sign < 0 ? "−" : ""}${word.factors.join(" · ")}`))}`
              ])
        ]),
    `D-efficiency: ${table.dEfficiency.toFixed(3)}`,
    entangled.length === 0 ? "Aliases: none among main effects and two-factor interactions" : "Aliases:",
    ...entangled.map(({ effect, aliasedWith }) => `  ${effect}: ${listed(aliasedWith)}`),
    ...(biases.length === 0 ? [] : ["Interactions inside the estimates of main effects:", ...biases]),
    ...(pairs === 0
      ? []
      : [`Clear interactions: ${clear.length} of ${pairs}${clear.length === 0 ? "" : ` (${listed(clear)})`}`]),
    ...table.notes.map((note) => `Note: ${note}`),
    "Runs:",
    ...aligned([
      ["", ...factors.map(({ id }) => effectName([id]))],
      ...rows.slice(0, mostRows).map((row, index) => [String(index + 1), ...factors.map(({ id }) => row[id] ?? "")])
    ]).map((line) => `  ${line}`),
    ...(rows.length > mostRows ? [`  and ${rows.length - mostRows} more`] : [])
  ].join("\n")
}
