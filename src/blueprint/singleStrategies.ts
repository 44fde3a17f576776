import type { AgentSpec, Tool } from "./AgentSpec.js"
import type { Blueprint } from "./Blueprint.js"
import type { Protocol } from "./Protocol.js"

const defaultModel = "default"

/** One blueprint with one agent; what is not said is chain of thought at temperature 1 in one call. */
const alone = (
  id: string,
  model: string,
  agent: Partial<Pick<AgentSpec, "role" | "temperature" | "style" | "information" | "window" | "tools">> = {},
  protocol: Protocol = { kind: "independent" }
): Blueprint => ({
  id: `${[id, ...(agent.tools ?? [])].join("+")}${model === defaultModel ? "" : `@${model}`}`,
  agents: [
    {
      id: "agent",
      role: "solver",
      model,
      temperature: 1,
      style: "chain-of-thought",
      memory: "none",
      information: "all",
      ...agent
    }
  ],
  topology: { kind: "isolated" },
  protocol,
  message: "full",
  aggregation: { kind: "last" }
})

/**
 * The strategies that a single agent tries on one model, so that the baseline is the best of them and not a straw man.
 *
 * `direct`; `chain-of-thought` at temperature 1, at 0.6 and greedy; `refine`, which criticises its answer and corrects it
 * once unless it accepts it; `best-of-n`, which judges every answer so that the best-judged of n can be picked. Voting and
 * picking among n samples, adaptively or not, is computed from the stored samples: each strategy is one run.
 *
 * For a task whose calls may carry one window of facts only (`windowed`), the agent reads window after window and takes
 * notes: `read-in-turn` at temperature 1, at 0.6 and greedy.
 *
 * Assumes: information parity: the agent sees everything that the team sees together and holds all its tools.
 * Source: Wei et al. (2022), arXiv 2201.11903 (chain of thought); Wang et al. (2022), arXiv 2203.11171 (self-consistency);
 * Madaan et al. (2023), arXiv 2303.17651 (refine); Cobbe et al. (2021), arXiv 2110.14168 (best of n by a verifier).
 *
 * @example
 * ```ts
 * import { singleStrategies } from "collaboration-gain"
 *
 * console.log(singleStrategies().map((strategy) => strategy.id).slice(0, 2)) // ["direct", "chain-of-thought"]
 * console.log(singleStrategies({ model: "big", windowed: true })[0]?.id) // "read-in-turn@big"
 * ```
 *
 * @category blueprint
 */
export const singleStrategies = (
  options: {
    /** Alias of the model; default "default". Another alias is added to the ids, as in `direct@big`. */
    readonly model?: string
    /** Default false. */
    readonly windowed?: boolean
    /** Tools of the team: the single agent holds the union of them. They are added to the ids, as in `direct+calculator`. */
    readonly tools?: ReadonlyArray<Tool>
  } = {}
): ReadonlyArray<Blueprint> => {
  const model = options.model ?? defaultModel
  const [tool, ...more] = options.tools ?? []
  const held = tool === undefined ? {} : { tools: [tool, ...more] as const }
  if (options.windowed === true) {
    const reader = { role: "reader", information: "in-turn", ...held } as const
    return [
      alone("read-in-turn", model, reader, { kind: "relay" }),
      alone("read-in-turn-0.6", model, { ...reader, temperature: 0.6 }, { kind: "relay" }),
      alone("read-in-turn-greedy", model, { ...reader, temperature: 0 }, { kind: "relay" })
    ]
  }
  return [
    alone("direct", model, { style: "direct", ...held }),
    alone("chain-of-thought", model, held),
    alone("chain-of-thought-0.6", model, { temperature: 0.6, ...held }),
    alone("chain-of-thought-greedy", model, { temperature: 0, ...held }),
    alone("refine", model, held, { kind: "critique", rounds: 1 }),
    alone("best-of-n", model, held, { kind: "verify" })
  ]
}

/**
 * A single agent that has one window of facts only: the baseline of the *access gain* row, never of the headline.
 *
 * @category blueprint
 */
export const accessStrategy = (options: { readonly model?: string; readonly window: number }): Blueprint =>
  alone(`window-${options.window + 1}-only`, options.model ?? defaultModel, {
    role: "reader",
    information: "own-window",
    window: options.window
  })
