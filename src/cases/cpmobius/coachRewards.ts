/** What the Coach is paid for; `g` is Δ in points, p the share of answers that agree with the label. */
export type CoachReward =
  /** p·g: the paper's. */
  | { readonly kind: "solve-rate-delta" }
  /** g for every problem alike: the released 1.5B script. */
  | { readonly kind: "delta" }
  /** g·c with the length covariance c of the answers, −1 where c is exactly 0: the other released scripts. */
  | { readonly kind: "length-cov-delta" }
  /** Change of a moving average of the accuracy, in points. */
  | { readonly kind: "ema-delta"; readonly decay: number }
  /** p(1 − p). */
  | { readonly kind: "learnability" }
  /** min(p̂, 1 − p̂) minus the share of similar problems; −1 minus the share where no problem could be read. */
  | { readonly kind: "adversarial" }
  /** A fair coin, −1 or +1, for each problem: control. */
  | { readonly kind: "random" }
  /** p·Δ of an earlier step drawn at random, in place of this one's: control. */
  | { readonly kind: "shuffled-delta" }
  /** The Coach does not learn. */
  | { readonly kind: "frozen" }

/** What is known of one problem when the Coach is paid. */
export interface CoachedProblem {
  /** Share of answers that agree with the label; 0 without one. */
  readonly solveRate: number
  /** Share of the most frequent answer, tie or not; 0 for a text that is no problem. */
  readonly agreement: number
  readonly readable: boolean
  readonly lengthCovariance: number
  /** Share of the batch in its cluster of similar texts. */
  readonly clusterShare: number
}

/**
 * What the Coach earns for each problem of a step; `null` where it does not learn from the step.
 *
 * Shape: one reward a problem. Unit: points for rewards with Δ, else as in {@link CoachReward}. `earlier` are the g of the
 * steps before this one, `draw` a uniform draw in [0, 1) for the two controls; the shuffled one pays nothing in the first step.
 * Source: CPMöbius (arXiv 2602.02979) and its released code; R-Zero for `adversarial`.
 *
 * @example
 * const problem = { solveRate: 0.5, agreement: 0.5, readable: true, lengthCovariance: -0.242, clusterShare: 0.25 }
 * coachRewards({ kind: "solve-rate-delta" }, { problems: [problem], g: 2, averageGain: 0, earlier: [], draw: () => 0 }) // 1
 *
 * @category cpmobius
 */
export const coachRewards = (
  reward: CoachReward,
  of: {
    readonly problems: ReadonlyArray<CoachedProblem>
    readonly g: number
    readonly averageGain: number
    readonly earlier: ReadonlyArray<number>
    readonly draw: () => number
  }
): ReadonlyArray<number> | null => {
  const { problems, g, averageGain, earlier, draw } = of
  switch (reward.kind) {
    case "solve-rate-delta":
      return problems.map(({ solveRate }) => solveRate * g)
    case "delta":
      return problems.map(() => g)
    case "length-cov-delta":
      return problems.map(({ lengthCovariance }) => (lengthCovariance === 0 ? -1 : g * lengthCovariance))
    case "ema-delta":
      return problems.map(() => averageGain)
    case "learnability":
      return problems.map(({ solveRate }) => solveRate * (1 - solveRate))
    case "adversarial":
      return problems.map(({ readable, agreement, clusterShare }) =>
        readable ? Math.min(agreement, 1 - agreement) - clusterShare : -1 - clusterShare
      )
    case "random":
      return problems.map(() => (draw() < 0.5 ? -1 : 1))
    case "shuffled-delta": {
      const other = earlier[Math.floor(draw() * earlier.length)]
      return other === undefined ? null : problems.map(({ solveRate }) => solveRate * other)
    }
    case "frozen":
      return null
  }
}
