import { type Comparison, type FunctionName, functionNames, type MathNode } from "./MathNode.js"
import { add, fromDecimal, rational } from "./Rational.js"

/** Thrown inside this file only: the text is not of the grammar. */
class NotMath extends Error {}

interface Token {
  /** `end` is after the last. */
  readonly type: "number" | "letter" | "word" | "command" | "sign" | "end"
  readonly text: string
  /** Nothing stands between this token and the one before. */
  readonly joined: boolean
}

const end: Token = { type: "end", text: "", joined: false }
const pattern =
  /\s*(?:(\d+\.(?![\d.])|\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|\.\d+)|\\([A-Za-z]+|[{}|])|([A-Za-z]+)|(<=|>=|!=|[^\sA-Za-z\d\\]))/uy

const isFunction = (name: string): name is FunctionName => functionNames.some((one) => one === name)
const spelt = new Map(
  Object.entries({
    dfrac: "frac",
    tfrac: "frac",
    cfrac: "frac",
    dbinom: "binom",
    tbinom: "binom",
    asin: "arcsin",
    acos: "arccos",
    atan: "arctan",
    inf: "infty",
    infinity: "infty",
    leq: "le",
    geq: "ge",
    leqslant: "le",
    geqslant: "ge",
    neq: "ne",
    lbrace: "{",
    rbrace: "}",
    lvert: "|",
    rvert: "|",
    vert: "|",
    div: "/",
    times: "*",
    cdot: "*",
    ast: "*",
    lt: "<",
    gt: ">"
  })
)
const plainNames = new Set([...functionNames, "log", "pi", "infty", "asin", "acos", "atan", "inf", "infinity"])

const tokensOf = (text: string): Array<Token> => {
  const tokens: Array<Token> = []
  pattern.lastIndex = 0
  while (pattern.lastIndex < text.length) {
    const start = pattern.lastIndex
    const match = pattern.exec(text)
    if (match === null) {
      if (text.slice(start).trim() === "") break
      throw new NotMath()
    }
    const [whole, number, command, letters, sign] = match
    const joined = !/^\s/u.test(whole)
    if (number !== undefined) tokens.push({ type: "number", text: number.replace(/\.$/u, ""), joined })
    else if (command !== undefined) tokens.push({ type: "command", text: spelt.get(command) ?? command, joined })
    else if (sign !== undefined) tokens.push({ type: "sign", text: sign, joined })
    else if (letters !== undefined) {
      if (plainNames.has(letters)) tokens.push({ type: "command", text: spelt.get(letters) ?? letters, joined })
      else if (letters.length > 2) tokens.push({ type: "word", text: letters.toLowerCase(), joined })
      else
        for (const [index, letter] of [...letters].entries()) {
          tokens.push({ type: "letter", text: letter, joined: index === 0 ? joined : true })
        }
    }
  }
  return tokens
}

const closing: Readonly<Record<string, ReadonlyArray<string>>> = { "(": [")", "]"], "[": ["]", ")"] }
const comparisons: ReadonlyMap<string, readonly [Comparison, turned: boolean]> = new Map([
  ["=", ["=", false]],
  ["!=", ["!=", false]],
  ["ne", ["!=", false]],
  ["<", ["<", false]],
  [">", ["<", true]],
  ["<=", ["<=", false]],
  ["le", ["<=", false]],
  [">=", ["<=", true]],
  ["ge", ["<=", true]],
  ["in", ["in", false]]
])
const mostDepth = 60

class Parser {
  private readonly tokens: Array<Token>
  private at = 0
  private depth = 0
  private bars = 0

  constructor(text: string) {
    this.tokens = tokensOf(text)
  }

  whole(): MathNode {
    const node = this.enumeration("list")
    if (this.peek().type !== "end") throw new NotMath()
    return node
  }

  private peek(ahead = 0): Token {
    return this.tokens[this.at + ahead] ?? end
  }

  private is(...texts: ReadonlyArray<string>): boolean {
    const { type, text } = this.peek()
    return (type === "sign" || type === "command") && texts.includes(text)
  }

  private take(...texts: ReadonlyArray<string>): string | undefined {
    if (!this.is(...texts)) return undefined
    const { text } = this.peek()
    this.at++
    return text
  }

  private need(...texts: ReadonlyArray<string>): string {
    const text = this.take(...texts)
    if (text === undefined) throw new NotMath()
    return text
  }

  private enumeration(shape: string): MathNode {
    if (++this.depth > mostDepth) throw new NotMath()
    const items = [this.relation()]
    while (this.take(",", ";") !== undefined) items.push(this.relation())
    this.depth--
    return items.length === 1 && items[0] !== undefined ? items[0] : { kind: "several", shape, items }
  }

