const plain: ReadonlyArray<readonly [RegExp, string]> = [
  // Rows of a matrix, before the backslashes are taken for spacing.
  [/\\\\(?:\[[^\]]*\])?/gu, "\\cr "],
  [/[\u2212\u2013\u2014]/gu, "-"],
  [/[\u00d7\u22c5\u00b7\u2217]/gu, "*"],
  [/\u00f7/gu, "/"],
  [/\u03c0/gu, "\\pi "],
  [/\u221e/gu, "\\infty "],
  [/\u221a/gu, "\\sqrt "],
  [/\u00b0/gu, "^\\circ "],
  [/\\degree(?![A-Za-z])/gu, "^\\circ "],
  [/\u2264/gu, "\\le "],
  [/\u2265/gu, "\\ge "],
  [/\u2260/gu, "\\ne "],
  [/\u222a/gu, "\\cup "],
  [/\u2208/gu, "\\in "],
  [/\u00b1/gu, "\\pm "],
  [/\u00b2/gu, "^2"],
  [/\u00b3/gu, "^3"],
  [/\u00bd/gu, "\\frac{1}{2}"],
  [/\u00bc/gu, "\\frac{1}{4}"],
  [/\u00be/gu, "\\frac{3}{4}"],
  [/[\u00a0\u2009\u202f]/gu, " "],
  // Digits in groups of three: 10,\!000  10{,}000  10\,000.
  [/(?<=\d)(?:,\\!|\{,\}|\\[,;:!])(?=\d{3}(?!\d))/gu, ""],
  [/\\(?:left|right)\s*\./gu, ""],
  [/\\(?:left|right|bigl?|bigr?|Bigl?|Bigr?|biggl?|biggr?|displaystyle|textstyle|limits)(?![A-Za-z])/gu, ""],
  [/\\[!,;:>]|\\q?quad(?![A-Za-z])|~|\\ /gu, " "],
  [
    /\\(?:text(?:bf|it|rm|normal)?|mathrm|mathbf|mathit|mathsf|mbox|hbox|operatorname|mathbb|mathcal)\s*\{([^{}]*)\}/gu,
    " $1 "
  ],
  [/\\[()[\]]/gu, " "],
  [/\\\$|[$\u20ac\u00a3]/gu, ""],
  [/\\%/gu, "%"],
  [/\s+(?:or|and)\s+/giu, " , "],
  [/(?<=[\d})])\s*(?:percent|per cent)(?![A-Za-z])/giu, "%"],
  [/(?<=[\d})])\s*degrees?(?![A-Za-z])/giu, "^\\circ "],
  [/\*\*/gu, "^"]
]

const escaped = (word: string): string =>
  word
    .trim()
    .replace(/[.*+?^${}()|[\]\\/]/gu, "\\$&")
    .replace(/\s+/gu, "\\s+")

const withoutUnits = (text: string, units: ReadonlyArray<string>): string => {
  if (units.length === 0) return text
  // The longest first: of "square units" nothing must be left.
  const words = [...units].sort((a, b) => b.length - a.length).map(escaped)
  return text.replace(
    new RegExp(
      `(?<=[\\d})]\\s*)(?:${words.join("|")})\\.?(?:\\s*\\^\\s*(?:\\{\\s*[23]\\s*\\}|[23]))?(?![A-Za-z])`,
      "gu"
    ),
    " "
  )
}

/** The content of the last `\boxed{…}`, or `undefined`. */
export const boxed = (text: string): string | undefined => {
  const start = Math.max(text.lastIndexOf("\\boxed"), text.lastIndexOf("\\fbox"))
  if (start < 0) return undefined
  const rest = text.slice(start).replace(/^\\\w+\s*/u, "")
  if (!rest.startsWith("{")) return /^\S+/u.exec(rest)?.[0]
  let depth = 0
  for (const [index, character] of [...rest].entries()) {
    if (character === "{") depth++
    if (character === "}" && --depth === 0) return [...rest].slice(1, index).join("")
  }
  return undefined
}

/**
 * One spelling for what means the same: typographic signs, spacing and sizing commands, text wrappers, currency and dollar
 * marks, thousands separators and declared units are gone or unified. What is left is for `parseMath`.
 */
export const cleanMath = (text: string, units: ReadonlyArray<string>): string => {
  let clean = text
  for (const [pattern, replacement] of plain) clean = clean.replace(pattern, replacement)
  clean = withoutUnits(clean, units)
  clean = clean.trim().replace(/[\s.,;:]+$/u, "")
  // 12,345 is one number unless it stands in brackets, where a comma parts values.
  return /^[^()[\]{}]*$/u.test(clean)
    ? clean.replace(/(?<![\d.,])\d{1,3}(?:,\d{3})+(?![\d,])/gu, (m) => m.replaceAll(",", ""))
    : clean
}
