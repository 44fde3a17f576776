import * as Effect from "effect/Effect"
import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import { grade } from "../../../src/task/grade.js"
import { readFixture } from "../../fixtures/readFixture.js"

const units = ["cm", "square units", "units", "dollars", "inches", "m"]
const score = (answer: string, key: string, declared: ReadonlyArray<string> = []) =>
  Effect.runSync(grade({ kind: "math", units: declared }, answer, key))

describe("the math grader", () => {
  it.each([
    // Fractions and decimals.
    ["1/2", "\\frac{1}{2}"],
    ["0.5", "\\dfrac12"],
    [".50", "\\tfrac{1}{2}"],
    ["-\\frac{35}{9}", "-35/9"],
    ["\\frac{-35}{9}", "-\\frac{35}{9}"],
    ["2/4", "\\frac12"],
    ["\\frac43", "\\frac{4}{3}"],
    ["1\\frac{1}{2}", "3/2"],
    ["1 1/2", "1.5"],
    ["-2\\frac{1}{4}", "-2.25"],
    ["0.\\overline{3}", "1/3"],
    ["0.1\\overline{6}", "\\frac16"],
    ["\\frac{3}{\\frac{1}{2}}", "6"],
    ["5.", "5"],
    ["3.0", "3"],
    ["1e3", "1000"],
    ["3 \\times 10^8", "300000000"],
    ["2.5\\cdot10^{-3}", "0.0025"],
    // Roots, powers, constants.
    ["\\sqrt{8}", "2\\sqrt2"],
    ["2√2", "2\\sqrt{2}"],
    ["sqrt(50)/5", "\\sqrt{2}"],
    ["\\frac{\\sqrt{3}}{3}", "1/\\sqrt{3}"],
    ["\\sqrt[3]{-8}", "-2"],
    ["8^{1/3}", "2"],
    ["(-8)^{2/3}", "4"],
    ["2^{10}", "1024"],
    ["2^-1", "\\frac12"],
    ["\\frac{\\pi}{6}", "pi/6"],
    ["π/6", "\\frac{1}{6}\\pi"],
    ["6.283185307179586", "2\\pi"],
    ["\\sin 30^\\circ", "\\frac12"],
    ["\\cos\\frac{\\pi}{3}", "0.5"],
    ["\\tan^{-1} 1", "\\frac{\\pi}{4}"],
    ["\\sin^2 x + \\cos^2 x", "1"],
    ["\\log_2 8", "3"],
    ["\\log_{10}(100)", "2"],
    ["\\ln(e_0^2)/\\ln e_0", "2"],
    ["5!", "120"],
    ["\\binom{5}{2}", "10"],
    ["|{-3}|", "3"],
    ["|x-1|", "|1-x|"],
    ["\\lfloor 3.7 \\rfloor", "3"],
    ["101_2", "5"],
    ["2516_8", "2516_{8}"],
    // Letters.
    ["3 + 2x", "2x+3"],
    ["(x+1)^2", "x^2+2x+1"],
    ["x(x+1)", "x^2 + x"],
    ["\\frac{x^2-1}{x-1}", "x+1"],
    ["6 - 5i", "-5i+6"],
    ["q - p", "-(p-q)"],
    ["\\frac{1}{2}ab\\sin C", "\\frac{ab \\sin C}{2}"],
    ["\\alpha + \\beta", "β + α".replace("β", "\\beta").replace("α", "\\alpha")],
    ["x_1 + x_2", "x_{2}+x_{1}"],
    ["11\\sqrt{2}x", "11x\\sqrt2"],
    // Names in front.
    ["x = 5", "5"],
    ["5", "x = 5"],
    ["f(x) = 2x + 1", "1+2x"],
    ["x=\\frac{10}{4}=2.5", "5/2"],
    ["2 + 3 = 5", "5"],
    ["x \\in [-2, 7]", "[-2,7]"],
    // Equations and inequalities.
    ["y = 2x + 3", "2x - y + 3 = 0"],
    ["2x = 4y", "x = 2y"],
    ["x > 3", "3 < x"],
    ["x \\ge 3", "2x \\geq 6"],
    ["0 < x \\le 3", "3 \\ge x > 0"],
    ["x ≠ 2", "x \\neq 2"],
    // Several values.
    ["1, -2", "-2,1"],
    ["1 or -2", "-2, 1"],
    ["x = 1, x = -2", "-2,1"],
    ["x = 1, -2", "-2,1"],
    ["\\pm 2", "2, -2"],
    ["x = \\pm\\sqrt{4}", "-2,2"],
    ["1 \\pm \\sqrt{3}", "1-\\sqrt3, 1+\\sqrt3"],
    ["\\{1, 2, 3\\}", "\\{3,2,1\\}"],
    ["{1,2}", "\\{2, 1\\}"],
    ["\\left(3, \\frac{\\pi}{2}\\right)", "(3, pi/2)"],
    ["( 1 , 2 )", "(1,2)"],
    ["(-\\infty, 3) \\cup (3, \\infty)", "(3,\\infty)\\cup(-\\infty,3)"],
    ["(-∞, 0]", "(-\\infty,0]"],
    ["(1,2), (3,4)", "(3,4),(1,2)"],
    ["\\begin{pmatrix} 1 & 2 \\\\ 3 & 4 \\end{pmatrix}", "\\begin{bmatrix}1&2\\\\3&\\sqrt{16}\\end{bmatrix}"],
    ["\\emptyset", "\\{\\}"],
    // Marks and spacing.
    ["50\\%", "0.5"],
    ["50\\%", "50"],
    ["50", "50\\%"],
    ["50 percent", "50\\%"],
    ["90^\\circ", "90"],
    ["90°", "90^{\\circ}"],
    ["90 degrees", "90"],
    ["10,000", "10000"],
    ["10,\\!000", "10{,}000"],
    ["1\\,234\\,567", "1,234,567"],
    ["\\$32,348", "32348"],
    ["$\\frac12$", "1/2"],
    ["\\(\\frac12\\)", "1/2"],
    ["so it is \\boxed{\\frac{1}{2}}, or \\boxed{ 3 }", "3"],
    ["7", "\\boxed{7}"],
    ["\\text{Evelyn}", "evelyn"],
    ["Evelyn.", "\\text{Evelyn}"],
    ["(C)", "\\text{(C)}"],
    ["C", "\\text{(C)}"],
    ["\\mathrm{even}", "\\text{even}"],
    ["3:2", "3 : 2"],
    ["100 - x\\,", "100-x"]
  ])("takes %s for %s", (answer, key) => {
    expect(score(answer, key)).toBe(1)
    expect(score(key, answer)).toBe(1)
  })

  it.each([
    ["0.333", "1/3"],
    ["0.3333333333", "1/3"],
    ["3.14", "\\pi"],
    ["1.414", "\\sqrt{2}"],
    ["1/3", "1/2"],
    ["-5", "5"],
    ["x+1", "x+2"],
    ["x", "y"],
    ["x^2", "x"],
    ["\\sqrt{x^2}", "x"],
    ["2x", "x+2"],
    ["(1,2)", "(2,1)"],
    ["(1,2)", "[1,2]"],
    ["(1,2)", "1,2"],
    ["(1,2)", "(1,2,3)"],
    ["1,2", "1,2,2"],
    ["1", "1,2"],
    ["\\pm 2", "2"],
    ["(1,2) \\cup (3,4)", "(1,2)"],
    ["x < 3", "x > 3"],
    ["x < 3", "x \\le 3"],
    ["y = 2x", "y = 3x"],
    ["x = 5", "y = 5"],
    ["3 = 5", "5"],
    ["5 cm", "5"],
    ["12 apples", "12"],
    ["\\text{odd}", "\\text{even}"],
    ["\\text{east}", "\\text{seat}"],
    ["A", "B"],
    ["", "0"],
    ["no idea", "7"],
    ["1/0", "0"],
    ["1/0", "2/0"],
    ["\\sqrt{-1}", "\\sqrt{-2}"],
    ["10^{-12}\\pi", "2\\pi\\cdot10^{-12}"],
    ["9^{9^{9^9}}", "9^{9^{9^8}}"],
    ["2516", "2516_8"],
    ["0.5\\%", "50"],
    ["\\begin{pmatrix} 1 & 2 \\end{pmatrix}", "\\begin{pmatrix} 1 \\\\ 2 \\end{pmatrix}"],
    ["\\boxed{3} is wrong, \\boxed{4}", "3"]
  ])("does not take %s for %s", (answer, key) => {
    expect(score(answer, key)).toBe(0)
    if (key !== "" && answer !== "") expect(score(key.replace(/^\\boxed/u, ""), answer)).toBe(0)
  })

  it("agrees with sympy on 280 pairs that sympy wrote", () => {
    const pairs =
      readFixture<ReadonlyArray<{ readonly a: string; readonly b: string; readonly equal: boolean }>>("mathPairs.json")
    expect(pairs).toHaveLength(280)
    expect(pairs.filter(({ a, b, equal }) => score(a, b) !== Number(equal))).toEqual([])
    expect(pairs.filter(({ a, b, equal }) => score(b, a) !== Number(equal))).toEqual([])
  })

  it("looks for the formula in an answer of words", () => {
    expect(score("The answer is $\\frac{1}{2}$.", "1/2")).toBe(1)
    expect(score("First \\(x = 1\\), then \\(x = 2\\).", "2")).toBe(1)
    expect(score("First \\(x = 1\\), then \\(x = 2\\).", "1")).toBe(0)
  })

  it("drops declared units only", () => {
    for (const answer of [
      "5 cm",
      "5\\text{ cm}",
      "5~\\mathrm{cm}^2",
      "5 cm^{2}",
      "5\\,\\text{square units}",
      "5 dollars."
    ]) {
      expect(score(answer, "5", units), answer).toBe(1)
      expect(score("5", answer, units), answer).toBe(1)
      expect(score(answer, "5"), answer).toBe(0)
    }
    expect(score("5 kg", "5", units)).toBe(0)
    expect(score("5m", "5", units)).toBe(1)
    expect(score("5m + 3m", "8m", [])).toBe(1)
    expect(score("2\\sqrt{3}\\text{ inches}", "2\\sqrt3", units)).toBe(1)
    expect(score("m", "m", units)).toBe(1)
  })

  it("refuses an empty key", () => {
    expect(Effect.runSync(Effect.flip(grade({ kind: "math" }, "1", " "))).limit).toContain("not empty")
  })

  it("agrees with itself on everything that it reads, and never throws", () => {
    const piece = fc.constantFrom(
      ..."0123456789xyzabe+-*/^(){}[]|,.!%=<>_&$ \\".split(""),
      ..."\\frac \\sqrt \\pi \\left( \\right) \\text{ \\cup \\infty \\pm \\log \\sin \\overline{ \\begin{pmatrix} \\end{pmatrix} \\constructor __proto__".split(
        " "
      )
    )
    fc.assert(
      fc.property(fc.array(piece, { minLength: 1, maxLength: 14 }), (pieces) => {
        const text = pieces.join("")
        fc.pre(text.trim() !== "")
        expect([0, 1]).toContain(score(text, "1"))
        expect([0, 1]).toContain(score("1", text))
      }),
      { seed: 11, numRuns: 3000 }
    )
  })

  it("is not slow on long or deep texts", () => {
    const begin = performance.now()
    for (const text of [
      "(".repeat(5000),
      "{".repeat(900),
      "x^".repeat(900),
      "1+".repeat(900),
      "\\frac1".repeat(300),
      "9^".repeat(90)
    ]) {
      expect(score(text, "1")).toBe(0)
    }
    for (const filler of ["$ ", ". ", "\\\\ ", "\\boxed{", "{,}", "\\text{a "]) {
      expect(score(`${filler.repeat(100_000)} end`, "1")).toBe(0)
    }
    expect(score(`${"words ".repeat(50_000)} \\boxed{1}`, "1")).toBe(1)
    // Deeper than is read, so compared as text.
    expect(score(`${"(".repeat(500)}1${")".repeat(500)}`, "1")).toBe(1)
    expect(performance.now() - begin).toBeLessThan(3000)
  })
})
