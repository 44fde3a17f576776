import type { AgentSpec } from "../../src/blueprint/AgentSpec.js"
import type { Blueprint } from "../../src/blueprint/Blueprint.js"
import { solver } from "./solver.js"

const agents: readonly [AgentSpec, ...ReadonlyArray<AgentSpec>] = [
  { id: "solver-1", ...solver, memory: "own" },
  { id: "solver-2", ...solver, memory: "own" },
  { id: "solver-3", ...solver, memory: "own" },
  { id: "solver-4", ...solver, memory: "own" },
  { id: "solver-5", ...solver, memory: "own" }
]

const shared = {
  agents,
  protocol: { kind: "pass" },
  message: "conclusion",
  aggregation: { kind: "last" }
} as const satisfies Partial<Blueprint>

/**
 * Five solvers in a row; each reads the answer before it and goes on from it. Five calls an item, as in every MacNet preset.
 *
 * Claim: more agents along a graph without circles refine an answer step by step; of the six shapes the irregular one does best.
 * Moves: the topology alone. Holds fixed: five agents, one pass, one model, what a message carries. The source has a critic
 * on every edge, which these presets leave out.
 *
 * Source: Qian et al. (2024), arXiv 2406.07155, there 50 agents at most.
 *
 * @category presets
 */
export const macnetChain: Blueprint = { id: "macnet-chain", topology: { kind: "chain" }, ...shared }

/**
 * Four solvers answer alone; the fifth reads them all. See {@link macnetChain}.
 *
 * @category presets
 */
export const macnetStar: Blueprint = { id: "macnet-star", topology: { kind: "star" }, ...shared }

/**
 * Children report to their parent, two to each; the root answers last. See {@link macnetChain}.
 *
 * @category presets
 */
export const macnetTree: Blueprint = { id: "macnet-tree", topology: { kind: "tree", branching: 2 }, ...shared }

/**
 * Each solver reads all before it. See {@link macnetChain}.
 *
 * @category presets
 */
export const macnetMesh: Blueprint = { id: "macnet-mesh", topology: { kind: "complete" }, ...shared }

/**
 * Layers of two, two and one; each reads the whole layer before. See {@link macnetChain}.
 *
 * @category presets
 */
export const macnetLayer: Blueprint = {
  id: "macnet-layer",
  topology: { kind: "layered", widths: [2, 2, 1] },
  ...shared
}

/**
 * Every pair in order is an edge by chance one half; whoever would be unheard is heard by the next. See {@link macnetChain}.
 *
 * @category presets
 */
export const macnetRandom: Blueprint = { id: "macnet-random", topology: { kind: "random", p: 0.5, seed: 1 }, ...shared }
