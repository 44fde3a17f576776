// A task of your own in one file: items, an instruction, and a grader that gives partial credit.
// Run it: npx gain run examples/own-task.ts
import { defineStudy, type GraderFunction, type Item } from "collaboration-gain"

const item = (index: number): Item => {
  const terms = [12 + 7 * index, 95 - 3 * index, 8 + index].map((term) => 1 + (term % 97))
  return {
    id: `sum-${index}`,
    question: terms.join("+"),
    answer: String(terms.reduce((sum, term) => sum + term, 0)),
    traits: { carries: terms.some((term) => term % 10 > 4) }
  }
}

/** Share of the digits that are right, read from the last one; a true zero, as Γ needs. */
const digits: GraderFunction = (answer, key) => {
  const [given, right] = [answer, key].map((text) => [...text.trim()].reverse())
  return (right ?? []).filter((digit, place) => given?.[place] === digit).length / (right?.length ?? 1)
}

export const graders = { "digits@1": digits }

export default defineStudy({
  name: "own-task",
  model: "embedded",
  tasks: [
    {
      id: "three-terms",
      family: "own sums",
      source: { items: [item(0), ...Array.from({ length: 59 }, (_, index) => item(index + 1))] },
      grader: { kind: "function", id: "digits", version: "1" }
    }
  ],
  teams: ["debate", "independent-ensemble"],
  budget: 1200
})
