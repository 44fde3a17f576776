import * as Effect from "effect/Effect"
import { InputError } from "../errors/InputError.js"
import type { Arm } from "./Arm.js"
import type { Study } from "./Study.js"

/** A number of wordings means the first so many. */
const listed = (given: NonNullable<Study["promptVariants"]>): ReadonlyArray<0 | 1 | 2> =>
  typeof given === "number" ? ([0, 1, 2] as const).slice(0, given) : [...new Set(given)].sort()

/**
 * Crosses all arms with the wordings of a study: every team and every single agent runs under every wording, on the same items.
 *
 * The copies of an arm are named `<id>/v0`, `<id>/v1` …. Teams compete with single agents of their own wording only, so that the
 * envelope is formed within a wording: a baseline that could choose the luckiest wording for itself, or a vote over several,
 * would have a variety of prompts that the team lacks.
 *
 * Errors: InputError for a system that sets `promptVariant` itself, and for arms of a design over factors, in which the wording
 * can be a factor of its own.
 */
export const crossVariants = (
  arms: readonly [Arm, ...Array<Arm>],
  given: Study["promptVariants"]
): Effect.Effect<[Arm, ...Array<Arm>], InputError> => {
  const [head, ...others] = arms
  if (given === undefined) return Effect.succeed([head, ...others])
  const refuse = (value: string, limit: string, advice: string) =>
    Effect.fail(new InputError({ what: "Prompt variants of the study", value, limit, advice }))
  const own = arms.find(({ blueprint }) => blueprint.promptVariant !== undefined)
  if (own !== undefined) {
    return refuse(
      `${own.blueprint.id} has promptVariant ${own.blueprint.promptVariant}`,
      "every system runs under every wording, so that none can have one of its own",
      "Drop promptVariant from the blueprint, or promptVariants from the study."
    )
  }
  if (arms.some(({ cells }) => cells !== undefined)) {
    return refuse(
      "a study with designs over factors",
      "designs cross factors, and the wording can be one of them",
      "Take promptVariant into the design as a factor, or drop promptVariants."
    )
  }
  const crossed = arms.flatMap((arm) =>
    listed(given).map((variant) => ({
      ...arm,
      blueprint: { ...arm.blueprint, id: `${arm.blueprint.id}/v${variant}`, promptVariant: variant },
      variant: { of: arm.blueprint.id, wording: variant }
    }))
  )
  const [first, ...rest] = crossed.map((arm, slot): Arm => ({ ...arm, slot }))
  return Effect.succeed(first === undefined ? [head, ...others] : [first, ...rest])
}
