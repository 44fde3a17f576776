import { createStream } from "../stats/createStream.js"
import { deriveSeed } from "../stats/deriveSeed.js"
import type { Topology } from "./Topology.js"

/** [writer, reader] by position. */
export type Edge = readonly [number, number]

const pairs = (size: number): ReadonlyArray<Edge> =>
  Array.from({ length: size }, (_, from) =>
    Array.from({ length: size }, (_, to): Edge => [from, to]).filter(([a, b]) => a !== b)
  ).flat()

const both = (edges: ReadonlyArray<Edge>): ReadonlyArray<Edge> =>
  edges.flatMap(
    ([a, b]): Array<Edge> => [
      [a, b],
      [b, a]
    ]
  )

const layers = (widths: ReadonlyArray<number>): ReadonlyArray<Edge> => {
  let start = 0
  return widths.flatMap((width, index) => {
    const next = start + width
    const after = widths[index + 1] ?? 0
    const edges = Array.from({ length: width }, (_, a) =>
      Array.from({ length: after }, (_, b): Edge => [start + a, next + b])
    ).flat()
    start = next
    return edges
  })
}

const random = (size: number, p: number, seed: number): ReadonlyArray<Edge> => {
  const stream = createStream(deriveSeed(seed, "random topology", size))
  const drawn = pairs(size).filter(([a, b]) => a < b && stream.next() < p)
  const unheard = Array.from({ length: size - 1 }, (_, index) => index).filter(
    (index) => !drawn.some(([from]) => from === index)
  )
  return [...drawn, ...unheard.map((index): Edge => [index, index + 1])]
}

const smallWorld = (size: number, neighbours: number, rewire: number, seed: number): ReadonlyArray<Edge> => {
  const stream = createStream(deriveSeed(seed, "small-world topology", size))
  const linked = new Set<string>()
  const name = (a: number, b: number): string => `${Math.min(a, b)}-${Math.max(a, b)}`
  const lattice = Array.from({ length: size }, (_, from) =>
    Array.from(
      { length: Math.min(neighbours, Math.floor((size - 1) / 2)) },
      (_, step): Edge => [from, (from + step + 1) % size]
    )
  ).flat()
  // With two agents the lattice has no room to each side: they simply hear each other.
  const edges = size === 2 ? [[0, 1] as const] : lattice
  for (const [a, b] of edges) linked.add(name(a, b))
  return both(
    edges.map(([a, b]): Edge => {
      if (stream.next() >= rewire) return [a, b]
      const free = Array.from({ length: size }, (_, index) => index).filter((c) => c !== a && !linked.has(name(a, c)))
      const chosen = free[stream.int(Math.max(1, free.length))]
      if (chosen === undefined) return [a, b]
      linked.delete(name(a, b))
      linked.add(name(a, chosen))
      return [a, chosen]
    })
  )
}

/** The edges of a topology among `size` agents, each once, by reader and then by writer; the same for the same seed. */
export const edgesOf = (topology: Topology, size: number): ReadonlyArray<Edge> => {
  const edges = ((): ReadonlyArray<Edge> => {
    const last = size - 1
    switch (topology.kind) {
      case "isolated":
        return []
      case "complete":
        return pairs(size)
      case "chain":
        return Array.from({ length: last }, (_, index): Edge => [index, index + 1])
      case "ring":
        return size < 2 ? [] : both(Array.from({ length: size }, (_, index): Edge => [index, (index + 1) % size]))
      case "star":
        return both(Array.from({ length: last }, (_, index): Edge => [index, last]))
      case "tree":
        // In the usual numbering the children of node i are ib + 1 … ib + b; counted from the end, the root comes last.
        return Array.from({ length: last }, (_, index): Edge => {
          const node = index + 1
          return [last - node, last - Math.floor((node - 1) / topology.branching)]
        })
      case "layered":
        return layers(topology.widths)
      case "random":
        return random(size, topology.p, topology.seed)
      case "small-world":
        return smallWorld(size, topology.neighbours, topology.rewire, topology.seed)
      case "explicit":
        return topology.edges
    }
  })()
  const once = new Map(edges.map((edge) => [edge.join(), edge]))
  return [...once.values()].sort((a, b) => a[1] - b[1] || a[0] - b[0])
}

/** Positions of the agents whose messages agent `reader` may see, ascending, itself excluded. */
export const heardBy = (topology: Topology, size: number, reader: number): ReadonlyArray<number> =>
  edgesOf(topology, size)
    .filter(([from, to]) => to === reader && from !== reader)
    .map(([from]) => from)

/**
 * Agents in the order in which a single pass can reach them: those of one step read only those of earlier steps. `undefined`
 * when the edges run in a circle. Edges from a later to an earlier position are left out for `star`, whose way back belongs
 * to protocols in rounds.
 */
export const passOrder = (topology: Topology, size: number): ReadonlyArray<ReadonlyArray<number>> | undefined => {
  const forward =
    topology.kind === "explicit" ? edgesOf(topology, size) : edgesOf(topology, size).filter(([a, b]) => a < b)
  const steps: Array<Array<number>> = []
  const done = new Set<number>()
  while (done.size < size) {
    const step = Array.from({ length: size }, (_, index) => index).filter(
      (index) => !done.has(index) && forward.every(([from, to]) => to !== index || done.has(from))
    )
    if (step.length === 0) return undefined
    for (const index of step) done.add(index)
    steps.push(step)
  }
  return steps
}
