import * as Schema from "effect/Schema"

/**
 * What a task brings with it, whatever system works on it; every trait is optional, absent means not declared.
 *
 * A task's traits hold for all of its items; an item's own come before them. They are for strata and selection: no agent
 * ever sees them.
 */
export const ContextTraits = Schema.Struct({
  /**
   * Where the material lies that the answer needs: `none` (all of it is in the question), `ordered` (facts in the order in
   * which they are needed) or `scattered` (facts in no order, among others).
   */
  informationSplit: Schema.optionalKey(Schema.Literals(["none", "ordered", "scattered"])),
  /** `none`: nothing that could be done apart; `sequential`: each part needs the one before; `parallel`: parts need not wait. */
  decomposability: Schema.optionalKey(Schema.Literals(["none", "sequential", "parallel"])),
  /** To check an answer without the key: `hard` (as dear as finding it), `easier` than finding it, or `mechanical` (a program). */
  verifiability: Schema.optionalKey(Schema.Literals(["hard", "easier", "mechanical"])),
  /** Steps that build on one another from the question to the answer. */
  horizon: Schema.optionalKey(Schema.Int.check(Schema.isGreaterThan(0))),
  /** Whether a tool (calculator, search, interpreter) is of use. */
  toolNeed: Schema.optionalKey(Schema.Literals(["none", "helpful", "required"]))
})
export type ContextTraits = typeof ContextTraits.Type
