import { defineFactor } from "../../src/factor/defineFactor.js"
import { talkative } from "../team.js"

/**
 * Whether messages carry names.
 *
 * @category factors
 */
export const anonymity = defineFactor({
  id: "anonymity",
  kind: "information",
  version: 1,
  claim: "Without names an argument is weighed by what it says and not by who says it.",
  source: "Rowe and Wright (1999), International Journal of Forecasting 15(4), on the Delphi method",
  levels: ["named", "anonymous"],
  nullLevel: "named",
  meaning: { named: "every message carries its sender's id", anonymous: "messages carry no names" },
  teamLevels: ["anonymous"],
  moves: ["anonymous"],
  holdsFixed: "Who reads whom, and everything else in a message.",
  base: talkative,
  apply: (level, { anonymous: _, ...blueprint }) => (level === "named" ? blueprint : { ...blueprint, anonymous: true })
})
