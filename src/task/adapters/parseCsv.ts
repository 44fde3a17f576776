/**
 * The records of a CSV text with a header line, by column name.
 *
 * Read: fields in quotes with commas, line breaks and doubled quotes in them, both kinds of line end, a byte order mark.
 * Lines without any text are skipped. A record with fewer fields than the header lacks the last columns; further fields
 * are dropped.
 *
 * Source: RFC 4180.
 */
export const parseCsv = (text: string): ReadonlyArray<Readonly<Record<string, string>>> => {
  const rows: Array<Array<string>> = []
  let row: Array<string> = []
  // A field in quotes, or one without, up to its comma or line end.
  const field = /(?:"([^"]*(?:""[^"]*)*)"[^,\r\n]*|([^,\r\n]*))(,|\r\n|\n|\r|$)/gu
  const body = text.replace(/^\uFEFF/u, "")
  for (const match of body.matchAll(field)) {
    const [whole, quoted, plain = "", stop] = match
    if (whole === "" && row.length === 0 && match.index >= body.length) break
    row.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'))
    if (stop === ",") continue
    if (row.some((one) => one.trim() !== "")) rows.push(row)
    row = []
    if (stop === "") break
  }
  const [header = [], ...records] = rows
  return records.map((one) =>
    Object.fromEntries(header.slice(0, one.length).map((name, index) => [name.trim(), one[index] ?? ""]))
  )
}
