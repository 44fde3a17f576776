import { effectJoint, effectName } from "../design/plans/effectName.js"
import type { CellData, ClassContrast } from "./CellData.js"
import { type Contrast, isClear } from "./Contrast.js"
import { cornerContrasts, shapleyContrasts } from "./cornerContrasts.js"
import type { Grid } from "./Grid.js"
import { type ModelContrasts, withDeclared } from "./modelContrasts.js"

/** One factor at one level, with the contrasts of its measures. */
export interface Entry {
  /** Position among the factors. */
  readonly factor: number
  readonly id: string
  readonly level: string
  readonly against: string
  /** Factor and level as prose names them. */
  readonly name: string
  readonly contrasts: Readonly<Record<ClassContrast | "context", Contrast>>
  /** Positions of the full and the base system with the factor at this level; −1 when it was not run. */
  readonly fullWith: number
  readonly baseWith: number
}

/** Two factors, with the contrasts of their interaction and of each one's effect without and with the other. */
export interface Pair {
  readonly ids: readonly [string, string]
  readonly effect: Contrast
  /** First without and with the second, second without and with the first. */
  readonly simple: readonly [Contrast, Contrast, Contrast, Contrast]
}

/**
 * Lists every effect that is asked of the cells: one entry a factor and level other than the null level, one a pair.
 *
 * @category attribution
 */
export const planContrasts = (of: {
  readonly grid: Grid
  readonly model: ModelContrasts
  readonly aliases: CellData["aliases"]
}): { readonly entries: ReadonlyArray<Entry>; readonly pairs: ReadonlyArray<Pair> } => {
  const { grid, model, aliases = [] } = of
  const key = (effect: string) => effect.split(effectJoint).sort().join(effectJoint)
  const declared = new Map<string, Array<string>>()
  for (const { effect, aliasedWith } of aliases) {
    declared.set(key(effect), [...(declared.get(key(effect)) ?? []), ...aliasedWith])
  }
  const aliased = (contrast: Contrast, effect: string) => withDeclared(contrast, declared.get(key(effect)) ?? [])
  const shapley = shapleyContrasts(grid)
  const numbers = [...grid.factors.keys()]

  const entries = grid.factors.flatMap(({ id, levels }, factor) =>
    levels.slice(1).map((level, index): Entry => {
      const { fromBase, fromFull, context, fullWith, baseWith } = cornerContrasts(grid, factor, index + 1)
      const main = aliased(model.main(factor, index + 1), id)
      const exact: Contrast =
        index === 0 ? (shapley[factor] as Contrast) : { reason: "Shapley values exist for null and on levels only" }
      const modelled = "reason" in exact && index === 0 && grid.twoLevel && model.pairs && isClear(main)
      return {
        factor,
        id,
        level,
        against: levels[0] as string,
        name: levels.length === 2 ? id : `${id}=${level}`,
        contrasts: {
          "from-base": fromBase,
          "from-full": fromFull,
          main,
          shapley:
            modelled && "weights" in main
              ? {
                  ...main,
                  assumes: "no effect of three or more factors together: the Shapley value is then the main effect"
                }
              : exact,
          context
        },
        fullWith,
        baseWith
      }
    })
  )
  const pairs = numbers.flatMap((first) =>
    numbers.slice(first + 1).map((second): Pair => {
      const ids = [grid.factors[first]?.id ?? "", grid.factors[second]?.id ?? ""] as const
      const effect = aliased(model.pair(first, second), effectName(ids))
      return {
        ids,
        effect,
        simple: [
          model.simple(first, second, 0),
          model.simple(first, second, 1),
          model.simple(second, first, 0),
          model.simple(second, first, 1)
        ]
      }
    })
  )
  return { entries, pairs }
}
