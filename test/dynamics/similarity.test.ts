import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { embeddingSimilarity, lexicalSimilarity } from "../../src/dynamics/Similarity.js"
import { InputError } from "../../src/errors/InputError.js"

const forms = [
  lexicalSimilarity(),
  lexicalSimilarity({ size: 2 }),
  lexicalSimilarity({ unit: "character" }),
  lexicalSimilarity({ unit: "character", size: 1 })
]

describe("lexicalSimilarity", () => {
  it("is the share of tokens in common: letters, digits and signs apart", () => {
    const { compare } = lexicalSimilarity()
    expect(compare("3 + 4 = 7", "3 + 4 = 8")).toBe(4 / 6)
    expect(compare("1+1=2A2", "1 + 1 = 2 a 2")).toBe(1)
    expect(compare("the cat", "a dog")).toBe(0)
    expect(compare("5-3", "5+3")).toBe(2 / 4)
  })

  it("is the share of n-grams in common", () => {
    // ab bc cd against bc cd de.
    expect(lexicalSimilarity({ size: 2 }).compare("a b c d", "b c d e")).toBe(2 / 4)
    // abc bcd against bcd cde.
    expect(lexicalSimilarity({ unit: "character" }).compare("abcd", "bcde")).toBe(1 / 3)
    expect(lexicalSimilarity({ size: 2 }).compare("a b", "b a")).toBe(0)
  })

  it("takes a text shorter than an n-gram for one, and two empty ones for equal", () => {
    const { compare } = lexicalSimilarity({ unit: "character" })
    expect(compare("ab", "ab")).toBe(1)
    expect(compare("ab", "ac")).toBe(0)
    expect(compare("", " ")).toBe(1)
    expect(compare("", "abc")).toBe(0)
  })

  it("reads composed and decomposed letters alike, and characters beyond the basic plane whole", () => {
    expect(lexicalSimilarity().compare("Caf\u00e9", "cafe\u0301")).toBe(1)
    expect(lexicalSimilarity({ unit: "character", size: 1 }).compare("😀", "😁")).toBe(0)
  })

  it("is 1 for equal texts, symmetric and within 0 and 1", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), fc.string({ unit: "grapheme" }), (a, b) => {
        for (const { compare } of forms) {
          expect(compare(a, a)).toBe(1)
          expect(compare(a, b)).toBe(compare(b, a))
          expect(compare(a, b)).toBeGreaterThanOrEqual(0)
          expect(compare(a, b)).toBeLessThanOrEqual(1)
        }
      }),
      { seed: 21 }
    )
  })

  it("says its name and refuses sizes that are none", () => {
    expect(forms.map(({ name }) => name)).toEqual([
      "Jaccard of token sets",
      "Jaccard of token 2-grams",
      "Jaccard of character 3-grams",
      "Jaccard of character sets"
    ])
    for (const size of [0, -1, 1.5, Number.NaN]) expect(() => lexicalSimilarity({ size })).toThrow(InputError)
  })
})

describe("embeddingSimilarity", () => {
  const some = embeddingSimilarity(
    new Map([
      ["east", [1, 0]],
      ["north-east", [1, 1]],
      ["west", [-2, 0]],
      ["tiny", [1e-200, 1e-200]],
      ["huge", [1e300, 0]],
      ["nothing", [0, 0]],
      ["broken", [Number.NaN, 1]],
      ["longer", [1, 2, 3]]
    ])
  )

  it("is the cosine, at any length of the vectors", () => {
    expect(some.compare("east", "north-east")).toBeCloseTo(Math.SQRT1_2, 14)
    expect(some.compare("east", "west")).toBe(-1)
    expect(some.compare("east", "huge")).toBe(1)
    expect(some.compare("tiny", "north-east")).toBeCloseTo(1, 14)
  })

  it("refuses texts without a usable vector, and everything without vectors", () => {
    expect(some.refusal(["east", "west"])).toBeNull()
    expect(some.refusal(["east", "unheard", "east"])).toBe("1 of 2 messages have no usable embedding")
    expect(some.refusal(["nothing", "broken", "longer", "east"])).toBe("3 of 4 messages have no usable embedding")
    expect(embeddingSimilarity().refusal([])).toMatch(/^requires embeddings/u)
    expect(() => some.compare("east", "nothing")).toThrow(RangeError)
  })
})
