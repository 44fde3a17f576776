import { defineFactor } from "../../src/factor/defineFactor.js"
import { team } from "../team.js"

const variants = { "0": 0, "1": 1, "2": 2 } as const

/**
 * Which of the paraphrases of every instruction is used: a nuisance block, because luck with a prompt is not collaboration.
 *
 * @category factors
 */
export const promptVariant = defineFactor({
  id: "promptVariant",
  kind: "control",
  version: 1,
  claim: "None: a paraphrase that changes the verdict shows that the verdict rested on the wording.",
  source: "Sclar et al. (2023), arXiv 2310.11324",
  levels: ["0", "1", "2"],
  nullLevel: "0",
  meaning: { 0: "the first wording of every instruction", 1: "the second", 2: "the third" },
  block: true,
  moves: ["promptVariant"],
  holdsFixed: "What is asked for. The single agent is worded the same way.",
  base: team,
  apply: (level, { promptVariant: _, ...blueprint }) =>
    level === "0" ? blueprint : { ...blueprint, promptVariant: variants[level] }
})
