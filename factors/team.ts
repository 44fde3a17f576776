import type { Blueprint } from "../src/blueprint/Blueprint.js"
import { solver } from "./presets/solver.js"

const member = { ...solver, style: "direct" } as const

/** The plainest team that talks: three equal solvers, each reads both others once and answers again. What factors start from. */
export const team: Blueprint = {
  id: "team",
  agents: [
    { id: "solver-1", ...member },
    { id: "solver-2", ...member },
    { id: "solver-3", ...member }
  ],
  topology: { kind: "complete" },
  protocol: { kind: "debate", rounds: 1 },
  message: "conclusion",
  aggregation: { kind: "majority", ties: "seeded" }
}

/** The same with the whole reasoning handed over and one round more: what has a history. */
export const talkative: Blueprint = {
  ...team,
  id: "talkative-team",
  agents: [
    { id: "solver-1", ...solver },
    { id: "solver-2", ...solver },
    { id: "solver-3", ...solver }
  ],
  protocol: { kind: "debate", rounds: 2 },
  message: "full"
}

/** The same with every earlier round still in sight. */
export const remembering: Blueprint = {
  ...talkative,
  id: "remembering-team",
  sharing: { scope: "neighbours", rounds: "history" }
}

/** Three solvers in a row: one pass, the last one's answer counts. */
export const row: Blueprint = {
  ...talkative,
  id: "row",
  topology: { kind: "chain" },
  protocol: { kind: "pass" },
  aggregation: { kind: "last" }
}
