/** A reader of one expression; it moves on as it reads. */
class Reader {
  private at = 0
  constructor(private readonly text: string) {}

  take(pattern: RegExp): string | undefined {
    const match = new RegExp(`^\\s*(${pattern.source})`).exec(this.text.slice(this.at))
    if (match === null) return undefined
    this.at += match[0].length
    return match[1]
  }

  get rest(): string {
    return this.text.slice(this.at).trim()
  }
}

const sum = (reader: Reader): number => {
  let value = product(reader)
  for (let sign = reader.take(/[+\-−]/); sign !== undefined; sign = reader.take(/[+\-−]/)) {
    value = sign === "+" ? value + product(reader) : value - product(reader)
  }
  return value
}

const product = (reader: Reader): number => {
  let value = power(reader)
  for (let sign = reader.take(/\*(?!\*)|[×/÷%]/); sign !== undefined; sign = reader.take(/\*(?!\*)|[×/÷%]/)) {
    const next = power(reader)
    if (sign === "%") value %= next
    else value = sign === "*" || sign === "×" ? value * next : value / next
  }
  return value
}

const power = (reader: Reader): number => {
  if (reader.take(/[-−]/) !== undefined) return -power(reader)
  const base = atom(reader)
  return reader.take(/\*\*|\^/) === undefined ? base : base ** power(reader)
}

const atom = (reader: Reader): number => {
  const number = reader.take(/\d[\d,]*\.?\d*(?:e[+-]?\d+)?|\.\d+/)
  if (number !== undefined) return Number(number.replaceAll(",", ""))
  if (reader.take(/\(/) !== undefined) {
    const value = sum(reader)
    if (reader.take(/\)/) === undefined) throw new Error("a bracket is not closed")
    return value
  }
  throw new Error(`a number is missing before "${reader.rest.slice(0, 20)}"`)
}

/**
 * The value of an arithmetic expression as text: + − × ÷ % (remainder) ^ and brackets, the usual precedence; or `error: …`,
 * which the agent gets to read.
 */
export const calculator = (expression: string): string => {
  try {
    const reader = new Reader(expression)
    const value = sum(reader)
    if (reader.rest !== "") return `error: cannot read "${reader.rest.slice(0, 20)}"`
    return Number.isFinite(value) ? String(Number(value.toPrecision(12))) : "error: the result is not a finite number"
  } catch (cause) {
    return `error: ${cause instanceof Error ? cause.message : String(cause)}`
  }
}
