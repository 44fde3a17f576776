import { createHash } from "node:crypto"

/**
 * Derives the seed of one purpose from a root seed and the path that names the purpose.
 *
 * The same root and path always give the same seed, on every machine. Different paths give unrelated seeds: the path is
 * hashed with its types and boundaries, so `("ab", "c")`, `("a", "bc")`, `(1)` and `("1")` all differ.
 *
 * Unit: integer in [0, 2³²).
 * Assumes: few enough paths. Seeds have 32 bits, so k paths share a seed with probability about k²/2³³: 1 % at 9,000
 * paths. What must never coincide (two trials' records, say) is to be told apart by its path, not by its seed.
 * Errors: RangeError when a number on the path is not finite.
 * Source: SHA-256 (FIPS 180-4) of the path written as JSON.
 *
 * @example
 * deriveSeed(7, "arm", "debate", 0) // 1823648833
 *
 * @category stats
 */
export const deriveSeed = (root: number, ...path: ReadonlyArray<string | number>): number => {
  for (const part of [root, ...path]) {
    if (typeof part === "number" && !Number.isFinite(part)) {
      throw new RangeError(`Seed path: ${part}; a number on it requires to be finite`)
    }
  }
  return createHash("sha256")
    .update(JSON.stringify([root, ...path]), "utf8")
    .digest()
    .readUInt32BE(0)
}
