import { evaluateMath, type MathValue, type Surroundings } from "./evaluateMath.js"
import { type MathNode, unordered } from "./MathNode.js"
import { type Rational, rational, toNumber } from "./Rational.js"

/** Relative difference up to which two values that are not exact count as one. */
const tolerance = 1e-9
/** What is left of a difference that should be zero, such as sin π. */
const floor = 1e-14

const sameValue = (a: MathValue, b: MathValue): boolean => {
  if (typeof a !== "number" && typeof b !== "number") return a.over === b.over && a.under === b.under
  const [x, y] = [typeof a === "number" ? a : toNumber(a), typeof b === "number" ? b : toNumber(b)]
  return Math.abs(x - y) <= Math.max(tolerance * Math.max(Math.abs(x), Math.abs(y)), floor)
}

/** Letters take these signs at the points where expressions are compared. */
const signs = [1n, 1n, 1n, 1n, -1n, -1n]

/** A value for a letter at a point: the same for the same name, and hardly ever the same for two names. */
const valueAt =
  (point: number) =>
  (name: string): Rational => {
    let hash = 2166136261 + point
    for (const character of name) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 16777619) >>> 0
    hash = Math.imul(hash ^ (hash >>> 15), 2246822519) >>> 0
    return rational((signs[point] ?? 1n) * BigInt((hash % 4093) + 107), BigInt(((hash >>> 12) % 89) * 8 + 611))
  }

type Percent = readonly [Surroundings["percent"], Surroundings["percent"]]

/** Values of two expressions at all points where both have one. */
const valuesOf = (a: MathNode, b: MathNode, percent: Percent): ReadonlyArray<readonly [MathValue, MathValue]> =>
  signs.flatMap((_, point) => {
    const symbol = valueAt(point)
    const x = evaluateMath(a, { symbol, percent: percent[0] })
    const y = evaluateMath(b, { symbol, percent: percent[1] })
    return x === null || y === null ? [] : [[x, y] as const]
  })

const sameExpression = (a: MathNode, b: MathNode, percent: Percent): boolean => {
  const values = valuesOf(a, b, percent)
  return values.length >= 2 && values.every(([x, y]) => sameValue(x, y))
}

/** Whether two differences are one up to a constant factor, as those of 2x = 4 and x − 2 = 0 are; above 0 if asked for. */
const proportional = (a: MathNode, b: MathNode, percent: Percent, positive: boolean): boolean => {
  const ratios = valuesOf(a, b, percent).map(
    ([x, y]) => (typeof x === "number" ? x : toNumber(x)) / (typeof y === "number" ? y : toNumber(y))
  )
  const [first] = ratios
  if (first === undefined || ratios.length < 2 || !Number.isFinite(first) || first === 0) return false
  return (!positive || first > 0) && ratios.every((ratio) => sameValue(ratio, first))
}

const minus = (left: MathNode, right: MathNode): MathNode => ({ kind: "operation", operator: "-", left, right })

const plusMinusSigns = ["+", "-"] as const

/** Both readings of an expression with ±, or the expression alone. */
const readings = (node: MathNode): ReadonlyArray<MathNode> => {
  if (!hasPlusMinus(node)) return [node]
  return plusMinusSigns.map((sign) => resolved(node, sign))
}

const hasPlusMinus = (node: MathNode): boolean =>
  node.kind === "plus-minus" || childrenOf(node).some((child) => hasPlusMinus(child))

const childrenOf = (node: MathNode): ReadonlyArray<MathNode> => {
  switch (node.kind) {
    case "operation":
      return [node.left, node.right]
    case "function":
    case "mark":
      return [node.of]
    case "binary":
      return [node.of, node.by]
    default:
      return []
  }
}

const resolved = (node: MathNode, sign: "+" | "-"): MathNode => {
  switch (node.kind) {
    case "plus-minus": {
      const left = node.left === undefined ? zero : resolved(node.left, sign)
      return { kind: "operation", operator: sign === node.upper ? "+" : "-", left, right: resolved(node.right, sign) }
    }
    case "operation":
      return { ...node, left: resolved(node.left, sign), right: resolved(node.right, sign) }
    case "function":
    case "mark":
      return { ...node, of: resolved(node.of, sign) }
    case "binary":
      return { ...node, of: resolved(node.of, sign), by: resolved(node.by, sign) }
    default:
      return node
  }
}
const zero: MathNode = { kind: "number", value: rational(0n) }

/** The values of an enumeration, ± written out; a set or list of one value is that value. */
const listed = (node: MathNode): ReadonlyArray<MathNode> | undefined => {
  if (node.kind === "several" && unordered.has(node.shape)) return node.items.flatMap((item) => listed(item) ?? [item])
  if (node.kind === "relation" && isNamed(node)) {
    const right = node.sides[1]
    const values = right === undefined ? undefined : listed(right)
    return values
  }
  const both = readings(node)
  return both.length > 1 ? both : undefined
}

