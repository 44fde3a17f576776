import type { BaseChatModel } from "@langchain/core/language_models/chat_models"
import type { ForeignSystem, ForeignTrial } from "../agent/CustomSystem.js"
import { type ForeignAgent, foreignSystem } from "../agent/foreignSystem.js"
import { chatModel } from "./ChatModel.js"

/** What a runnable is called with: everything of LangChain's and LangGraph's that has `invoke`. */
export interface Invokable<Input, Output> {
  invoke(input: Input, config?: { signal?: AbortSignal; recursionLimit?: number }): Promise<Output>
}

/** What a runnable is given of the item; the answer key is not part of it. */
export type LangChainTrial = Omit<ForeignTrial, "agents">

/** Steps of a graph are no budget: only the budget ends a trial. */
const noStepLimit = 1_000_000

/**
 * Makes an arm of a LangChain runnable, a LangGraph graph or a LangChain agent that is built of the metered chat models it is
 * handed, one an agent.
 *
 * `build` is called for every trial, so that nothing is carried from one to the next. Steps of a graph are not limited; the
 * budget is. When it ends, BudgetExhausted passes through the graph and the answer last given to `trial.atHand` counts.
 *
 * Assumes: as for `foreignSystem`: all model calls go through the handed models.
 * Errors: throws InputError without an id, a version, or an agent; see `foreignSystem` for what happens in a trial.
 *
 * @example
 * ```ts
 * import { RunnableLambda } from "@langchain/core/runnables"
 * import { langChainSystem } from "collaboration-gain/langchain"
 *
 * const system = langChainSystem({
 *   id: "chain",
 *   version: "1",
 *   agents: ["solver"],
 *   build: ({ solver }) => solver.pipe(RunnableLambda.from((reply) => reply.text)),
 *   input: ({ question }) => question,
 *   output: (text) => text
 * })
 * console.log(system.blueprint.agents.length) // 1
 * ```
 *
 * @category langchain
 */
export const langChainSystem = <const Agent extends string, Input, Output>(options: {
  readonly id: string
  readonly version: string
  readonly agents: readonly [ForeignAgent<Agent>, ...ReadonlyArray<ForeignAgent<Agent>>]
  /** Builds the system of its agents' models. */
  readonly build: (models: Readonly<Record<Agent, BaseChatModel>>, trial: LangChainTrial) => Invokable<Input, Output>
  /** What the runnable is given. */
  readonly input: (trial: LangChainTrial) => Input
  /** The answer in what it gives back; `null` is none. */
  readonly output: (output: Output) => string | null
}): ForeignSystem => {
  const { id, version, agents, build, input, output } = options
  return foreignSystem<Agent>({
    id,
    version,
    agents,
    run: async ({ agents: metered, ...trial }) => {
      const models: Partial<Record<Agent, BaseChatModel>> = {}
      for (const agent of agents) {
        const name = typeof agent === "string" ? agent : agent.id
        models[name] = chatModel(metered[name])
      }
      const whole = (given: typeof models): given is Record<Agent, BaseChatModel> =>
        agents.every((agent) => given[typeof agent === "string" ? agent : agent.id] !== undefined)
      if (!whole(models)) throw new Error("every agent has a model")
      const runnable = build(models, trial)
      return output(await runnable.invoke(input(trial), { signal: trial.signal, recursionLimit: noStepLimit }))
    }
  })
}
