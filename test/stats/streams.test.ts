import { createHash } from "node:crypto"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { createStream } from "../../src/stats/createStream.js"
import { deriveSeed } from "../../src/stats/deriveSeed.js"

describe("seeds", () => {
  it("are the first 32 bits of the digest of the path", () => {
    const expected = createHash("sha256").update('[7,"arm","debate",0]').digest("hex").slice(0, 8)
    expect(deriveSeed(7, "arm", "debate", 0)).toBe(Number.parseInt(expected, 16))
    expect(deriveSeed(7, "arm", "debate", 0)).toBe(1823648833)
  })
  it("tell apart paths that look alike", () => {
    const seeds = [
      deriveSeed(1, "ab", "c"),
      deriveSeed(1, "a", "bc"),
      deriveSeed(1, "abc"),
      deriveSeed(1, 1),
      deriveSeed(1, "1"),
      deriveSeed(1),
      deriveSeed(11),
      deriveSeed(1, 'a","b'),
      deriveSeed(1, "a", "b")
    ]
    expect(new Set(seeds).size).toBe(seeds.length)
  })
  it("rarely meet: 20,000 paths share at most a few", () => {
    const seeds = new Set(Array.from({ length: 20_000 }, (_, trial) => deriveSeed(5, "trial", trial)))
    expect(20_000 - seeds.size).toBeLessThan(3)
  })
  it("refuse numbers that are not finite", () => {
    expect(() => deriveSeed(Number.NaN)).toThrow(RangeError)
    expect(() => deriveSeed(1, Number.POSITIVE_INFINITY)).toThrow(RangeError)
  })
})

const draws = <A>(count: number, draw: () => A): Array<A> => Array.from({ length: count }, draw)
const average = (values: ReadonlyArray<number>) => values.reduce((sum, value) => sum + value, 0) / values.length
const spread = (values: ReadonlyArray<number>) => {
  const centre = average(values)
  return average(values.map((value) => (value - centre) ** 2))
}

