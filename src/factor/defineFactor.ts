import type { BlueprintFactor, ContextFactor } from "./Factor.js"

/**
 * Types a factor of blueprints: ids and levels stay literal, so that a level that does not exist does not compile.
 *
 * @category factors
 */
export const defineFactor = <const Id extends string, const Level extends string>(
  factor: BlueprintFactor<Id, Level>
): BlueprintFactor<Id, Level> => factor

/**
 * Types a factor of tasks; see {@link defineFactor}.
 *
 * @category factors
 */
export const defineContextFactor = <const Id extends string, const Level extends string>(
  factor: ContextFactor<Id, Level>
): ContextFactor<Id, Level> => factor