type Relation = Extract<MathNode, { kind: "relation" }>

/** `x = …`, `f(x) = …` or `x ∈ …`: a value with its name. */
const isNamed = ({ sides, comparisons }: Relation): boolean =>
  sides.length === 2 &&
  (comparisons[0] === "=" || comparisons[0] === "in") &&
  sides[0] !== undefined &&
  isName(sides[0])

const isName = (node: MathNode): boolean =>
  (node.kind === "symbol" && node.name !== "pi") ||
  (node.kind === "operation" && node.operator === "*" && node.left.kind === "symbol" && isName(node.right))

/** The value that a relation gives: the last of a chain of equal sides, without the name in front. */
const givenValue = (node: Relation, percent: Surroundings["percent"]): MathNode | undefined => {
  if (isNamed(node)) return node.sides[1]
  if (node.comparisons.some((one) => one !== "=")) return undefined
  const [first, last] = [node.sides[0], node.sides.at(-1)]
  if (first === undefined || last === undefined) return undefined
  if (node.sides.length === 2 && isName(last)) return first
  const equal = isName(first) ? node.sides.slice(1) : node.sides
  return equal.every((side) => sameExpression(side, last, [percent, percent])) ? last : undefined
}

const pairedOff = (
  a: ReadonlyArray<MathNode>,
  b: ReadonlyArray<MathNode>,
  same: (x: MathNode, y: MathNode) => boolean
): boolean => {
  if (a.length !== b.length) return false
  const left = [...b]
  return a.every((x) => {
    const place = left.findIndex((y) => same(x, y))
    if (place < 0) return false
    left.splice(place, 1)
    return true
  })
}

const sameRelation = (a: Relation, b: Relation, percent: Percent): boolean =>
  a.comparisons.length === b.comparisons.length &&
  a.comparisons.every((comparison, index) => {
    if (comparison !== b.comparisons[index]) return false
    const [p, q, r, s] = [a.sides[index], a.sides[index + 1], b.sides[index], b.sides[index + 1]]
    if (p === undefined || q === undefined || r === undefined || s === undefined) return false
    if (comparison === "in") return same(p, r, percent) && same(q, s, percent)
    return proportional(minus(p, q), minus(r, s), percent, comparison.startsWith("<"))
  })

const same = (a: MathNode, b: MathNode, percent: Percent): boolean => {
  const [x, y] = [listed(a), listed(b)]
  if (x !== undefined || y !== undefined) {
    return pairedOff(x ?? [a], y ?? [b], (p, q) => same(p, q, percent))
  }
  if (a.kind === "relation" && b.kind === "relation") return sameRelation(a, b, percent)
  if (a.kind === "relation") {
    const value = givenValue(a, percent[0])
    return value !== undefined && same(value, b, percent)
  }
  if (b.kind === "relation") {
    const value = givenValue(b, percent[1])
    return value !== undefined && same(a, value, percent)
  }
  if (a.kind === "union" || b.kind === "union") {
    return a.kind === "union" && b.kind === "union" && pairedOff(a.parts, b.parts, (p, q) => same(p, q, percent))
  }
  if (a.kind === "several" || b.kind === "several") {
    return (
      a.kind === "several" &&
      b.kind === "several" &&
      a.shape === b.shape &&
      a.items.length === b.items.length &&
      a.items.every((item, index) => {
        const other = b.items[index]
        return other !== undefined && same(item, other, percent)
      })
    )
  }
  return sameExpression(a, b, percent)
}

const hasPercent = (node: MathNode): boolean => {
  if (node.kind === "mark" && node.mark === "%") return true
  if (node.kind === "several") return node.items.some(hasPercent)
  if (node.kind === "relation") return node.sides.some(hasPercent)
  if (node.kind === "plus-minus") return hasPercent(node.right) || (node.left !== undefined && hasPercent(node.left))
  return childrenOf(node).some(hasPercent)
}

/**
 * Whether two final answers mean the same.
 *
 * Expressions without letters are compared exactly where they are rational, else to a relative 1e-9. Expressions with
 * letters are compared at six fixed rational points, four of them positive. Enumerations and sets have no order and each value
 * counts as often as it is written; tuples, intervals and matrices keep order and brackets. Equations and inequalities are
 * the same when their sides differ by the same up to a constant. A name in front (`x = 5`) matters only if both have one.
 *
 * A percent sign means a hundredth; where only one of the two has one it may also be dropped (`15 %` and `15`).
 */
export const sameMath = (a: MathNode, b: MathNode): boolean =>
  same(a, b, ["hundredth", "hundredth"]) || (hasPercent(a) !== hasPercent(b) && same(a, b, ["dropped", "dropped"]))
