import type { Aggregation } from "../blueprint/Aggregation.js"
import type { Message } from "./Turn.js"

/** What a vote needs of a message. */
export type Vote = Pick<Message, "answer" | "confidence">

/** The answers with the highest sum of weights, in the order in which they were first given. */
const leaders = (votes: ReadonlyArray<Vote | null>, weight: (vote: Vote) => number): ReadonlyArray<string> => {
  const sums = new Map<string, number>()
  for (const vote of votes) {
    if (vote !== null && vote.answer !== null) sums.set(vote.answer, (sums.get(vote.answer) ?? 0) + weight(vote))
  }
  const most = Math.max(...sums.values())
  return [...sums].filter(([, sum]) => sum === most).map(([answer]) => answer)
}

/**
 * The system's answer out of the agents' latest answers, without a model call; `null` when nobody has one.
 *
 * `draw(n)` gives an integer in [0, n) and breaks the ties of a seeded vote. A vote without a stated confidence weighs one
 * half. `judge` and `ranked` need model calls; the seeded majority stands in for them.
 */
export const aggregateAtHand = (
  aggregation: Aggregation,
  votes: ReadonlyArray<Vote | null>,
  draw: (n: number) => number
): string | null => {
  const pick = (tied: ReadonlyArray<string>, ties: "seeded" | "first"): string | null =>
    tied[ties === "first" || tied.length < 2 ? 0 : draw(tied.length)] ?? null
  switch (aggregation.kind) {
    case "first":
      return votes[0]?.answer ?? null
    case "last":
      return votes.findLast((vote) => (vote?.answer ?? null) !== null)?.answer ?? null
    case "majority":
      return pick(
        leaders(votes, () => 1),
        aggregation.ties
      )
    case "confidence":
      return pick(
        leaders(votes, ({ confidence }) => confidence ?? 0.5),
        aggregation.ties
      )
    case "judge":
    case "ranked":
      return pick(
        leaders(votes, () => 1),
        "seeded"
      )
  }
}
