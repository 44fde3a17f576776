import type { GainResult } from "../gain/GainInput.js"

const number = (value: number | null): string => (value === null ? "–" : value.toFixed(3))

/** A result of `estimateGain` in a few lines for people. */
export const gainText = (result: GainResult): string => {
  const { interval, delta } = result
  const upper = interval.upper === null ? "∞" : number(interval.upper)
  return [
    `verdict   ${result.verdict}${result.reason === undefined ? "" : ` (${result.reason})`}`,
    `Γ         ${number(result.gamma)}  [${number(interval.lower)}, ${upper}]  ${100 * interval.level} %, ${interval.method}`,
    `Φ team    ${number(result.phiM)}`,
    `Φ single  ${number(result.phiS)}`,
    `Δ         ${number(delta.value)}  [${number(delta.lower)}, ${number(delta.upper)}]`,
    `items     ${result.items}`,
    ...result.notes.map((note) => `note      ${note}`),
    "",
    "From scores alone: whether both sides had the same budget is for you to know; `gain run` measures it.",
    ""
  ].join("\n")
}
