import { createHash } from "node:crypto"

const canonical = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(canonical)
  if (value !== null && typeof value === "object") {
    return Object.fromEntries(
      Object.entries(value)
        .filter(([, field]) => field !== undefined)
        .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
        .map(([key, field]) => [key, canonical(field)])
    )
  }
  return value
}

/** JSON with sorted keys and no absent fields: equal values give equal text. */
export const canonicalJson = (value: unknown): string => JSON.stringify(canonical(value))

/** sha256 (hex) of the canonical JSON of a value. */
export const contentHash = (value: unknown): string => createHash("sha256").update(canonicalJson(value)).digest("hex")
