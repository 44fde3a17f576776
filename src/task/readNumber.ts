// One number as people write it. Groups of three digits may be parted by commas; a fraction has two plain sides.
const literal = /^(?:\d{1,3}(?:,\d{3})+|\d+)?(?:\.\d+)?(?:[eE][+-]?\d+)?$/u
const candidate = /(?<![\p{L}\d.,])([-+]?[$€£]?[-+]?)((?:\d|\.\d)[\d.,]*(?:[eE][+-]?\d+)?)(?:\s?\/\s?(\d[\d.,]*))?/gu

const plain = (text: string): number | null => {
  const digits = text.replace(/[.,]+$/u, "")
  return digits !== "" && literal.test(digits) ? Number(digits.replaceAll(",", "")) : null
}

/**
 * Reads the one number in a text; `null` when there is none, or more than one, or when it is malformed.
 *
 * Read: signs (also the typographic minus), `1,234`, `.5`, `1e3`, fractions (`1/2` is 0.5), a currency sign before and
 * words, units or punctuation around the number. A percent sign is dropped, not divided by: `45 %` is 45, so key and
 * answer must use one scale. Not read: `1,23` (no group of three), `2 or 3` and `1 1/2` (two numbers), digits that
 * follow a letter (`H2O`), division by zero.
 *
 * Assumes: a point marks decimals and a comma groups thousands.
 */
export const readNumber = (text: string): number | null => {
  const found = [...text.replaceAll("\u2212", "-").matchAll(candidate)]
  const [only] = found
  if (only === undefined || found.length > 1) return null
  const [, sign = "", above = "", below] = only
  if (sign.replace(/[^-+]/gu, "").length > 1) return null
  const numerator = plain(above)
  const denominator = below === undefined ? 1 : plain(below)
  if (numerator === null || denominator === null) return null
  const value = (sign.includes("-") ? -numerator : numerator) / denominator
  return Number.isFinite(value) ? value : null
}
