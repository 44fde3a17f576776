import * as Effect from "effect/Effect"
import { createStream } from "../../../stats/createStream.js"
import { deriveSeed } from "../../../stats/deriveSeed.js"
import type { CpmobiusConfig } from "../CpmobiusConfig.js"
import type { CpmobiusRun } from "../CpmobiusRun.js"
import { type ArmComparison, compareArms, type TrainingArm } from "../compareArms.js"
import type { LoopError } from "../Loop.js"
import { cpmobiusPresets, type RivalName, rivalOf } from "../presets.js"
import { runCpmobiusEffect } from "../runCpmobius.js"
import { type SimulatedWorld, standardWorld } from "./SimulatedWorld.js"
import { simulatedItems } from "./simulatedItems.js"
import { simulatedLearner } from "./simulatedLearner.js"

/** A simulated world with what learns in it and how fast. */
export interface SimulatedSetting {
  readonly world: SimulatedWorld
  readonly playerRate: number
  readonly coachRate: number
  readonly probe: number
}

/** The setting as decided before the first comparison (docs/decisions/0004-simulated-learner.md). */
export const standardSetting: SimulatedSetting = { world: standardWorld, playerRate: 0.02, coachRate: 1, probe: 200 }

/**
 * The paper's loop with the sizes and rates of a simulated setting: 8 problems with 8 answers, a probe with common random
 * numbers. The run ends when so many rollouts are spent.
 *
 * @category cpmobius
 */
export const simulatedConfig = (of: {
  readonly setting: SimulatedSetting
  readonly seed: number
  readonly rollouts: number
}): CpmobiusConfig => {
  const { setting, seed, rollouts } = of
  const { paper } = cpmobiusPresets
  return {
    ...paper,
    id: "full",
    seed,
    problems: 8,
    answers: 8,
    steps: 1000,
    budget: { unit: "rollouts", amount: rollouts },
    coach: { temperature: 1, replyTokens: 256 },
    player: { temperature: 1, replyTokens: 256 },
    mostRounds: 64,
    coachUpdate: { ...paper.coachUpdate, learningRate: setting.coachRate },
    playerUpdate: { ...paper.playerUpdate, learningRate: setting.playerRate },
    probe: { samples: 1, labels: "gold", dice: "common", temperature: 1 },
    warmUp: { steps: 20, batch: 32, learningRate: 0.5 },
    checkpointEvery: 1000,
    evaluateEvery: 1
  }
}

/** One run in a simulated setting; its world, its items and its dice all come from the seed. */
export const runSimulated = (
  setting: SimulatedSetting,
  config: CpmobiusConfig
): Effect.Effect<CpmobiusRun, LoopError> =>
  runCpmobiusEffect(
    {
      config,
      trainer: simulatedLearner({ seed: config.seed, world: setting.world }),
      items: simulatedItems({ world: setting.world, seed: config.seed, probe: setting.probe })
    },
    { exact: true, gallery: false }
  )

/**
 * Full loop and rivals in one simulated setting over paired seeds, at equal rollouts, or at equal FLOPs where `flops` is given.
 *
 * Pairs share the world and the starting policies; dice of the runs are disjoint.
 *
 * @category cpmobius
 */
export const compareSimulated = Effect.fnUntraced(function* (of: {
  readonly setting: SimulatedSetting
  readonly rivals: ReadonlyArray<RivalName>
  readonly seeds: ReadonlyArray<number>
  readonly rollouts: number
  readonly flops?: number
}): Effect.fn.Return<ArmComparison, LoopError> {
  const { setting, rivals, seeds, rollouts, flops } = of
  const budget =
    flops === undefined
      ? ({ unit: "rollouts", amount: rollouts } as const)
      : ({ unit: "flops", amount: flops } as const)
  const arms: Array<TrainingArm> = []
  for (const name of ["full", ...rivals] as const) {
    const runs: Array<CpmobiusRun> = []
    for (const seed of seeds) {
      const full: CpmobiusConfig = { ...simulatedConfig({ setting, seed, rollouts }), budget }
      runs.push(yield* runSimulated(setting, name === "full" ? full : rivalOf(full, name)))
    }
    arms.push({ id: name, runs })
  }
  return compareArms(arms, { unit: budget.unit, budget: budget.amount })
})

/** The parameters that {@link drawSetting} varies, by name, as numbers. */
export const drawnParameters = (setting: SimulatedSetting): Readonly<Record<string, number>> => {
  const { world, playerRate, coachRate, probe } = setting
  return {
    "log η_P": Math.log(playerRate),
    "log η_C": Math.log(coachRate),
    "q (ill-posed share)": world.illPosed,
    "w (popular wrong answer)": world.popular,
    σ_ε: world.spread,
    σ_η: world.popularSpread,
    κ: world.spill,
    ρ: world.wrongLonger,
    h: world.ambiguity,
    b: world.ease,
    "log probe size": Math.log(probe),
    "log J": Math.log(world.others)
  }
}

/** A random setting around the standard one, in the ranges that were decided beforehand. */
export const drawSetting = (seed: number, draw: number): SimulatedSetting => {
  const stream = createStream(deriveSeed(seed, "setting", draw))
  const between = (low: number, high: number) => low + (high - low) * stream.next()
  const within = (middle: number, factor: number) => middle * factor ** between(-1, 1)
  const oneOf = (values: readonly [number, ...ReadonlyArray<number>]) => values[stream.int(values.length)] ?? values[0]
  return {
    playerRate: within(standardSetting.playerRate, 4),
    coachRate: within(standardSetting.coachRate, 4),
    world: {
      ...standardWorld,
      illPosed: between(0.1, 0.6),
      popular: between(0, 3),
      spread: between(0.3, 1.5),
      popularSpread: between(0.3, 2),
      spill: between(0.2, 0.8),
      wrongLonger: between(-0.4, 0.8),
      ambiguity: between(3, 6),
      ease: between(3, 5.5),
      others: oneOf([5, 20, 80])
    },
    probe: oneOf([50, 200, 800])
  }
}
