const words = (text: string): ReadonlyArray<string> => text.match(/[\p{L}\p{N}]+|[^\p{L}\p{N}\s]/gu) ?? []

const grams = (tokens: ReadonlyArray<string>, n: number): Map<string, number> => {
  const counts = new Map<string, number>()
  for (let start = 0; start + n <= tokens.length; start++) {
    const gram = tokens.slice(start, start + n).join("\u0000")
    counts.set(gram, (counts.get(gram) ?? 0) + 1)
  }
  return counts
}

/** Added in place of a count of 0 matches, so that one missing length of n-gram does not make everything 0. */
const smoothing = 0.1

/**
 * BLEU of a text against one reference: geometric mean of the clipped 1- to 4-gram precisions times the brevity penalty.
 *
 * Unit: 0 to 1; 0 when no word is shared. A length of n-gram without a match counts 0.1 matches.
 * Source: Papineni et al. (2002), with smoothing method 1 of Chen and Cherry (2014).
 *
 * @category cpmobius
 */
export const bleu = (text: string, reference: string): number => {
  const [given, wanted] = [words(text), words(reference)]
  if (given.length === 0 || wanted.length === 0) return 0
  let logs = 0
  for (const n of [1, 2, 3, 4]) {
    const wantedGrams = grams(wanted, n)
    let matches = 0
    for (const [gram, count] of grams(given, n)) matches += Math.min(count, wantedGrams.get(gram) ?? 0)
    if (n === 1 && matches === 0) return 0
    logs += Math.log((matches === 0 ? smoothing : matches) / Math.max(1, given.length - n + 1)) / 4
  }
  return Math.exp(logs + Math.min(0, 1 - wanted.length / given.length))
}

/**
 * Share of a batch that lies in each text's own cluster of similar texts: what R-Zero takes off a problem's reward for
 * repetition.
 *
 * Clusters by average linkage of distances 1 − BLEU (of the later text against the earlier one), merged while the nearest two
 * are below `threshold`. Unit: 0 to 1, at least 1/texts.
 * Source: R-Zero (Chengsong-Huang/R-Zero 5699329).
 *
 * @example
 * clusterShares(["what is 1 plus 2 now", "what is 1 plus 2 now", "name the largest prime below ninety"]) // ⅔, ⅔, ⅓
 *
 * @category cpmobius
 */
export const clusterShares = (texts: ReadonlyArray<string>, threshold = 0.5): ReadonlyArray<number> => {
  const distance = texts.map((a, i) => texts.map((b, j) => (i === j ? 0 : 1 - (i < j ? bleu(b, a) : bleu(a, b)))))
  let clusters = texts.map((_, index) => [index])
  for (;;) {
    let nearest: { readonly a: number; readonly b: number; readonly far: number } | undefined
    for (let a = 0; a < clusters.length; a++) {
      for (let b = a + 1; b < clusters.length; b++) {
        const [left, right] = [clusters[a] ?? [], clusters[b] ?? []]
        let sum = 0
        for (const i of left) for (const j of right) sum += distance[i]?.[j] ?? 1
        const far = sum / (left.length * right.length)
        if (far < (nearest?.far ?? threshold)) nearest = { a, b, far }
      }
    }
    if (nearest === undefined) break
    const { a, b } = nearest
    clusters = [
      ...clusters.filter((_, index) => index !== a && index !== b),
      [...(clusters[a] ?? []), ...(clusters[b] ?? [])]
    ]
  }
  const shares = new Array<number>(texts.length).fill(0)
  for (const cluster of clusters) for (const index of cluster) shares[index] = cluster.length / texts.length
  return shares
}
