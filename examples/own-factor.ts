// A factor of your own in one file: does it help when one agent of a debate answers without chance?
// Run it: npx gain run examples/own-factor.ts
import { type AgentSpec, defineFactor, defineStudy } from "collaboration-gain"
import { debate } from "collaboration-gain/factors"

/** The first agent's temperature; everybody else keeps theirs. */
const withFirst = (agents: readonly [AgentSpec, ...ReadonlyArray<AgentSpec>], temperature: number) => {
  const [first, ...others] = agents
  return [{ ...first, temperature }, ...others] as const
}

const anchor = defineFactor({
  id: "anchor",
  kind: "control",
  version: 1,
  claim: "One agent that always says what it thinks most likely keeps a debate from drifting.",
  source: "ours",
  levels: ["none", "greedy"],
  nullLevel: "none",
  meaning: { none: "every agent samples", greedy: "the first agent answers at temperature 0" },
  moves: ["agents.temperature"],
  holdsFixed: "The number of agents, who reads whom, the rounds.",
  apply: (level, blueprint) => {
    const others = blueprint.agents[1]?.temperature ?? 1
    return { ...blueprint, agents: withFirst(blueprint.agents, level === "greedy" ? 0 : others) }
  },
  refuses: (_, blueprint) => (blueprint.agents.length < 2 ? "a lone agent has nobody to anchor" : undefined)
})

export const factors = [anchor]

export default defineStudy({
  name: "own-factor",
  model: "embedded",
  tasks: [{ id: "sums", source: { synthetic: { family: "arithmetic", level: 5, items: 60, seed: 11 } } }],
  designs: [
    { id: "anchoring", base: debate, factors: ["anchor", { id: "topology", levels: ["isolated", "complete"] }] }
  ],
  budget: 1200
})
