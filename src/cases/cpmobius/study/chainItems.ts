import { createStream } from "../../../stats/createStream.js"
import { deriveSeed } from "../../../stats/deriveSeed.js"
import { arithmeticItem } from "../../../task/arithmeticItem.js"
import type { Item } from "../../../task/Item.js"
import type { CpmobiusItems } from "../CpmobiusItems.js"

/** What a chat model must be told. */
const instruction =
  "Work strictly from left to right, without precedence of operators. After every operation keep the remainder modulo 100 (a result of -4 becomes 96). The answer has two digits, such as 05."

/** Factors 0 and 1, which no drawn item has, are chains too: a Coach may write them. */
const chain = /^\d\d(?:[+-]\d\d|\*\d)+$/u

/** The right answer of an arithmetic chain; `null` for a text that is none. */
export const chainAnswer = (text: string): string | null => {
  const question = text.trim()
  if (!chain.test(question)) return null
  let value = Number(question.slice(0, 2))
  for (const [, symbol, operand] of question.slice(2).matchAll(/([+*-])(\d+)/gu)) {
    const number = Number(operand)
    value = (symbol === "*" ? value * number : symbol === "+" ? value + number : value - number + 100) % 100
  }
  return String(value).padStart(2, "0")
}

/**
 * Items of a run on arithmetic chains: probe and held-out items of the probed levels, out-of-distribution items of longer
 * chains, warm-up problems, and an auditor that works every chain out.
 *
 * Shape: as many items of each level in turn; no question is in two uses. Level: number of operations.
 * Assumes: a problem of the Coach that is no such chain has no right answer.
 *
 * @category cpmobius
 */
export const chainItems = (of: {
  readonly seed: number
  readonly probe: number
  readonly held: number
  readonly warmUp: number
  readonly levels?: ReadonlyArray<number>
  readonly outOfDistribution?: ReadonlyArray<number>
}): CpmobiusItems => {
  const { seed, levels = [2, 3, 4], outOfDistribution = [5, 6] } = of
  const used = new Set<string>()
  const drawn = (use: string, count: number, among: ReadonlyArray<number>): ReadonlyArray<Item> => {
    const stream = createStream(deriveSeed(seed, "chain", use))
    const items: Array<Item> = []
    while (items.length < count) {
      const level = among[items.length % among.length] ?? 2
      const { question, answer } = arithmeticItem(stream, level)
      if (used.has(question)) continue
      used.add(question)
      items.push({ id: `${use}-${items.length + 1}`, question, answer, traits: { topic: `level ${level}`, level } })
    }
    return items
  }
  return {
    // Labels of the vote may have lost a leading zero: 5 is 05.
    grader: { kind: "numeric" },
    instruction,
    probe: drawn("probe", of.probe, levels),
    held: drawn("held", of.held, levels),
    outOfDistribution: drawn("outOfDistribution", of.held, outOfDistribution),
    warmUp: drawn("warm-up", of.warmUp, levels).map(({ question }) => question),
    auditor: (problem) => ({ answer: chainAnswer(problem) })
  }
}
