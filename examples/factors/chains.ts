import { type Blueprint, singleStrategies } from "collaboration-gain"

/**
 * What the single agent tries in these examples: chains of thought at temperature 1, 0.6 and 0, one or a vote among many. The
 * package's other strategies (direct, refine, best of n) are left out to save time; a study of your own leaves `singles` out.
 */
export const chains = (models: ReadonlyArray<string> = ["default"]): [Blueprint, ...ReadonlyArray<Blueprint>] => {
  const all = models.flatMap((model) => singleStrategies({ model }))
  const [first, ...others] = all.filter(({ id }) => id.startsWith("chain-of-thought"))
  if (first === undefined) throw new Error("no chain of thought among the strategies")
  return [first, ...others]
}
