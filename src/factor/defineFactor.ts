import type { BlueprintFactor, ContextFactor } from "./Factor.js"

/**
 * Types a factor of blueprints: ids and levels stay literal, so that a level that does not exist does not compile. Levels that
 * need a team are refused for a lone agent.
 *
 * @example
 * ```ts
 * import { defineFactor } from "collaboration-gain"
 *
 * const brevity = defineFactor({
 *   id: "brevity",
 *   kind: "control",
 *   version: 1,
 *   claim: "Short replies lose nothing.",
 *   source: "ours",
 *   levels: ["free", "short"],
 *   nullLevel: "free",
 *   moves: ["agents.replyTokens"],
 *   holdsFixed: "Everything but the length of replies.",
 *   apply: (level, { agents: [first, ...rest], ...other }) => {
 *     const limited = ({ replyTokens: _, ...agent }: typeof first) =>
 *       level === "short" ? { ...agent, replyTokens: 40 } : agent
 *     return { ...other, agents: [limited(first), ...rest.map(limited)] }
 *   }
 * })
 * console.log(brevity.levels) // ["free","short"]
 * ```
 *
 * @category factors
 */
export const defineFactor = <const Id extends string, const Level extends string, const Team extends Level = never>(
  factor: BlueprintFactor<Id, Level, Team>
): BlueprintFactor<Id, Level, Team> => {
  const teamLevels: ReadonlyArray<string> = factor.teamLevels ?? []
  return {
    ...factor,
    refuses: (level, blueprint) =>
      teamLevels.includes(level) && blueprint.agents.length < 2
        ? "a lone agent has nobody to do this with; it needs at least two agents"
        : factor.refuses?.(level, blueprint)
  }
}

/**
 * Types a factor of tasks; see {@link defineFactor}.
 *
 * @category factors
 */
export const defineContextFactor = <const Id extends string, const Level extends string>(
  factor: ContextFactor<Id, Level>
): ContextFactor<Id, Level> => factor
