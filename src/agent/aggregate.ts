import type { Aggregation } from "../blueprint/Aggregation.js"

/**
 * The system's answer out of the agents' latest answers, without a model call; `null` when nobody has one.
 *
 * `draw(n)` gives an integer in [0, n) and breaks the ties of a seeded majority.
 */
export const aggregate = (
  aggregation: Aggregation,
  answers: ReadonlyArray<string | null>,
  draw: (n: number) => number
): string | null => {
  switch (aggregation.kind) {
    case "first":
      return answers[0] ?? null
    case "last":
      return answers.findLast((answer) => answer !== null) ?? null
    case "majority": {
      const votes = new Map<string, number>()
      for (const answer of answers) if (answer !== null) votes.set(answer, (votes.get(answer) ?? 0) + 1)
      const most = Math.max(0, ...votes.values())
      const leaders = [...votes].filter(([, count]) => count === most).map(([answer]) => answer)
      return leaders[aggregation.ties === "first" || leaders.length < 2 ? 0 : draw(leaders.length)] ?? null
    }
  }
}
