import { createHash } from "node:crypto"

/** The link before the first line. */
export const firstLink = "0000000000000000"

/** Link of a line: binds its text to everything that was written before it. */
export const link = (previous: string, body: string): string =>
  createHash("sha256").update(previous).update(body).digest("hex").slice(0, 16)

/** One ledger line (without line end) and its link. */
export const encodeLine = (previous: string, event: object): { readonly line: string; readonly chain: string } => {
  const body = JSON.stringify(event)
  const chain = link(previous, body)
  return { line: `{"chain":"${chain}",${body.slice(1)}`, chain }
}
