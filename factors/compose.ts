import { composeTaskWith } from "../src/factor/composeTaskWith.js"
import { composeEffectWith, composeWith } from "../src/factor/composeWith.js"
import { factors } from "./factors.js"

/**
 * Sets factors of the library in a system: `compose(debate, { topology: "ring", message: "full" })`.
 *
 * Levels that a system cannot have are refused with the reason: at compile time where the types show it, at run time always.
 * Errors: throws InputError.
 *
 * @example
 * ```ts
 * import { compose, debate } from "collaboration-gain/factors"
 *
 * const ring = compose(debate, { topology: "ring", agents: "5" })
 * console.log(ring.id, ring.topology, ring.agents.length) // "debate+agents=5+topology=ring" {"kind":"ring"} 5
 * ```
 *
 * @category factors
 */
export const compose = composeWith(factors)

/**
 * The same as an Effect; see {@link compose}.
 *
 * @category factors
 */
export const composeEffect = composeEffectWith(factors)

/**
 * Sets factors of the library in a study's task: which items it takes, and how many facts a call may carry.
 *
 * Errors: throws InputError.
 *
 * @example
 * ```ts
 * import { composeTask } from "collaboration-gain/factors"
 *
 * console.log(composeTask({}, { decomposability: "parallel" })) // {"where":{"context":{"decomposability":"parallel"}}}
 * ```
 *
 * @category factors
 */
export const composeTask = composeTaskWith(factors)
