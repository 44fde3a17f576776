import { describe, expect, it } from "vitest"
import {
  freshGuard,
  type GuardMemory,
  type GuardSignals,
  watchForCollapse
} from "../../../src/cases/cpmobius/CollapseGuard.js"
import type { CpmobiusConfig, GuardSettings } from "../../../src/cases/cpmobius/CpmobiusConfig.js"
import { cpmobiusPresets } from "../../../src/cases/cpmobius/presets.js"
import { runCpmobius } from "../../../src/cases/cpmobius/runCpmobius.js"
import { createStream } from "../../../src/stats/createStream.js"
import { scriptedTrainer } from "../../fixtures/scriptedTrainer.js"

const settings: GuardSettings = {
  window: 2,
  precisionFall: 0.2,
  entropy: { lower: 0.1, upper: 3 },
  acceptance: { lower: 0.25, upper: 1 },
  most: 2
}
const fine: GuardSignals = { precision: 0.8, entropy: 1, acceptance: 0.5 }
const watch = (signals: ReadonlyArray<Partial<GuardSignals>>, of: GuardSettings = settings) => {
  let memory: GuardMemory = freshGuard
  return signals.map((one) => {
    const next = watchForCollapse(memory, { ...fine, ...one }, of)
    memory = next.memory
    return next.collapse
  })
}

describe("the guard", () => {
  it("sees precision fall below its best window", () => {
    expect(
      watch([{ precision: 0.6 }, { precision: 0.8 }, { precision: 0.5 }, { precision: 0.5 }, { precision: 0.4 }])
    ).toEqual([
      null,
      null,
      null,
      // The best window was .7; (.5 + .5)/2 is not below .5, (.5 + .4)/2 is.
      null,
      { signal: "precision", value: 0.45, bound: expect.closeTo(0.5, 12) }
    ])
  })
  it("sees entropy and acceptance leave their bounds, not before a whole window", () => {
    expect(watch([{ entropy: 0 }, { entropy: 0.1 }])).toEqual([null, { signal: "entropy", value: 0.05, bound: 0.1 }])
    expect(watch([{ entropy: 9 }, { entropy: 1 }])).toEqual([null, { signal: "entropy", value: 5, bound: 3 }])
    expect(watch([{ acceptance: 0.2 }, { acceptance: 0.2 }])[1]).toMatchObject({ signal: "acceptance", bound: 0.25 })
  })
  it("does not judge what it does not know or is not asked to watch, and begins a new window after a collapse", () => {
    expect(
      watch([
        { precision: null, entropy: null },
        { precision: null, entropy: null }
      ])
    ).toEqual([null, null])
    const blind = { ...settings, precisionFall: null, entropy: null, acceptance: null }
    expect(
      watch(
        [
          { entropy: 0, acceptance: 0 },
          { entropy: 0, acceptance: 0 }
        ],
        blind
      )
    ).toEqual([null, null])
    expect(watch([{ entropy: 0 }, { entropy: 0 }, { entropy: 0 }, { entropy: 0 }]).map((one) => one !== null)).toEqual([
      false,
      true,
      false,
      true
    ])
  })
})

describe("a collapsing run", () => {
  /** Labels are right until the Player was updated four times; the truth is always 5. */
  const run = async (guard: GuardSettings | null) => {
    const scripted = scriptedTrainer({
      coach: (seed) => `Qgood ${seed % 100_000}`,
      player: (question, seed, version) => {
        if (question.startsWith("probe")) return `A${version < 5 ? 1 : 2}`
        const [often, rarely] = version < 4 ? [5, 7] : [7, 5]
        return createStream(seed).next() < 0.7 ? `A${often}` : `A${rarely}`
      }
    })
    const config: CpmobiusConfig = {
      ...cpmobiusPresets["released-1.5b"],
      problems: 4,
      answers: 16,
      steps: 20,
      gate: { lower: 0.2, upper: 1 },
      coachReward: { kind: "frozen" },
      checkpointEvery: 1,
      guard
    }
    const probe = [{ id: "p", question: "probe 1", answer: "1" }]
    const result = await runCpmobius({
      config,
      trainer: scripted.trainer,
      items: {
        grader: { kind: "exact" },
        probe,
        held: [],
        outOfDistribution: [],
        warmUp: [],
        auditor: () => ({ answer: "5" })
      }
    })
    return { result, ...scripted }
  }

  it("goes back to the last good policies, says so in the ledger, and ends after too many collapses", async () => {
    const guard = { window: 2, precisionFall: 0.4, entropy: null, acceptance: null, most: 2 }
    const { result, loads, versions, saved } = await run(guard)
    const [first, second] = result.collapses
    expect(result.collapses).toHaveLength(2)
    // Precision 1 up to step 4, then near 0; the window of steps 5 and 6, or 4 and 5 when low enough, trips the guard.
    expect(first).toMatchObject({ signal: "precision" })
    expect(first?.step).toBeGreaterThanOrEqual(5)
    expect(first?.step).toBeLessThanOrEqual(6)
    expect(first?.restored).toBe((first?.step ?? 0) - 2)
    expect(loads.slice(0, 2).map(({ role }) => role)).toEqual(["player", "coach"])
    expect(saved.get(loads[0]?.digest ?? "")).toBe(first?.restored)
    expect(result.policies.filter(({ cause }) => cause === "collapse")).toHaveLength(4)
    expect(result.end).toMatchObject({ reason: "collapsed", step: second?.step })
    // The Player that is left is one from before the collapse.
    expect(versions.player).toBeLessThanOrEqual(4)
    // Δ after the return is taken from the accuracy of the Player that came back.
    const next = result.steps.find(({ step }) => step === (first?.step ?? 0) + 1)
    expect(next?.g).toBe(100 * ((next?.accuracy ?? Number.NaN) - 1))
  })

  it("goes on to the bitter end without a guard", async () => {
    const { result, versions } = await run(null)
    expect(result.end).toMatchObject({ reason: "steps", step: 20 })
    expect(versions.player).toBe(20)
    expect(result.steps.at(-1)?.precision).toBeLessThan(0.3)
  })
})
