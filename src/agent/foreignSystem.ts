import type { AgentSpec } from "../blueprint/AgentSpec.js"
import type { ForeignSystem, ForeignTrial } from "./CustomSystem.js"
import { checkVersioned } from "./checkVersioned.js"

/** An agent of a foreign system: its id, and what differs from a solver on the model "default" at temperature 1. */
export type ForeignAgent<Agent extends string> = Agent | ({ readonly id: Agent } & Partial<Omit<AgentSpec, "id">>)

const specOf = (agent: ForeignAgent<string>): AgentSpec => ({
  role: "solver",
  model: "default",
  temperature: 1,
  style: "chain-of-thought",
  memory: "none",
  information: "all",
  ...(typeof agent === "string" ? { id: agent } : agent)
})

/**
 * Makes an arm of any async function that speaks through the metered chat models it is handed.
 *
 * `version` stands for the code: it enters design hash and trial ids, and a run is only resumed with the version that it began
 * with. Change it whenever the system may answer differently.
 *
 * Assumes: every call goes through the handed models; tokens spent elsewhere are not seen, and the gain is then wrong. Code
 * that is run again on the same item with the same replies asks the same: only then are recorded calls replayed on resume.
 * An answer that the code returns after the budget has ended counts, and so does the one last given to `atHand` when the code
 * lets BudgetExhausted pass; the trial is marked as cut. Any other exception stops the run: it is neither an outage nor an
 * answer.
 * Errors: throws InputError without an id, a version, or an agent.
 *
 * @example
 * ```ts
 * import { foreignSystem } from "collaboration-gain"
 *
 * const pair = foreignSystem({
 *   id: "pair",
 *   version: "1",
 *   agents: ["drafter", { id: "editor", temperature: 0 }],
 *   run: async ({ question, agents }) => {
 *     const draft = await agents.drafter.chat(question)
 *     const edited = await agents.editor.chat(`${question}\nDraft: ${draft.text}\nAnswer with one number.`)
 *     return edited.text
 *   }
 * })
 * console.log(pair.blueprint.agents.map(({ id }) => id)) // ["drafter", "editor"]
 * console.log(pair.blueprint.protocol) // {"kind": "custom", "id": "pair", "version": "1"}
 * ```
 *
 * @category agent
 */
export const foreignSystem = <const Agent extends string>(options: {
  readonly id: string
  readonly version: string
  /** The first one stands for the system where one agent is asked for. At least one. */
  readonly agents: readonly [ForeignAgent<Agent>, ...ReadonlyArray<ForeignAgent<Agent>>]
  readonly run: (trial: ForeignTrial<Agent>) => Promise<string | null>
}): ForeignSystem => {
  const { id, version } = checkVersioned("Foreign system", options)
  const [first, ...rest] = options.agents
  return {
    kind: "foreign",
    id,
    version,
    blueprint: {
      id,
      agents: [specOf(first), ...rest.map(specOf)],
      topology: { kind: "isolated" },
      protocol: { kind: "custom", id, version },
      message: "full",
      aggregation: { kind: "last" }
    },
    run: options.run
  }
}