  private relation(): MathNode {
    const sides = [this.union()]
    const found: Array<readonly [Comparison, boolean]> = []
    for (;;) {
      const { type, text } = this.peek()
      const comparison = type === "sign" || type === "command" ? comparisons.get(text) : undefined
      if (comparison === undefined) break
      this.at++
      found.push(comparison)
      sides.push(this.union())
    }
    const [first] = sides
    if (found.length === 0 && first !== undefined) return first
    const turns = new Set(found.filter(([kind]) => kind.startsWith("<")).map(([, turned]) => turned))
    if (turns.size > 1) throw new NotMath()
    const kinds = found.map(([kind]) => kind)
    return turns.has(true)
      ? { kind: "relation", sides: sides.reverse(), comparisons: kinds.reverse() }
      : { kind: "relation", sides, comparisons: kinds }
  }

  private union(): MathNode {
    const parts = [this.sum()]
    while (this.take("cup") !== undefined) parts.push(this.sum())
    return parts.length === 1 && parts[0] !== undefined ? parts[0] : { kind: "union", parts }
  }

  private sum(): MathNode {
    let left: MathNode | undefined
    for (;;) {
      const sign = this.take("+", "-", "pm", "mp")
      if (sign === undefined && left !== undefined) return left
      const right = this.product()
      if (sign === undefined) left = right
      else if (sign === "pm" || sign === "mp") {
        left = { kind: "plus-minus", upper: sign === "pm" ? "+" : "-", left, right }
      } else if (left === undefined) left = sign === "+" ? right : negative(right)
      else left = { kind: "operation", operator: sign === "+" ? "+" : "-", left, right }
    }
  }

  private product(): MathNode {
    let left = this.signed()
    for (;;) {
      const sign = this.take("*", "/")
      if (sign !== undefined)
        left = { kind: "operation", operator: sign === "*" ? "*" : "/", left, right: this.signed() }
      else if (this.startsFactor()) left = { kind: "operation", operator: "*", left, right: this.factor() }
      else return left
    }
  }

  /** A factor behind `*` or `/` may carry a sign of its own. */
  private signed(): MathNode {
    if (this.take("-") !== undefined) return negative(this.signed())
    if (this.take("+") !== undefined) return this.signed()
    return this.factor()
  }

  /** Whether what follows is multiplied without a sign. A number after a factor is not: `2 3` is no product. */
  private startsFactor(): boolean {
    const { type, text } = this.peek()
    if (type === "letter" || type === "word") return true
    if (type === "number") return this.tokens[this.at - 1]?.text === ")" || this.tokens[this.at - 1]?.text === "}"
    if (type === "sign") return text === "(" || text === "[" || text === "{" || (text === "|" && this.bars === 0)
    return type === "command" && !comparisons.has(text) && !notFactors.has(text) && !(text === "|" && this.bars > 0)
  }

  private factor(): MathNode {
    if (++this.depth > mostDepth) throw new NotMath()
    let node = this.primary()
    for (;;) {
      if (this.take("!") !== undefined) node = { kind: "mark", mark: "!", of: node }
      else if (this.take("%") !== undefined) node = { kind: "mark", mark: "%", of: node }
      else if (this.take("^") !== undefined) {
        const exponent = this.exponent()
        node =
          exponent === "degree"
            ? { kind: "mark", mark: "degree", of: node }
            : { kind: "operation", operator: "^", left: node, right: exponent }
      } else break
    }
    this.depth--
    return node
  }

  private exponent(): MathNode | "degree" {
    if (this.take("circ") !== undefined) return "degree"
    if (this.is("{") && this.peek(1).text === "circ") {
      this.at += 2
      this.need("}")
      return "degree"
    }
    if (this.take("-") !== undefined) return negative(this.primary())
    if (this.take("+") !== undefined) return this.primary()
    return this.primary()
  }

  private primary(): MathNode {
    const token = this.peek()
    this.at++
    switch (token.type) {
      case "number":
        return this.number(token.text)
      case "letter":
      case "word":
        return this.symbol(token.text)
      case "sign":
        return this.bracketed(token.text)
      case "command":
        return this.command(token.text)
      case "end":
        throw new NotMath()
    }
  }

