import type { Tool } from "../blueprint/AgentSpec.js"
import type { Blueprint } from "../blueprint/Blueprint.js"
import type { Arm } from "./Arm.js"

/** Aliases of the models that the agents of a blueprint call, each once, sorted. */
export const modelsOf = ({ agents }: Blueprint): ReadonlyArray<string> =>
  [...new Set(agents.map(({ model }) => model))].sort()

/** Tools that the agents of a blueprint hold together, each once, sorted. */
export const toolsOf = ({ agents }: Blueprint): ReadonlyArray<Tool> =>
  [...new Set(agents.flatMap(({ tools }) => tools ?? []))].sort()

/**
 * Whether an arm of the single agent is one of the baselines of a team: it works on the same task, with no model and no tool
 * that the team lacks, under the same wording where wordings are crossed. That some baseline holds all of them is the study's duty, not an arm's.
 */
export const competes = (
  team: Pick<Arm, "task" | "blueprint" | "variant">,
  single: Pick<Arm, "task" | "blueprint" | "variant">
): boolean => {
  const [models, tools] = [modelsOf(team.blueprint), toolsOf(team.blueprint)]
  return (
    single.task === team.task &&
    single.variant?.wording === team.variant?.wording &&
    modelsOf(single.blueprint).every((model) => models.includes(model)) &&
    toolsOf(single.blueprint).every((tool) => tools.includes(tool))
  )
}
