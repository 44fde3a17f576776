import type { Inline } from "../ReportDocument.js"

/** Mean score of the team. */
export const phiM: Inline = { kind: "symbol", base: "Φ", index: "M" }
/** Mean score of the single agent. */
export const phiS: Inline = { kind: "symbol", base: "Φ", index: "S" }