  private number(text: string): MathNode {
    const [digits = "", exponent] = text.split(/[eE]/u)
    if (exponent !== undefined) {
      if (Math.abs(Number(exponent)) > 400) throw new NotMath()
      const tens = 10n ** BigInt(Math.abs(Number(exponent)))
      const { over, under } = fromDecimal(digits)
      return {
        kind: "number",
        value: exponent.startsWith("-") ? rational(over, under * tens) : rational(over * tens, under)
      }
    }
    if (this.is("overline") && this.peek().joined && this.peek(1).text === "{" && /^\d+$/u.test(this.peek(2).text)) {
      const repeating = this.peek(2).text
      this.at += 3
      this.need("}")
      return { kind: "number", value: fromDecimal(digits.includes(".") ? digits : `${digits}.`, repeating) }
    }
    if (this.take("_") !== undefined) return this.inBase(digits)
    const fraction = digits.includes(".") ? undefined : this.mixed()
    return { kind: "number", value: fraction === undefined ? fromDecimal(digits) : add(fromDecimal(digits), fraction) }
  }

  /** The fraction of a mixed number: `1\frac{1}{2}` or `1 1/2`, of plain digits and below 1. */
  private mixed() {
    const fraction = (over: string, under: string, length: number) => {
      if (!/^\d+$/u.test(over) || !/^\d+$/u.test(under) || BigInt(over) >= BigInt(under)) return undefined
      this.at += length
      return rational(BigInt(over), BigInt(under))
    }
    const text = (ahead: number) => this.peek(ahead).text
    if (this.is("frac")) {
      if (text(1) === "{" && text(3) === "}" && text(4) === "{" && text(6) === "}") return fraction(text(2), text(5), 7)
      if (/^\d\d$/u.test(text(1))) return fraction(text(1).charAt(0), text(1).charAt(1), 2)
      return undefined
    }
    return this.peek().type === "number" && !this.peek().joined && text(1) === "/"
      ? fraction(text(0), text(2), 3)
      : undefined
  }

  private inBase(digits: string): MathNode {
    const braces = this.take("{") !== undefined
    const token = this.peek()
    this.at++
    if (braces) this.need("}")
    const base = Number(token.text)
    if (token.type !== "number" || !(Number.isInteger(base) && base >= 2 && base <= 10)) throw new NotMath()
    if ([...digits].some((digit) => !(Number(digit) < base))) throw new NotMath()
    const value = [...digits].reduce((sum, digit) => sum * BigInt(base) + BigInt(digit), 0n)
    return { kind: "number", value: rational(value) }
  }

  private symbol(name: string): MathNode {
    if (this.take("_") === undefined) return { kind: "symbol", name }
    let index = ""
    if (this.take("{") === undefined) {
      index = this.peek().text
      this.at++
    } else {
      while (!this.is("}")) {
        if (this.peek().type === "end") throw new NotMath()
        index += this.peek().text
        this.at++
      }
      this.at++
    }
    return { kind: "symbol", name: `${name}_${index}` }
  }

  private bracketed(open: string): MathNode {
    if (open === "{") return this.until("set", "}")
    if (open === "|") return this.absolute()
    const closers = closing[open]
    if (closers === undefined) throw new NotMath()
    const bars = this.bars
    this.bars = 0
    const inner = this.enumeration("")
    this.bars = bars
    const close = this.need(...closers)
    if (inner.kind === "several" && inner.shape === "") return { ...inner, shape: `${open}${close}` }
    if (!(open === "(" && close === ")") && !(open === "[" && close === "]")) throw new NotMath()
    return inner
  }

  private until(shape: string, close: string): MathNode {
    const bars = this.bars
    this.bars = 0
    const inner = this.enumeration(shape)
    this.bars = bars
    this.need(close)
    return inner
  }

  private absolute(): MathNode {
    this.bars++
    const of = this.sum()
    this.bars--
    this.need("|")
    return { kind: "function", name: "abs", of }
  }

  private command(name: string): MathNode {
    switch (name) {
      case "{":
        if (this.take("}") !== undefined) return { kind: "several", shape: "set", items: [] }
        return this.until("set", "}")
      case "|":
        return this.absolute()
      case "emptyset":
      case "varnothing":
        return { kind: "several", shape: "set", items: [] }
      case "langle":
        return this.until("<>", "rangle")
      case "lfloor":
        return { kind: "function", name: "floor", of: this.until("", "rfloor") }
      case "lceil":
        return { kind: "function", name: "ceil", of: this.until("", "rceil") }
      case "frac":
        return { kind: "operation", operator: "/", left: this.argument(), right: this.argument() }
      case "binom":
        return { kind: "binary", name: "choose", of: this.argument(), by: this.argument() }
      case "sqrt":
        return this.root()
      case "log":
        return this.logarithm()
      case "overline":
      case "boxed":
        return this.argument()
      case "begin":
        return this.matrix()
    }
    if (isFunction(name)) return this.applied(name)
    if (notFactors.has(name)) throw new NotMath()
    return this.symbol(name)
  }

