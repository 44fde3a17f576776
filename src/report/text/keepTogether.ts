/** A text whose formulas, such as Γ ≥ 1.08 or p = 0.02, do not break over lines: their spaces become no-break spaces. */
export const keepTogether = (text: string): string =>
  text.replace(/(?<![\p{L}\d])([Γp]) ([=≥<]) (?=\d)/gu, "$1\u00a0$2\u00a0")
