import type { Rational } from "./Rational.js"

/** Functions of one number that a formula may name. */
export const functionNames = [
  "sqrt",
  "sin",
  "cos",
  "tan",
  "cot",
  "sec",
  "csc",
  "arcsin",
  "arccos",
  "arctan",
  "ln",
  "exp",
  "abs",
  "floor",
  "ceil"
] as const
export type FunctionName = (typeof functionNames)[number]

/** Comparisons, all turned so that the smaller side is on the left. */
export type Comparison = "=" | "!=" | "<" | "<=" | "in"

/** A final answer, read. */
export type MathNode =
  | { readonly kind: "number"; readonly value: Rational }
  /** A letter, a word, a Greek letter, ∞: anything whose value is not known. π is known. */
  | { readonly kind: "symbol"; readonly name: string }
  | {
      readonly kind: "operation"
      readonly operator: "+" | "-" | "*" | "/" | "^"
      readonly left: MathNode
      readonly right: MathNode
    }
  | { readonly kind: "function"; readonly name: FunctionName; readonly of: MathNode }
  /** `root`: of − degree − by; `log`: of − base − by; `choose`: of over by. */
  | { readonly kind: "binary"; readonly name: "root" | "log" | "choose"; readonly of: MathNode; readonly by: MathNode }
  | { readonly kind: "mark"; readonly mark: "!" | "%" | "degree"; readonly of: MathNode }
  /** `left` is absent for a sign. `upper` is the sign taken in the first of the two readings. */
  | {
      readonly kind: "plus-minus"
      readonly upper: "+" | "-"
      readonly left: MathNode | undefined
      readonly right: MathNode
    }
  /** Several values: an enumeration without brackets, a set, a tuple or interval by its brackets, a matrix by its columns. */
  | { readonly kind: "several"; readonly shape: string; readonly items: ReadonlyArray<MathNode> }
  | { readonly kind: "union"; readonly parts: ReadonlyArray<MathNode> }
  | {
      readonly kind: "relation"
      readonly sides: ReadonlyArray<MathNode>
      readonly comparisons: ReadonlyArray<Comparison>
    }

/** Shapes in which order does not matter. */
export const unordered: ReadonlySet<string> = new Set(["list", "set"])
