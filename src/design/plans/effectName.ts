/** Joins the factors of an interaction. */
export const effectJoint = " × "

/**
 * Name of an effect in a plan's tables: the factor's id, or the ids of an interaction in the order of the plan's factors.
 *
 * @example
 * effectName(["critic", "memory"]) // "critic × memory"
 *
 * @category design
 */
export const effectName = (factors: ReadonlyArray<string>): string => factors.join(effectJoint)
