import type { EffectEstimate } from "../../attribution/Attribution.js"
import { oneLine } from "../text/oneLine.js"

/** What an effect cannot be told from, the first few by name. */
export const aliasText = ({ aliasedWith }: EffectEstimate, most: number): string => {
  const names = aliasedWith.slice(0, most).map(({ effect }) => oneLine(effect))
  const more = aliasedWith.length - names.length
  return `${names.join(", ")}${more > 0 ? ` and ${more} more` : ""}`
}
