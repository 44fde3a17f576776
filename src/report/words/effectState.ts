import type { EffectEstimate } from "../../attribution/Attribution.js"

/**
 * How far an effect may be believed: `none` where it is not estimable, `aliased` where the cells run cannot tell it from a main
 * effect or a two-factor interaction, else `clear`.
 */
export const effectState = (effect: EffectEstimate): "none" | "aliased" | "clear" =>
  effect.estimate === null ? "none" : effect.clear ? "clear" : "aliased"
