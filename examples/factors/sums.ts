import type { Item } from "collaboration-gain"
import type { ChatWorldItem } from "collaboration-gain/testing"

/** Items of a simulated world, and what the world knows of them. */
export interface SimulatedItems {
  readonly items: readonly [Item, ...ReadonlyArray<Item>]
  readonly key: ReadonlyMap<string, ChatWorldItem>
}

const item = (index: number): Item => {
  const terms = [0, 1, 2].map((place) => 10 + ((17 + 31 * place + (29 + 6 * place) * index) % 89))
  const answer = String(terms.reduce((sum, term) => sum + term, 0))
  return { id: `sum-${index}`, question: terms.join("+"), answer }
}

const wrong = (answer: string) => [1, 10, 100].map((by) => String(Number(answer) + by))

/** Sums of three terms with three wrong answers each. */
export const sums = (count: number): SimulatedItems => {
  const items = [item(0), ...Array.from({ length: count - 1 }, (_, index) => item(index + 1))] as const
  return { items, key: new Map(items.map(({ answer, question }) => [question, { answer, wrong: wrong(answer) }])) }
}

/** The same, to be answered with so many facts in sight. */
export const withFacts = (count: number, facts: number): SimulatedItems => {
  const { items, key } = sums(count)
  const known = Array.from({ length: facts }, (_, index) => `fact${index}`)
  const [first, ...others] = items
  return {
    items: [{ ...first, facts: known }, ...others.map((one) => ({ ...one, facts: known }))],
    key: new Map([...key].map(([question, one]) => [question, { ...one, facts: known }]))
  }
}
