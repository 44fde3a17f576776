/** What happens when keys tie for the top, when answers are missing, and what right and wrong are worth. */
export interface VoteRule {
  /** `all-wrong`: a tie has no winner. `random-top`: one of the top keys is drawn. */
  readonly tie: "all-wrong" | "random-top"
  /** `always-wrong`: missing answers are a key like any other, which can win or tie and then nobody is right. `excluded`: they cannot. */
  readonly none: "always-wrong" | "excluded"
  /** `plus-minus`: +1 right, −1 wrong. `zero-one`: 1 and 0. */
  readonly reward: "plus-minus" | "zero-one"
}

/** The outcome of one problem's vote. */
export interface Vote {
  /** The pseudo-label; `null` where nobody won. */
  readonly label: string | null
  readonly outcome: "majority" | "tie" | "none"
  /** Answers that agree with the label; 0 without one. */
  readonly winners: number
  /** One an answer, in the same order. An empty reply has 0. */
  readonly rewards: ReadonlyArray<number>
}

const outcomeOf = (
  keys: ReadonlyArray<string | null>,
  { tie, none }: VoteRule,
  draw: (n: number) => number
): Pick<Vote, "label" | "outcome"> => {
  const counts = new Map<string | null, number>()
  for (const key of keys) if (key !== null || none === "always-wrong") counts.set(key, (counts.get(key) ?? 0) + 1)
  if (counts.size === 0) return { label: null, outcome: "none" }
  const most = Math.max(...counts.values())
  const top = [...counts.keys()].filter((key) => counts.get(key) === most)
  if (top.length > 1 && tie === "all-wrong") return { label: null, outcome: "tie" }
  const label = top[top.length === 1 ? 0 : draw(top.length)] ?? null
  return label === null ? { label, outcome: "none" } : { label, outcome: "majority" }
}

/**
 * Majority vote of a Player's answers to one problem, and what it pays each of them.
 *
 * Shape: keys as `answerKeys` gives them; `empty` marks replies without any text, which earn 0 and count as missing answers.
 * `draw(n)` gives a whole number below n and is called only to break a tie.
 * Source: rules of the released code (thunlp/CPMobius e212778): a unique top key that is an answer pays its voters; a tie for
 * the top, or missing answers on top, pays nobody; a missing answer is always wrong.
 *
 * @example
 * const rule = { tie: "all-wrong", none: "always-wrong", reward: "plus-minus" } as const
 * vote({ keys: ["7", "7", null, "9"], rule, draw: () => 0 })
 * // { label: "7", outcome: "majority", winners: 2, rewards: [1, 1, -1, -1] }
 *
 * @category cpmobius
 */
export const vote = (of: {
  readonly keys: ReadonlyArray<string | null>
  readonly empty?: ReadonlyArray<boolean>
  readonly rule: VoteRule
  readonly draw: (n: number) => number
}): Vote => {
  const { keys, empty, rule, draw } = of
  const { label, outcome } = outcomeOf(keys, rule, draw)
  const agrees = keys.map((key) => key !== null && key === label)
  return {
    label,
    outcome,
    winners: agrees.filter(Boolean).length,
    rewards: rewardsOf({ agrees, ...(empty === undefined ? {} : { empty }), reward: rule.reward })
  }
}

/** What answers earn that agree with a label, or do not; an empty reply earns 0. */
export const rewardsOf = (of: {
  readonly agrees: ReadonlyArray<boolean>
  readonly empty?: ReadonlyArray<boolean>
  readonly reward: VoteRule["reward"]
}): ReadonlyArray<number> =>
  of.agrees.map((right, index) => {
    if (of.empty?.[index] === true) return 0
    return right ? 1 : of.reward === "plus-minus" ? -1 : 0
  })
