import type { Blueprint } from "../../src/blueprint/Blueprint.js"
import { defineFactor } from "../../src/factor/defineFactor.js"
import { remembering } from "../team.js"

const recalls = {
  all: undefined,
  none: { kind: "none" },
  window: { kind: "window", messages: 2 },
  summary: { kind: "summary", tokens: 48 },
  bm25: { kind: "bm25", messages: 2 },
  embedding: { kind: "embedding", messages: 2 },
  graph: { kind: "graph", statements: 4 }
} as const satisfies Readonly<Record<string, Blueprint["recall"] | undefined>>

/**
 * What of the older messages stays in a prompt; the round before is always there.
 *
 * @category factors
 */
export const recall = defineFactor({
  id: "recall",
  kind: "information",
  version: 1,
  claim: "Choosing what to remember beats remembering all, which fills the prompt, and remembering nothing.",
  source: "Packer et al. (2023), MemGPT, arXiv 2310.08560; Robertson and Zaragoza (2009) for BM25",
  levels: ["all", "none", "window", "summary", "bm25", "embedding", "graph"],
  nullLevel: "all",
  meaning: {
    all: "everything that is shared",
    none: "nothing",
    window: "the last two messages",
    summary: "the agent's own summary in at most 48 tokens; one more call a round",
    bm25: "the two messages that fit the question best by words",
    embedding: "the two messages nearest to the question in meaning; needs a model that embeds",
    graph: "the four statements best linked to the question by shared words"
  },
  moves: ["recall"],
  holdsFixed: "Whose messages are read, and of which rounds.",
  base: remembering,
  apply: (level, { recall: _, ...blueprint }) => {
    const chosen = recalls[level]
    return chosen === undefined ? blueprint : { ...blueprint, recall: chosen }
  },
  refuses: (level, { sharing }) =>
    level === "all" || level === "none" || sharing?.rounds === "history"
      ? undefined
      : "there is nothing older to recall; set the factor history to history"
})
