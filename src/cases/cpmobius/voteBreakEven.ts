import { mean } from "../../stats/mean.js"
import { type AnswerCounts, pluralityAtK } from "../../stats/pluralityAtK.js"

/** How a trained Player that answers once stands against the untrained one that votes. */
export interface VoteBreakEven {
  /** Accuracy of the untrained Player by number of votes. */
  readonly votes: ReadonlyArray<{ readonly votes: number; readonly accuracy: number }>
  /** Fewest votes with which the untrained Player is at least as accurate as the trained one; `null` where none is. */
  readonly matchingVotes: number | null
  /** Questions that must be answered before training is cheaper than these votes; 0 where it always is; `null` without it. */
  readonly questions: number | null
  /** Why there is no number of questions. */
  readonly reason?: string
}

/**
 * The number of deployed questions at which training is paid back: the arm without training answers every question by a majority
 * of the untrained Player's votes, the trained one answers once.
 *
 * With F FLOPs of training, f FLOPs of one answer and k votes that reach the same accuracy, it is F/(f·(k − 1)).
 *
 * Shape: counts of the untrained Player's answers to each held-out item, the same number N each; `votes` at most N, default
 * 1, 2, 4, 8 … up to N. Unit: FLOPs, questions.
 * Assumes: trained and untrained answers cost the same; `accuracy` is the trained Player's on the same items.
 *
 * @example
 * const counts = [{ right: 3, wrong: [1], abstain: 0 }, { right: 1, wrong: [1, 1, 1], abstain: 0 }]
 * voteBreakEven({ counts, accuracy: 0.6, trainingFlops: 1e9, answerFlops: 1e6, votes: [1, 3] })
 *
 * @category cpmobius
 */
export const voteBreakEven = (of: {
  readonly counts: ReadonlyArray<AnswerCounts>
  readonly accuracy: number
  readonly trainingFlops: number
  readonly answerFlops: number
  readonly votes?: ReadonlyArray<number>
}): VoteBreakEven => {
  const { counts, accuracy, trainingFlops, answerFlops } = of
  const samples = counts.map(({ right, wrong, abstain }) => right + abstain + wrong.reduce((sum, one) => sum + one, 0))
  const most = Math.min(...samples)
  const doubled = Array.from({ length: Math.floor(Math.log2(Math.max(1, most))) + 1 }, (_, index) => 2 ** index)
  const votes = (of.votes ?? doubled).map((k) => ({
    votes: k,
    accuracy: mean(counts.map((one) => pluralityAtK({ counts: one, k })))
  }))
  const matching = votes.find((one) => one.accuracy >= accuracy)
  if (matching === undefined) {
    return {
      votes,
      matchingVotes: null,
      questions: null,
      reason: `up to ${most} votes of the untrained Player stay below the trained one`
    }
  }
  if (matching.votes === 1) {
    return {
      votes,
      matchingVotes: 1,
      questions: null,
      reason: "the untrained Player is as accurate with a single answer: training is never paid back"
    }
  }
  return { votes, matchingVotes: matching.votes, questions: trainingFlops / (answerFlops * (matching.votes - 1)) }
}
