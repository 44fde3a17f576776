const words = (text: string): ReadonlyArray<string> => text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []

/**
 * Okapi BM25 scores of texts for a query, in the order of the texts; k₁ = 1.2, b = .75, with the idf that is never negative.
 *
 * Source: Robertson and Zaragoza (2009), "The Probabilistic Relevance Framework: BM25 and Beyond".
 */
export const bm25 = (query: string, texts: ReadonlyArray<string>): ReadonlyArray<number> => {
  const documents = texts.map(words)
  const meanLength = documents.reduce((sum, document) => sum + document.length, 0) / Math.max(1, documents.length)
  const terms = [...new Set(words(query))].map((term) => {
    const holders = documents.filter((document) => document.includes(term)).length
    return { term, idf: Math.log(1 + (documents.length - holders + 0.5) / (holders + 0.5)) }
  })
  return documents.map((document) =>
    terms.reduce((sum, { term, idf }) => {
      const count = document.filter((word) => word === term).length
      return sum + (idf * count * 2.2) / (count + 1.2 * (0.25 + (0.75 * document.length) / Math.max(1, meanLength)))
    }, 0)
  )
}

/** Positions of the `count` highest values, in ascending order of position; of equal values the later one. */
export const best = (values: ReadonlyArray<number>, count: number): ReadonlyArray<number> =>
  values
    .map((value, position) => ({ value, position }))
    .sort((a, b) => b.value - a.value || b.position - a.position)
    .slice(0, count)
    .map(({ position }) => position)
    .sort((a, b) => a - b)

/**
 * Statements of texts, split at full stops and line ends, by a walk over the graph of shared words: first the one that shares
 * most words with the query, then in turn the one that shares most with the query and those already chosen. At most `count`,
 * in the order of the texts; statements without a shared word are not chosen.
 */
export const graphWalk = (query: string, texts: ReadonlyArray<string>, count: number): ReadonlyArray<string> => {
  const statements = [
    ...new Set(texts.flatMap((text) => text.split(/(?<=[.!?])\s+|\n+/)).map((one) => one.trim()))
  ].filter((statement) => statement !== "")
  const known = new Set(words(query))
  const chosen = new Set<number>()
  while (chosen.size < count) {
    const shared = statements.map((statement, index) =>
      chosen.has(index) ? 0 : new Set(words(statement).filter((word) => known.has(word))).size
    )
    const most = Math.max(0, ...shared)
    if (most === 0) break
    const next = shared.indexOf(most)
    chosen.add(next)
    for (const word of words(statements[next] ?? "")) known.add(word)
  }
  return statements.filter((_, index) => chosen.has(index))
}
