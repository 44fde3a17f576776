import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import { edgesOf, heardBy, passOrder } from "../../src/blueprint/edgesOf.js"
import type { Topology } from "../../src/blueprint/Topology.js"

const shown = (topology: Topology, size: number): string =>
  edgesOf(topology, size)
    .map(([from, to]) => `${from}>${to}`)
    .join(" ")

describe("topologies", () => {
  it.each<[Topology, number, string]>([
    [{ kind: "isolated" }, 3, ""],
    [{ kind: "complete" }, 3, "1>0 2>0 0>1 2>1 0>2 1>2"],
    [{ kind: "chain" }, 4, "0>1 1>2 2>3"],
    [{ kind: "ring" }, 4, "1>0 3>0 0>1 2>1 1>2 3>2 0>3 2>3"],
    [{ kind: "ring" }, 2, "1>0 0>1"],
    [{ kind: "star" }, 3, "2>0 2>1 0>2 1>2"],
    [{ kind: "tree", branching: 2 }, 7, "0>4 1>4 2>5 3>5 4>6 5>6"],
    [{ kind: "layered", widths: [2, 2, 1] }, 5, "0>2 1>2 0>3 1>3 2>4 3>4"],
    [{ kind: "random", p: 0, seed: 1 }, 3, "0>1 1>2"],
    [{ kind: "random", p: 1, seed: 1 }, 3, "0>1 0>2 1>2"],
    [{ kind: "small-world", neighbours: 1, rewire: 0, seed: 1 }, 4, "1>0 3>0 0>1 2>1 1>2 3>2 0>3 2>3"],
    [
      {
        kind: "explicit",
        edges: [
          [2, 0],
          [2, 0],
          [0, 1]
        ]
      },
      3,
      "2>0 0>1"
    ]
  ])("%j of %i", (topology, size, edges) => {
    expect(shown(topology, size).split(" ").sort()).toEqual(edges.split(" ").sort())
  })

  it("random ones are the same for the same seed, lead to the last agent, and pass in order of position", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 9 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.nat(),
        (size, p, seed) => {
          const topology: Topology = { kind: "random", p, seed }
          expect(edgesOf(topology, size)).toEqual(edgesOf(topology, size))
          for (let from = 0; from < size - 1; from++) {
            expect(edgesOf(topology, size).some(([a, b]) => a === from && b > a)).toBe(true)
          }
          expect(
            passOrder(topology, size)
              ?.flat()
              .sort((a, b) => a - b)
          ).toEqual(Array.from({ length: size }, (_, i) => i))
        }
      ),
      { seed: 1, numRuns: 200 }
    )
  })

  it("small worlds keep the number of links of their lattice", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 3, max: 12 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.nat(),
        (size, rewire, seed) => {
          const links = edgesOf({ kind: "small-world", neighbours: 1, rewire, seed }, size)
          expect(links).toHaveLength(2 * size)
        }
      ),
      { seed: 1, numRuns: 200 }
    )
  })

  it("a pass runs step by step, and circles have none", () => {
    expect(passOrder({ kind: "star" }, 3)).toEqual([[0, 1], [2]])
    expect(passOrder({ kind: "layered", widths: [2, 1] }, 3)).toEqual([[0, 1], [2]])
    expect(
      passOrder(
        {
          kind: "explicit",
          edges: [
            [0, 1],
            [1, 0]
          ]
        },
        2
      )
    ).toBeUndefined()
  })

  it("nobody hears itself", () => {
    expect(
      heardBy(
        {
          kind: "explicit",
          edges: [
            [1, 1],
            [0, 1]
          ]
        },
        2,
        1
      )
    ).toEqual([0])
  })
})
