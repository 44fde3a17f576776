import * as Schema from "effect/Schema"

/** Who reads whom. Agents are named by position; an edge [a, b] lets b read what a wrote. */
export const Topology = Schema.Union([
  Schema.Struct({ kind: Schema.Literal("isolated") }),
  Schema.Struct({ kind: Schema.Literal("complete") }),
  Schema.Struct({ kind: Schema.Literal("chain") }),
  /** Every agent is read by the last one. */
  Schema.Struct({ kind: Schema.Literal("star") })
])
export type Topology = typeof Topology.Type

/** Positions of the agents whose messages agent `reader` may see, ascending, itself excluded. */
export const heardBy = (topology: Topology, size: number, reader: number): ReadonlyArray<number> => {
  const others = Array.from({ length: size }, (_, index) => index).filter((index) => index !== reader)
  switch (topology.kind) {
    case "isolated":
      return []
    case "complete":
      return others
    case "chain":
      return others.filter((index) => index === reader - 1)
    case "star":
      return reader === size - 1 ? others : []
  }
}
