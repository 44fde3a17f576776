import type { Attribution } from "../../attribution/Attribution.js"
import { oneLine } from "../text/oneLine.js"

/** With which factors one is redundant or which it needs, in a few words; empty where nothing of the kind is shown. */
export const pairWords = (factor: string, result: Pick<Attribution, "interactions">): string => {
  const others = (kind: "redundant" | "synergistic"): ReadonlyArray<string> =>
    result.interactions.flatMap(({ factors: [first, second], diagnosis }) =>
      diagnosis === kind && (first === factor || second === factor) ? [oneLine(first === factor ? second : first)] : []
    )
  const redundant = others("redundant")
  const synergistic = others("synergistic")
  return [
    ...(redundant.length === 0 ? [] : [`redundant with ${redundant.join(", ")}: one may do, not none`]),
    ...(synergistic.length === 0 ? [] : [`only together with ${synergistic.join(", ")}`])
  ].join("; ")
}
