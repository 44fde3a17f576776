import * as Schema from "effect/Schema"

const Position = Schema.Int.check(Schema.isGreaterThanOrEqualTo(0))
const Count = Schema.Int.check(Schema.isGreaterThan(0))
const Share = Schema.Finite.check(Schema.isGreaterThanOrEqualTo(0), Schema.isLessThanOrEqualTo(1))

/**
 * Who reads whom. Agents are named by position; an edge [a, b] lets b read what a wrote.
 *
 * - `isolated`: nobody. `complete` (mesh): everybody.
 * - `chain`: each reads the one before. `ring`: each reads its two neighbours on a circle.
 * - `star`: the last one reads everybody, and everybody reads the last one where the protocol runs in rounds.
 * - `tree`: children report to their parent; agent 0's place is the last one's, so that the root comes last. `branching` is the
 *   number of children.
 * - `layered`: every layer reads the whole layer before it; `widths` give the layers from first to last.
 * - `random`: every ordered pair a < b is an edge with probability `p`; whoever would be unheard is heard by the next one.
 * - `small-world`: a ring lattice of `neighbours` to each side whose edges are rewired with probability `rewire` (Watts and
 *   Strogatz 1998).
 * - `explicit`: these edges.
 */
export const Topology = Schema.Union([
  Schema.Struct({ kind: Schema.Literal("isolated") }),
  Schema.Struct({ kind: Schema.Literal("complete") }),
  Schema.Struct({ kind: Schema.Literal("chain") }),
  Schema.Struct({ kind: Schema.Literal("ring") }),
  Schema.Struct({ kind: Schema.Literal("star") }),
  Schema.Struct({ kind: Schema.Literal("tree"), branching: Count }),
  Schema.Struct({ kind: Schema.Literal("layered"), widths: Schema.NonEmptyArray(Count) }),
  Schema.Struct({ kind: Schema.Literal("random"), p: Share, seed: Schema.Int }),
  Schema.Struct({ kind: Schema.Literal("small-world"), neighbours: Count, rewire: Share, seed: Schema.Int }),
  Schema.Struct({ kind: Schema.Literal("explicit"), edges: Schema.Array(Schema.Tuple([Position, Position])) })
])
export type Topology = typeof Topology.Type