  /** What a LaTeX command takes: a group, or one digit, letter or command. */
  private argument(): MathNode {
    if (this.take("{") !== undefined) return this.until("set", "}")
    const token = this.peek()
    if (token.type !== "number") return this.primary()
    if (!/^\d+$/u.test(token.text)) throw new NotMath()
    if (token.text.length === 1) this.at++
    else this.tokens.splice(this.at, 1, { ...token, text: token.text.slice(1) })
    return { kind: "number", value: fromDecimal(token.text.charAt(0)) }
  }

  private root(): MathNode {
    if (this.take("[") === undefined) return { kind: "function", name: "sqrt", of: this.primary() }
    const by = this.sum()
    this.need("]")
    return { kind: "binary", name: "root", of: this.primary(), by }
  }

  private logarithm(): MathNode {
    const by: MathNode = this.take("_") === undefined ? { kind: "number", value: rational(10n) } : this.argument()
    return { kind: "binary", name: "log", of: this.operand(), by }
  }

  private applied(name: FunctionName): MathNode {
    if (this.take("^") === undefined) return { kind: "function", name, of: this.operand() }
    const exponent = this.exponent()
    if (exponent === "degree") throw new NotMath()
    const inverse = `arc${name}`
    return isMinusOne(exponent) && isFunction(inverse)
      ? { kind: "function", name: inverse, of: this.operand() }
      : { kind: "operation", operator: "^", left: { kind: "function", name, of: this.operand() }, right: exponent }
  }

  /** What a function without brackets is applied to: the factors up to the next sign or function. */
  private operand(): MathNode {
    if (this.is("(") || this.is("{")) return this.primary()
    if (this.take("-") !== undefined) return negative(this.operand())
    let node = this.factor()
    while (this.startsFactor() && !isFunction(this.peek().text) && !this.is("(", "[", "log")) {
      node = { kind: "operation", operator: "*", left: node, right: this.factor() }
    }
    return node
  }

  private matrix(): MathNode {
    this.need("{")
    const name = this.peek().text
    this.at++
    this.need("}")
    if (!/^[pb]?matrix$/u.test(name)) throw new NotMath()
    const rows: Array<Array<MathNode>> = [[]]
    for (;;) {
      rows.at(-1)?.push(this.relation())
      if (this.take("&") !== undefined) continue
      if (this.take("cr") !== undefined && !this.is("end")) {
        rows.push([])
        continue
      }
      this.need("end")
      this.need("{")
      this.at++
      this.need("}")
      break
    }
    const columns = rows[0]?.length ?? 0
    if (rows.some((row) => row.length !== columns)) throw new NotMath()
    return { kind: "several", shape: `matrix of ${columns} columns`, items: rows.flat() }
  }
}

const notFactors = new Set(["cup", "}", "rangle", "rfloor", "rceil", "pm", "mp", "/", "*", "end", "cr", "circ", "cap"])

const zero: MathNode = { kind: "number", value: rational(0n) }
const negative = (of: MathNode): MathNode =>
  of.kind === "number"
    ? { kind: "number", value: rational(-of.value.over, of.value.under) }
    : { kind: "operation", operator: "-", left: zero, right: of }

const isMinusOne = (node: MathNode): boolean =>
  node.kind === "number" && node.value.over === -1n && node.value.under === 1n

/** Longest text that is read; beyond it answers are compared as text. */
const mostCharacters = 2000

/**
 * Reads a final answer in LaTeX or plain notation; `null` for what is not of the grammar.
 *
 * Read: sums, products (also unwritten ones), fractions (`\frac34`, `3/4`), powers, roots, factorials, percent and degree
 * marks, mixed numbers (`1\frac{1}{2}`), repeating decimals, numbers with a base (`101_2`), trigonometric functions,
 * logarithms, absolute values, ±, enumerations, sets, tuples, intervals, unions, matrices, equations and chains of
 * inequalities. Words of three letters or more are one symbol, shorter runs a product of letters.
 *
 * Assumes: `1/2x` is half of x; `\log` without a base is decadic; the letters e and i are letters like any other.
 */
export const parseMath = (text: string): MathNode | null => {
  if (text.trim() === "" || text.length > mostCharacters) return null
  try {
    return new Parser(text).whole()
  } catch (cause) {
    if (cause instanceof NotMath) return null
    throw cause
  }
}
