import type { Alias } from "./Attribution.js"
import { orderOf } from "./aliasesOf.js"

/** Weights of the cells that make up an effect, with what the cells cannot tell it from; or why there are none. */
export type Contrast =
  | {
      readonly weights: Float64Array
      readonly aliasedWith: ReadonlyArray<Alias>
      /** What is taken for granted. */
      readonly assumes?: string
    }
  | { readonly reason: string }

/** The cells run tell the effect from every main effect and two-factor interaction. */
export const isClear = (contrast: Contrast): boolean =>
  "weights" in contrast && contrast.aliasedWith.every((alias) => orderOf(alias) > 2)
