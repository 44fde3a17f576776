import type { MessageForm } from "../../src/blueprint/MessageForm.js"
import { defineFactor } from "../../src/factor/defineFactor.js"
import { talkative } from "../team.js"

const forms = {
  conclusion: "conclusion",
  confidence: "confidence",
  full: "full",
  compressed: { kind: "compressed", tokens: 48 },
  prefix: { kind: "prefix", tokens: 48 },
  "sufficient-prefix": { kind: "sufficient-prefix" }
} as const satisfies Readonly<Record<string, MessageForm>>

/**
 * What of its reply an agent hands to another.
 *
 * @category factors
 */
export const message = defineFactor({
  id: "message",
  kind: "information",
  version: 1,
  claim: "Readers need the reasoning and not only the conclusion, but only its decisive part.",
  source: "Du et al. (2023), arXiv 2305.14325 (full); P-ALIGN (2026), arXiv 2601.10064 (sufficient prefix)",
  levels: ["conclusion", "confidence", "full", "compressed", "prefix", "sufficient-prefix"],
  nullLevel: "conclusion",
  meaning: {
    conclusion: "the answer",
    confidence: "the answer and how sure the agent is",
    full: "the whole reasoning",
    compressed: "the agent's own rewriting in at most 48 tokens; one more call a message",
    prefix: "the first 48 tokens of the reasoning",
    "sufficient-prefix":
      "the shortest beginning from which the sender still concludes the same; about log₂ of its words more calls"
  },
  teamLevels: ["confidence", "full", "compressed", "prefix", "sufficient-prefix"],
  moves: ["message"],
  holdsFixed: "Who reads whom, and when.",
  base: talkative,
  apply: (level, blueprint) => ({ ...blueprint, message: forms[level] })
})