describe("streams", () => {
  it("fill lists uniformly, with two draws a word or one", () => {
    for (const n of [1, 2, 7, 1000, 4096, 4097, 100_000]) {
      const list = new Uint32Array(400_000)
      createStream(12).fill(list, n)
      const bins = Math.min(n, 20)
      const counts = new Array<number>(bins).fill(0)
      const expected = Array.from({ length: bins }, () => 0)
      for (let value = 0; value < n; value++) {
        const bin = Math.floor((value * bins) / n)
        expected[bin] = (expected[bin] ?? 0) + list.length / n
      }
      for (const value of list) {
        const bin = Math.floor((value * bins) / n)
        counts[bin] = (counts[bin] ?? 0) + 1
      }
      expect(list.reduce((most, value) => Math.max(most, value), 0)).toBe(n - 1)
      const square = counts.reduce(
        (sum, count, bin) => sum + (count - (expected[bin] as number)) ** 2 / (expected[bin] as number),
        0
      )
      // A chi-square variable with at most 19 degrees of freedom exceeds 43.8 once in a thousand.
      expect(square).toBeLessThan(43.8)
    }
    // Neighbouring draws are unrelated, also the two of one word.
    const list = new Uint32Array(200_000)
    createStream(13).fill(list, 1000)
    let product = 0
    for (let place = 0; place < list.length; place += 2)
      product += ((list[place] as number) - 499.5) * ((list[place + 1] as number) - 499.5)
    expect(Math.abs(product / 100_000 / (1_000_000 / 12))).toBeLessThan(4 / Math.sqrt(100_000))
  })
  it("fill lists with exponential draws", () => {
    const list = new Float64Array(200_000)
    createStream(14).fillExponential(list)
    const values = [...list]
    expect(Math.abs(average(values) - 1)).toBeLessThan(4 / Math.sqrt(values.length))
    expect(Math.abs(spread(values) - 1)).toBeLessThan(4 * Math.sqrt(8 / values.length))
    const beyond = values.filter((value) => value > 3).length / values.length
    expect(Math.abs(beyond - Math.exp(-3))).toBeLessThan(4 * Math.sqrt(Math.exp(-3) / values.length))
    expect(list.every((value) => value > 0 && Number.isFinite(value))).toBe(true)
  })
  it("repeat for the same seed and differ for another", () => {
    const of = (seed: number) => {
      const stream = createStream(seed)
      const filled = new Uint32Array(5)
      stream.fill(filled, 1000)
      return [
        ...filled,
        ...draws(5, stream.next),
        stream.int(1000),
        stream.normal(),
        stream.normal(),
        stream.gamma(0.4),
        stream.beta(2, 0.1),
        ...stream.shuffle([1, 2, 3, 4, 5, 6, 7, 8])
      ]
    }
    expect(of(3)).toEqual(of(3))
    expect(of(3)).not.toEqual(of(4))
  })
  it("keep to the bytes of the first release", () => {
    const stream = createStream(7)
    expect([stream.int(6), stream.next(), stream.normal()]).toMatchInlineSnapshot(`
      [
        4,
        0.1546736663692746,
        -2.189922789260046,
      ]
    `)
  })
  it("start neighbouring seeds far apart", () => {
    const first = Array.from({ length: 4000 }, (_, seed) => createStream(seed).next())
    expect(average(first)).toBeGreaterThan(0.5 - 4 / Math.sqrt(12 * 4000))
    expect(average(first)).toBeLessThan(0.5 + 4 / Math.sqrt(12 * 4000))
    const products = first.slice(1).map((value, index) => (value - 0.5) * ((first[index] as number) - 0.5) * 12)
    expect(Math.abs(average(products))).toBeLessThan(4 / Math.sqrt(4000))
  })
  it("draw whole numbers evenly", () => {
    const stream = createStream(11)
    const counts = [0, 0, 0, 0, 0, 0, 0]
    for (const value of draws(70_000, () => stream.int(7))) counts[value] = (counts[value] ?? 0) + 1
    // χ² with 6 degrees of freedom is above 22.5 with chance .001.
    expect(counts.reduce((sum, count) => sum + (count - 10_000) ** 2 / 10_000, 0)).toBeLessThan(22.5)
    expect(stream.int(1)).toBe(0)
  })
  it("shuffle evenly and leave the given array alone", () => {
    const stream = createStream(12)
    const given = ["a", "b", "c"] as const
    const counts = new Map<string, number>()
    for (let draw = 0; draw < 12_000; draw++) {
      const order = stream.shuffle(given).join("")
      counts.set(order, (counts.get(order) ?? 0) + 1)
    }
    expect(counts.size).toBe(6)
    // χ² with 5 degrees of freedom is above 20.5 with chance .001.
    expect([...counts.values()].reduce((sum, count) => sum + (count - 2000) ** 2 / 2000, 0)).toBeLessThan(20.5)
    expect(given).toEqual(["a", "b", "c"])
  })
  it("have the moments of their distributions, within 5 standard errors", () => {
    const stream = createStream(13)
    const count = 60_000
    const normals = draws(count, stream.normal)
    expect(Math.abs(average(normals))).toBeLessThan(5 / Math.sqrt(count))
    expect(Math.abs(spread(normals) - 1)).toBeLessThan(5 * Math.sqrt(2 / count))
    expect(Math.abs(average(normals.map((z) => z ** 4)) - 3)).toBeLessThan(5 * Math.sqrt(96 / count))
    for (const shape of [0.05, 0.5, 1, 3.7]) {
      const values = draws(count, () => stream.gamma(shape))
      expect(Math.abs(average(values) - shape)).toBeLessThan(5 * Math.sqrt(shape / count))
      expect(Math.abs(spread(values) - shape)).toBeLessThan(5 * Math.sqrt((2 * shape ** 2 + 6 * shape) / count))
    }
    for (const [a, b] of [
      [2, 3],
      [0.2, 0.4],
      [0.001, 0.001]
    ] as const) {
      const values = draws(count, () => stream.beta(a, b))
      const variance = (a * b) / ((a + b) ** 2 * (a + b + 1))
      expect(Math.abs(average(values) - a / (a + b))).toBeLessThan(5 * Math.sqrt(variance / count))
      expect(Math.abs(spread(values) / variance - 1)).toBeLessThan(0.03)
      expect(values.every((value) => value >= 0 && value <= 1)).toBe(true)
    }
  })
  it("refuse what they cannot draw", () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.constant(-1), fc.constant(2 ** 32), fc.constant(0.5), fc.constant(Number.NaN)),
        (seed) => {
          expect(() => createStream(seed)).toThrow(RangeError)
        }
      ),
      { seed: 1 }
    )
    const stream = createStream(1)
    expect(() => stream.int(0)).toThrow(RangeError)
    expect(() => stream.fill(new Uint32Array(1), 0)).toThrow(RangeError)
    expect(() => stream.gamma(0)).toThrow(RangeError)
    expect(() => stream.beta(1, Number.POSITIVE_INFINITY)).toThrow(RangeError)
  })
})
