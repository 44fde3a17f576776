import { defineContextFactor } from "../../src/factor/defineFactor.js"

/**
 * How many facts one call may carry, in either arm.
 *
 * @category factors
 */
export const window = defineContextFactor({
  id: "window",
  kind: "context",
  version: 1,
  claim: "A team gains over one agent where no call can carry all the material.",
  source: "Zhang et al. (2024), arXiv 2406.02818",
  levels: ["whole", "8", "4", "2"],
  nullLevel: "whole",
  meaning: {
    whole: "one call may carry every fact",
    8: "at most 8 facts a call",
    4: "at most 4 facts a call",
    2: "at most 2 facts a call"
  },
  moves: ["window"],
  holdsFixed: "The items. Team and single agent obey the same window.",
  apply: (level, { window: _, ...settings }) => (level === "whole" ? settings : { ...settings, window: Number(level) })
})
