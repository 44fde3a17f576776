type Scalar = string | number | boolean
type Condition =
  | Scalar
  | readonly [Scalar, ...ReadonlyArray<Scalar>]
  | { readonly least?: number; readonly most?: number }

/** What a study says about a task beside its source; the part of it that context factors move. */
export interface TaskSettings {
  /** Only items with these traits: `context` as in ContextTraits, `traits` by the items' own names. */
  readonly where?: {
    readonly context?: {
      readonly informationSplit?: "none" | "ordered" | "scattered"
      readonly decomposability?: "none" | "sequential" | "parallel"
      readonly verifiability?: "hard" | "easier" | "mechanical"
      readonly horizon?: number | { readonly least?: number; readonly most?: number }
      readonly toolNeed?: "none" | "helpful" | "required"
    }
    readonly traits?: Readonly<Record<string, Condition>>
  }
  /** Most facts one call may carry, in either arm. */
  readonly window?: number
}
