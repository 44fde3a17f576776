import type { AgentSpec } from "../../src/blueprint/AgentSpec.js"

/** The plain solver of the presets, but for its name: chain of thought at temperature 1, seeing everything. */
export const solver = {
  role: "solver",
  model: "default",
  temperature: 1,
  style: "chain-of-thought",
  memory: "none",
  information: "all"
} as const satisfies Omit<AgentSpec, "id">
