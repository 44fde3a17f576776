import { mean } from "../stats/mean.js"
import type { VersusSingle } from "./Dynamics.js"
import { outcomeAmplification } from "./errorAmplification.js"
import { efficiency, overhead } from "./overhead.js"
import { type Combined, overItems } from "./overItems.js"
import { type ArmView, rowOf } from "./teamView.js"
import type { TrialCourse } from "./trialCourses.js"

/** Calls a trial. */
export const turnsOf = (courses: ReadonlyArray<TrialCourse>): number => mean(courses.map(({ end }) => end.usage.calls))

/**
 * What a team costs and gets wrong in proportion to one run of one strategy of the single agent.
 *
 * Assumes: items that both ran, each weighing the same whatever its number of seeds. The spread is that of functions of four
 * means, scores and turns of both, whose items are paired.
 */
export const versusSingle = (team: ArmView, single: ArmView, level: number): VersusSingle => {
  const [low, high] = team.task.range
  const score = (courses: ReadonlyArray<TrialCourse>): number =>
    mean(courses.map(({ end }) => (end.score - low) / (high - low)))
  const alone = new Map(single.items.map(({ item, courses }) => [item.id, courses]))
  const rows = team.items.flatMap(({ item, courses }) => {
    const others = alone.get(item.id)
    if (others === undefined) return []
    return [rowOf(item, [score(courses), score(others), turnsOf(courses), turnsOf(others)])]
  })
  const reason = "not estimable: no item was run by both"
  const over = (combine: (means: ReadonlyArray<number>) => Combined, least: number) =>
    overItems({ rows, level, reason, combine, range: [least, Number.POSITIVE_INFINITY] })
  return {
    single: single.arm.blueprint.id,
    overhead: over(
      ([, , a = 0, b = 0]) => ({ measure: overhead({ team: a, single: b }), slopes: [0, 0, 1 / b, -a / (b * b)] }),
      -1
    ),
    efficiency: over(
      ([success = 0, , a = 0, b = 0]) => ({
        measure: efficiency({ success, team: a, single: b }),
        slopes: [b / a, 0, (-success * b) / (a * a), success / a]
      }),
      0
    ),
    outcomeAmplification: over(
      ([m = 0, s = 0]) => ({
        measure: outcomeAmplification({ team: m, single: s }),
        slopes: [-1 / (1 - s), (1 - m) / ((1 - s) * (1 - s))]
      }),
      0
    )
  }
}
