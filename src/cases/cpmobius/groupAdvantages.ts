import { mean } from "../../stats/mean.js"

/** What deviations from the mean reward are divided by: unbiased (n − 1) or population (n) standard deviation, or nothing. */
export type AdvantageScale = "unbiased" | "population" | "none"

/**
 * Advantages of the answers to one problem: (reward − mean)/(standard deviation + ε). Equal rewards give 0.
 *
 * Unit: standard deviations; ε default 1e-6. Source: group-relative policy optimisation (GRPO).
 *
 * @example
 * groupAdvantages([1, 1, -1, -1], { scale: "population" }) // 1, 1, −1, −1 up to ε
 *
 * @category cpmobius
 */
export const groupAdvantages = (
  rewards: ReadonlyArray<number>,
  { scale, epsilon = 1e-6 }: { readonly scale: AdvantageScale; readonly epsilon?: number }
): ReadonlyArray<number> => {
  if (rewards.length < 2) return rewards.map(() => 0)
  const middle = mean(rewards)
  const squares = rewards.reduce((sum, reward) => sum + (reward - middle) ** 2, 0)
  const over = scale === "none" ? 1 : Math.sqrt(squares / (rewards.length - (scale === "unbiased" ? 1 : 0))) + epsilon
  return rewards.map((reward) => (reward - middle) / over)
}
