import type { FunctionName, MathNode } from "./MathNode.js"
import { add, divide, multiply, power, type Rational, rational, toNumber } from "./Rational.js"

/** A value: exact where only rationals are involved, else the nearest double. */
export type MathValue = Rational | number

/** What an expression is evaluated with. */
export interface Surroundings {
  /** The value of a letter. */
  readonly symbol: (name: string) => Rational
  /** Whether `%` divides by 100 or means nothing. */
  readonly percent: "hundredth" | "dropped"
}

const double = (value: MathValue): number => (typeof value === "number" ? value : toNumber(value))
const finite = (value: number): number | null => (Number.isFinite(value) ? value : null)
const isWhole = (value: MathValue): value is Rational => typeof value !== "number" && value.under === 1n

const functions: Readonly<Record<FunctionName, (x: number) => number>> = {
  sqrt: Math.sqrt,
  sin: Math.sin,
  cos: Math.cos,
  tan: Math.tan,
  cot: (x) => 1 / Math.tan(x),
  sec: (x) => 1 / Math.cos(x),
  csc: (x) => 1 / Math.sin(x),
  arcsin: Math.asin,
  arccos: Math.acos,
  arctan: Math.atan,
  ln: Math.log,
  exp: Math.exp,
  abs: Math.abs,
  floor: Math.floor,
  ceil: Math.ceil
}
const ofAngles: ReadonlySet<FunctionName> = new Set(["sin", "cos", "tan", "cot", "sec", "csc"])

/** The real power, with the real root of a negative base where the exponent has an odd denominator. */
const raised = (base: MathValue, exponent: MathValue): MathValue | null => {
  if (typeof base !== "number" && isWhole(exponent)) {
    const exact = power(base, exponent.over)
    if (exact !== null) return exact
  }
  const [b, e] = [double(base), double(exponent)]
  if (b < 0 && typeof exponent !== "number" && exponent.under % 2n === 1n) {
    return finite((exponent.over % 2n === 0n ? 1 : -1) * (-b) ** e)
  }
  return finite(b ** e)
}

const product = (from: bigint, to: bigint): bigint => {
  let value = 1n
  for (let factor = from; factor <= to; factor++) value *= factor
  return value
}

const choose = (n: MathValue, k: MathValue): MathValue | null => {
  if (!isWhole(n) || !isWhole(k) || n.over > 1000n || k.over < 0n || k.over > n.over) return null
  return rational(product(n.over - k.over + 1n, n.over), product(1n, k.over))
}

const factorial = (n: MathValue): MathValue | null =>
  isWhole(n) && n.over >= 0n && n.over <= 1000n ? rational(product(1n, n.over)) : null

/**
 * The value of an expression; `null` where it has none: a division by zero, a value that is not real or too large, or
 * something other than one number.
 */
export const evaluateMath = (node: MathNode, around: Surroundings): MathValue | null => {
  const of = (inner: MathNode) => evaluateMath(inner, around)
  switch (node.kind) {
    case "number":
      return node.value
    case "symbol":
      return node.name === "pi" ? Math.PI : around.symbol(node.name)
    case "operation": {
      const [left, right] = [of(node.left), of(node.right)]
      if (left === null || right === null) return null
      if (node.operator === "^") return raised(left, right)
      if (typeof left === "number" || typeof right === "number") {
        const [a, b] = [double(left), double(right)]
        switch (node.operator) {
          case "+":
            return finite(a + b)
          case "-":
            return finite(a - b)
          case "*":
            return finite(a * b)
          case "/":
            return finite(a / b)
        }
      }
      switch (node.operator) {
        case "+":
          return add(left, right)
        case "-":
          return add(left, rational(-right.over, right.under))
        case "*":
          return multiply(left, right)
        case "/":
          return right.over === 0n ? null : divide(left, right)
      }
      return null
    }
    case "function": {
      const value = of(node.of)
      if (value === null) return null
      if (node.name === "abs" && typeof value !== "number") {
        return value.over < 0n ? rational(-value.over, value.under) : value
      }
      const inDegrees = node.of.kind === "mark" && node.of.mark === "degree" && ofAngles.has(node.name)
      return finite(functions[node.name](double(value) * (inDegrees ? Math.PI / 180 : 1)))
    }
    case "binary": {
      const [value, by] = [of(node.of), of(node.by)]
      if (value === null || by === null) return null
      switch (node.name) {
        case "choose":
          return choose(value, by)
        case "root":
          return typeof by === "number" || by.over === 0n ? null : raised(value, rational(by.under, by.over))
        case "log":
          return finite(Math.log(double(value)) / Math.log(double(by)))
      }
      return null
    }
    case "mark": {
      const value = of(node.of)
      if (value === null) return null
      switch (node.mark) {
        case "!":
          return factorial(value)
        case "degree":
          return value
        case "%":
          if (around.percent === "dropped") return value
          return typeof value === "number" ? value / 100 : divide(value, rational(100n))
      }
      return null
    }
    default:
      return null
  }
}
