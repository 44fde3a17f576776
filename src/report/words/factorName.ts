import type { Attribution } from "../../attribution/Attribution.js"
import { oneLine } from "../text/oneLine.js"

type Factor = Attribution["factors"][number]

/** A factor as a row names it; with its level where it has several besides the null level. */
export const factorName = (factor: Pick<Factor, "factor" | "level">, result: Pick<Attribution, "factors">): string => {
  const levels = result.factors.filter((other) => other.factor === factor.factor).length
  return levels > 1 ? `${oneLine(factor.factor)} = ${oneLine(factor.level)}` : oneLine(factor.factor)
}
