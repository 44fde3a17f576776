/** A value, or several of which one must hold. */
export type OneOrMore<T> = T | readonly [T, ...ReadonlyArray<T>]

/** The ends of a range of numbers, both included. */
export interface NumberRange {
  readonly least?: number
  readonly most?: number
}

/** What a study says about a task beside its source; the part of it that context factors move. */
export interface TaskSettings {
  /** Only items with these traits: `context` as in ContextTraits, `traits` by the items' own names. */
  readonly where?: {
    readonly context?: {
      readonly informationSplit?: OneOrMore<"none" | "ordered" | "scattered">
      readonly decomposability?: OneOrMore<"none" | "sequential" | "parallel">
      readonly verifiability?: OneOrMore<"hard" | "easier" | "mechanical">
      readonly horizon?: OneOrMore<number> | NumberRange
      readonly toolNeed?: OneOrMore<"none" | "helpful" | "required">
    }
    readonly traits?: Readonly<Record<string, OneOrMore<string | number | boolean> | NumberRange>>
  }
  /** Most facts one call may carry, in either arm. */
  readonly window?: number
}
