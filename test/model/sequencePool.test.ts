import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import { sequencePool } from "../../src/model/SequencePool.js"

const never = new AbortController().signal
const tick = () => new Promise((resolve) => setImmediate(resolve))

describe("a pool of sequences", () => {
  it("lends from the context with most of them free", async () => {
    const pool = sequencePool([
      ["a1", "a2"],
      ["b1", "b2"]
    ])
    const taken = [await pool.acquire(never), await pool.acquire(never), await pool.acquire(never)]
    expect(taken).toEqual(["a1", "b1", "a2"])
    pool.release("b1")
    expect(await pool.acquire(never)).toBe("b2")
    expect([pool.idle(), pool.size, pool.waiting()]).toEqual([1, 4, 0])
  })

  it("serves those who wait in their order", async () => {
    const pool = sequencePool([["only"]])
    await pool.acquire(never)
    const order: Array<number> = []
    const waiting = [1, 2, 3].map(async (who) => {
      await pool.acquire(never)
      order.push(who)
    })
    await tick()
    expect(pool.waiting()).toBe(3)
    for (let served = 0; served < 3; served++) {
      pool.release("only")
      await tick()
    }
    await Promise.all(waiting)
    expect(order).toEqual([1, 2, 3])
    expect(pool.idle()).toBe(0)
  })

  it("lets go of whoever aborts, before or while waiting", async () => {
    const pool = sequencePool([["only"]])
    await pool.acquire(never)
    const one = new AbortController()
    const refused = pool.acquire(one.signal)
    const served = pool.acquire(never)
    one.abort(new Error("enough"))
    await expect(refused).rejects.toThrow("enough")
    await expect(pool.acquire(one.signal)).rejects.toThrow("enough")
    pool.release("only")
    expect(await served).toBe("only")
  })

  it("refuses everybody once it is closed", async () => {
    const pool = sequencePool([["only"]])
    await pool.acquire(never)
    const waiting = pool.acquire(never)
    pool.close(new Error("closed"))
    await expect(waiting).rejects.toThrow("closed")
    await expect(pool.acquire(never)).rejects.toThrow("closed")
  })

  it("never lends one sequence twice, loses none and leaves nobody waiting", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 3 }),
        fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 25 }),
        async (sizes, holds) => {
          const pool = sequencePool(
            sizes.map((size, context) => Array.from({ length: size }, (_, own) => `${context}.${own}`))
          )
          const out = new Set<string>()
          await Promise.all(
            holds.map(async (ticks) => {
              const sequence = await pool.acquire(never)
              expect(out.has(sequence)).toBe(false)
              out.add(sequence)
              for (let waited = 0; waited < ticks; waited++) await Promise.resolve()
              out.delete(sequence)
              pool.release(sequence)
            })
          )
          expect([pool.idle(), pool.waiting()]).toEqual([pool.size, 0])
        }
      ),
      { seed: 11, numRuns: 200 }
    )
  })
})
