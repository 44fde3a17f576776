import type { PlanFactor } from "./PlanFactor.js"
import type { PlanSpec } from "./PlanSpec.js"

/** One configuration: the level of every factor, by factor id. */
export type PlanRow = Readonly<Record<string, string>>

/** Says why a configuration cannot be run, or `undefined` where it can. */
export type Forbidden = (row: PlanRow) => string | undefined

/** The effects that a plan is to separate: main effects alone, or these and all two-factor interactions. */
export type PlanModel = "main" | "main+2fi"

/** What a plan cannot tell apart from an effect, among main effects and two-factor interactions. */
export interface PlanAlias {
  /** A main effect or a two-factor interaction, named by `effectName`. */
  readonly effect: string
  /** Empty: clear of all other main effects and two-factor interactions. */
  readonly aliasedWith: ReadonlyArray<string>
}

/** How far a true two-factor interaction moves the estimate of a main effect: by `weight` times itself. */
export interface PlanBias {
  readonly effect: string
  readonly by: string
  /**
   * In the coding off = −1, on = +1: ±1 in a regular fraction, the correlation of the two columns in a Plackett–Burman plan.
   * Factors of more than two levels: the largest entry in orthonormal contrasts.
   */
  readonly weight: number
}

/** Factors whose ±1 columns multiply to the same sign in every run. */
export interface DefiningWord {
  readonly factors: ReadonlyArray<string>
  readonly sign: 1 | -1
}

/** A column made as the product of others. */
export interface PlanGenerator {
  readonly factor: string
  readonly product: ReadonlyArray<string>
}

/**
 * The runs of a plan and what they can and cannot tell apart.
 *
 * The structure is computed from the rows, not from the plan's name. It concerns main effects and two-factor interactions:
 * interactions of three and more factors are taken to be absent.
 *
 * @category design
 */
export interface RunTable {
  readonly kind: PlanSpec["kind"]
  readonly factors: ReadonlyArray<PlanFactor>
  /** Configurations in standard order; every item is run under each of them, in an order that the run draws. */
  readonly rows: ReadonlyArray<PlanRow>
  /** The model that the plan supports; the interactions in `clear` can be added to "main". */
  readonly model: PlanModel
  /**
   * Length of the shortest word of an orthogonal two-level plan. `null`: there is none (all effects can be estimated), or the
   * plan is not orthogonal, or has factors of more levels.
   */
  readonly resolution: number | null
  /** One entry for every main effect, then for every two-factor interaction. */
  readonly aliases: ReadonlyArray<PlanAlias>
  /** Every pair of main effect and two-factor interaction with a weight other than 0. */
  readonly biases: ReadonlyArray<PlanBias>
  /** Two-factor interactions that are aliased with no main effect and no other two-factor interaction. */
  readonly clear: ReadonlyArray<string>
  /**
   * Number of words of length 3, 4, … of an orthogonal two-level plan, without trailing zeros; fractions of a word where
   * aliasing is partial. Beyond 16 factors only lengths 3 and 4 are counted. `null` for other plans.
   */
  readonly wordLengths: ReadonlyArray<number> | null
  /** All words of a regular fraction; absent for other plans. */
  readonly definingWords?: ReadonlyArray<DefiningWord>
  readonly generators?: ReadonlyArray<PlanGenerator>
  /**
   * |X′X/N|^(1/p) of the plan's model in orthonormal contrasts: 1 for orthogonal plans, the most that any plan reaches. For
   * two-level factors these are the ±1 columns.
   */
  readonly dEfficiency: number
  readonly notes: ReadonlyArray<string>
}
