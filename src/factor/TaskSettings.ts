type Scalar = string | number | boolean
type Several<T> = T | readonly [T, ...ReadonlyArray<T>]
interface Range {
  readonly least?: number
  readonly most?: number
}

/** What a study says about a task beside its source; the part of it that context factors move. */
export interface TaskSettings {
  /** Only items with these traits: `context` as in ContextTraits, `traits` by the items' own names. */
  readonly where?: {
    readonly context?: {
      readonly informationSplit?: Several<"none" | "ordered" | "scattered">
      readonly decomposability?: Several<"none" | "sequential" | "parallel">
      readonly verifiability?: Several<"hard" | "easier" | "mechanical">
      readonly horizon?: Several<number> | Range
      readonly toolNeed?: Several<"none" | "helpful" | "required">
    }
    readonly traits?: Readonly<Record<string, Several<Scalar> | Range>>
  }
  /** Most facts one call may carry, in either arm. */
  readonly window?: number
}
