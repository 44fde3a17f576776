import { InputError } from "../errors/InputError.js"

/** A way to say how alike two messages are. */
export interface Similarity {
  /** Name in reports. */
  readonly name: string
  /** Why these texts cannot all be compared; `null` when they can. Asked before any comparison. */
  readonly refusal: (texts: Iterable<string>) => string | null
  /** The least that `compare` can give; the most is 1. */
  readonly lowest: number
  /** 1 for equal texts; symmetric. */
  readonly compare: (a: string, b: string) => number
}

/** Runs of letters, runs of digits, and every other sign by itself. */
const tokensOf = (text: string): ReadonlyArray<string> =>
  text
    .normalize("NFC")
    .toLowerCase()
    .match(/[\p{L}\p{M}]+|\p{N}+|[^\s\p{L}\p{M}\p{N}]/gu) ?? []

const charactersOf = (text: string): ReadonlyArray<string> => [
  ...text.normalize("NFC").toLowerCase().trim().replace(/\s+/gu, " ")
]

/** A text shorter than one n-gram is one by itself. */
const gramsOf = (parts: ReadonlyArray<string>, size: number): ReadonlySet<string> => {
  if (parts.length === 0) return new Set()
  const count = Math.max(1, parts.length - size + 1)
  return new Set(Array.from({ length: count }, (_, start) => parts.slice(start, start + size).join("\u0000")))
}

/**
 * Share of the n-grams of two texts that they have in common (Jaccard), case and spacing aside.
 *
 * Unit: 0 to 1; two empty texts are equal. By default single tokens: runs of letters, runs of digits, every other sign by
 * itself. `unit: "character"` takes characters, three at a time unless `size` says otherwise.
 * Assumes: wording stands for content: a paraphrase counts as different, a swapped number in a long text as nearly equal.
 * Errors: throws InputError when `size` is no whole number of at least 1.
 * Source: P. Jaccard (1901).
 *
 * @example
 * ```ts
 * import { lexicalSimilarity } from "collaboration-gain"
 *
 * console.log(lexicalSimilarity().compare("3 + 4 = 7", "3 + 4 = 8")) // 0.667
 * ```
 *
 * @category dynamics
 */
export const lexicalSimilarity = (
  options: { readonly unit?: "token" | "character"; readonly size?: number } = {}
): Similarity => {
  const unit = options.unit ?? "token"
  const size = options.size ?? (unit === "token" ? 1 : 3)
  if (!(Number.isInteger(size) && size >= 1)) {
    throw new InputError({
      what: "Size of an n-gram",
      value: String(size),
      limit: "requires a whole number of at least 1",
      advice: "Take 1 for tokens, 3 for characters."
    })
  }
  const known = new Map<string, ReadonlySet<string>>()
  const grams = (text: string): ReadonlySet<string> => {
    const before = known.get(text)
    if (before !== undefined) return before
    const set = gramsOf(unit === "token" ? tokensOf(text) : charactersOf(text), size)
    known.set(text, set)
    return set
  }
  return {
    name: size === 1 ? `Jaccard of ${unit} sets` : `Jaccard of ${unit} ${size}-grams`,
    lowest: 0,
    refusal: () => null,
    compare: (a, b) => {
      const [one, other] = [grams(a), grams(b)]
      if (one.size === 0 && other.size === 0) return 1
      let shared = 0
      for (const gram of one) if (other.has(gram)) shared++
      return shared / (one.size + other.size - shared)
    }
  }
}

/**
 * Cosine of the embeddings of two texts.
 *
 * Shape: one vector a text, all of one length; `ledger.calls.map((call) => call.text)` are the texts of a ledger.
 * Unit: −1 to 1, so that distances run from 0 to 2.
 * Assumes: one model made all vectors, and what it cost was charged to nobody's budget.
 * Errors: without `embeddings`, or where a text has no usable vector, everything that rests on it is not estimable.
 *
 * @category dynamics
 */
export const embeddingSimilarity = (embeddings?: ReadonlyMap<string, ReadonlyArray<number>>): Similarity => {
  const length = embeddings?.values().next().value?.length ?? 0
  // Scaled by the largest entry first: squares of very small or large entries would vanish or overflow.
  const unitVectors = new Map<string, ReadonlyArray<number> | null>()
  const unitVector = (text: string): ReadonlyArray<number> | null => {
    const before = unitVectors.get(text)
    if (before !== undefined) return before
    const vector = embeddings?.get(text)
    const most = Math.max(0, ...(vector ?? []).map(Math.abs))
    const usable = vector !== undefined && vector.length === length && most > 0 && Number.isFinite(most)
    const scaled = usable ? vector.map((entry) => entry / most) : null
    const norm = scaled === null ? 1 : Math.hypot(...scaled)
    const unit = scaled?.map((entry) => entry / norm) ?? null
    unitVectors.set(text, unit)
    return unit
  }
  return {
    name: "cosine of embeddings",
    lowest: -1,
    refusal: (texts) => {
      if (embeddings === undefined) return "requires embeddings of the messages, and none were handed in"
      const all = new Set(texts)
      const without = [...all].filter((text) => unitVector(text) === null).length
      return without === 0 ? null : `${without} of ${all.size} messages have no usable embedding`
    },
    compare: (a, b) => {
      const [one, other] = [unitVector(a), unitVector(b)]
      if (one === null || other === null) throw new RangeError("Embedding: none; requires one for every text compared")
      const cosine = one.reduce((sum, entry, index) => sum + entry * (other[index] ?? 0), 0)
      return Math.min(1, Math.max(-1, cosine))
    }
  }
}
