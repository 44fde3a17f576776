import type { Stream } from "../stats/createStream.js"

const twoDigits = (value: number): string => String(value).padStart(2, "0")

// Weights of the symbols: a chain of many products would collapse onto even answers and those that end in 5 or 0.
const symbols = ["+", "+", "-", "-", "*"] as const

/**
 * Draws one arithmetic chain: `level` operations, worked from left to right, every result taken modulo 100.
 *
 * The question is like `37+48-09*3`, its answer `28`: operands of + and − and the answer have two digits, factors one,
 * from 2 to 9. The answer is the remainder from 00 to 99 also where a difference is negative (`05-09` is `96`).
 */
export const arithmeticItem = (
  stream: Stream,
  level: number
): { readonly question: string; readonly answer: string } => {
  let value = stream.int(100)
  let question = twoDigits(value)
  for (let step = 0; step < level; step++) {
    const symbol = symbols[stream.int(symbols.length)] ?? "+"
    const operand = symbol === "*" ? 2 + stream.int(8) : stream.int(100)
    question += symbol + (symbol === "*" ? String(operand) : twoDigits(operand))
    value = (symbol === "*" ? value * operand : symbol === "+" ? value + operand : value - operand + 100) % 100
  }
  return { question, answer: twoDigits(value) }
}
