import type { Stream } from "../stats/createStream.js"

const alphabet = "abcdefghijklmnopqrstuvwxyz"

/**
 * Deals the hops to windows: at least one to every window that gets any, as many windows as can be reached, and never more
 * than fit. Without this one window would often hold the whole chain and nothing would have to be passed on.
 */
const hopsByWindow = (stream: Stream, hops: number, sizes: ReadonlyArray<number>): ReadonlyArray<number> => {
  const counts = sizes.map(() => 0)
  const order = stream.shuffle(sizes.map((_, index) => index))
  for (let hop = 0; hop < hops; hop++) {
    const open = order.filter((index) => (counts[index] ?? 0) < (sizes[index] ?? 0))
    const target = hop < order.length ? order[hop] : open[stream.int(open.length)]
    if (target !== undefined) counts[target] = (counts[target] ?? 0) + 1
  }
  return counts
}

/**
 * Draws one lookup: facts "key value" of single letters, a start key, and the letter that is reached after `hops` facts.
 *
 * The question is like `a3`: start at a, follow three facts. Keys are unique, so the way is; the letter reached is the key
 * of no fact, so that no distractor extends the way. Values of distractors are other letters than their keys and differ
 * from each other and from the answer.
 *
 * Without `window` the facts are in random order. With it, cutting them into windows of that size leaves the facts of the
 * way in hop order from window to window (in random order within one), spread over as many windows as can be reached: each
 * reader passes on how far it came.
 *
 * Assumes: 1 ≤ hops ≤ facts ≤ 25.
 */
export const lookupItem = (
  stream: Stream,
  shape: { readonly hops: number; readonly facts: number; readonly window?: number }
): { readonly question: string; readonly answer: string; readonly facts: ReadonlyArray<string> } => {
  const letters = stream.shuffle([...alphabet])
  const way = letters.slice(0, shape.hops + 1)
  const keys = letters.slice(shape.hops + 1, shape.facts + 1)
  const start = way[0] ?? ""
  const answer = way[shape.hops] ?? ""
  const steps = way.slice(1).map((value, index) => `${way[index]}${value}`)

  // Each distractor takes the first of the letters left that is not its own key.
  const values = stream.shuffle(letters.filter((letter) => letter !== answer))
  const distractors = keys.map((key) => {
    const place = values.findIndex((value) => value !== key)
    return key + values.splice(place, 1).join("")
  })

  const facts: Array<string> = []
  if (shape.window === undefined) {
    facts.push(...stream.shuffle([...steps, ...distractors]))
  } else {
    const { window } = shape
    const sizes = Array.from({ length: Math.ceil(shape.facts / window) }, (_, index) =>
      Math.min(window, shape.facts - index * window)
    )
    const counts = hopsByWindow(stream, shape.hops, sizes)
    for (const [index, size] of sizes.entries()) {
      const own = steps.splice(0, counts[index] ?? 0)
      facts.push(...stream.shuffle([...own, ...distractors.splice(0, size - own.length)]))
    }
  }
  return { question: `${start}${shape.hops}`, answer, facts }
}
