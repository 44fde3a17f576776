import { effectJoint } from "../design/plans/effectName.js"
import type { Alias, Attribution } from "./Attribution.js"
import { aliasesOf, orderOf } from "./aliasesOf.js"
import { type Contrast, isClear } from "./Contrast.js"
import type { Grid } from "./Grid.js"
import { leastSquares } from "./leastSquares.js"

/** Contrasts that average over the other factors. */
export interface ModelContrasts {
  /** A factor at a level against its null level. */
  main(factor: number, level: number): Contrast
  /** Effect of one factor's on level with the other's minus without it. */
  pair(first: number, second: number): Contrast
  /** Effect of a factor's on level while another is off (0) or on (1). */
  simple(factor: number, other: number, at: 0 | 1): Contrast
  /** All main effects and two-factor interactions can be told apart. */
  readonly pairs: boolean
  readonly resolution: Attribution["resolution"]
}

/**
 * Main effects, two-factor interactions and simple effects from whatever cells were run.
 *
 * Weights are those of least squares with equal weight on every level of the other factors: the model of main effects and
 * two-factor interactions where the cells allow it, else that of main effects alone. With all combinations run this is the
 * plain average over the other factors; in a regular fraction it is the difference of the two halves. What else the contrast
 * picks up is listed with it.
 *
 * Not estimable, with a reason: a level that was not run; too few cells; interactions in a design in which a main effect is
 * aliased with an interaction (resolution III).
 *
 * @category attribution
 */
export const modelContrasts = (grid: Grid): ModelContrasts => {
  const codes = grid.factors.map(({ present }) => codeOf(present))
  const numbers = grid.factors.map((_, factor) => factor)
  const couples = numbers.flatMap((first) => numbers.slice(first + 1).map((second) => [first, second] as const))
  const dot = (one: ReadonlyArray<number>, other: ReadonlyArray<number>) =>
    one.flatMap((left) => other.map((right) => left * right))

  // A column list is a function of what stands for each factor: its coded level, or a difference of two.
  const mainColumns = (code: (factor: number) => ReadonlyArray<number>) => numbers.flatMap(code)
  const pairColumns = (product: (first: number, second: number) => ReadonlyArray<number>) =>
    couples.flatMap(([first, second]) => product(first, second))
  const codeAt = (factor: number, level: number): ReadonlyArray<number> => codes[factor]?.(level) ?? []
  const zero = (factor: number) => codeAt(factor, 0).map(() => 0)
  const step = (factor: number, level: number) => {
    const low = codeAt(factor, 0)
    return codeAt(factor, level).map((value, position) => value - (low[position] as number))
  }
  const columnsOfPairs = pairColumns((first, second) => dot(zero(first), zero(second))).length
  const columnsOfMain = 1 + mainColumns(zero).length

  const whole =
    grid.cells.length < columnsOfMain + columnsOfPairs
      ? null
      : leastSquares(
          grid.cells.map(({ at }) => [
            1,
            ...mainColumns((factor) => codeAt(factor, at[factor] as number)),
            ...pairColumns((first, second) =>
              dot(codeAt(first, at[first] as number), codeAt(second, at[second] as number))
            )
          ])
        )
  const additive =
    whole === null
      ? leastSquares(grid.cells.map(({ at }) => [1, ...mainColumns((factor) => codeAt(factor, at[factor] as number))]))
      : null
  const saturated = grid.cells.length === columnsOfMain

  const runAt = (factor: number, level: number): string | undefined => {
    const { present, levels, id } = grid.factors[factor] as (typeof grid.factors)[number]
    const missing = [0, level].find((one) => !present.includes(one))
    return missing === undefined ? undefined : `no cell has ${id}=${levels[missing]}`
  }
  const tooFew = "the cells run are too few to average over the other factors"

  const mainOf = (factor: number, level: number): Contrast => {
    const reason = runAt(factor, level)
    if (reason !== undefined) return { reason }
    const q = [0, ...mainColumns((one) => (one === factor ? step(factor, level) : zero(one)))]
    const weights = whole?.weights([...q, ...new Array<number>(columnsOfPairs).fill(0)]) ?? additive?.weights(q)
    if (weights === undefined) return { reason: tooFew }
    // With as many unknowns as cells only a balanced plan averages over anything; leave-one-out, say, does not.
    if (whole === null && saturated && !isBalanced(weights)) return { reason: tooFew }
    return assuming({ weights, aliasedWith: aliasesOf({ grid, weights, own: [factor] }) })
  }
  const assuming = (contrast: Exclude<Contrast, { readonly reason: string }>): Contrast =>
    grid.complete ? contrast : { ...contrast, assumes: "no effect of three or more factors together" }
  const kept = new Map<string, Contrast>()
  const once = (key: string, make: () => Contrast): Contrast => {
    const known = kept.get(key) ?? make()
    kept.set(key, known)
    return known
  }
  const main = (factor: number, level: number) => once(`main ${factor} ${level}`, () => mainOf(factor, level))

  const mains = numbers.map((factor) => main(factor, 1))
  const third = mains.some((contrast) => "weights" in contrast && !isClear(contrast))
  const pairReason = (first: number, second: number): string | undefined => {
    const missing = runAt(first, 1) ?? runAt(second, 1)
    if (missing !== undefined) return missing
    if (third) return "main effects are aliased with interactions (resolution III): interactions are refused"
    return whole === null && !mains.every((contrast) => "weights" in contrast) ? tooFew : undefined
  }
  const pairOf = (first: number, second: number): Contrast => {
    const reason = pairReason(first, second)
    if (reason !== undefined) return { reason }
    const weights =
      whole === null
        ? quarters(grid, first, second)
        : whole.weights([
            ...new Array<number>(columnsOfMain).fill(0),
            ...pairColumns((one, other) =>
              one === first && other === second ? dot(step(first, 1), step(second, 1)) : dot(zero(one), zero(other))
            )
          ])
    if (weights === null) return { reason: tooFew }
    const aliasedWith = aliasesOf({ grid, weights, own: [first, second] })
    const mixed = aliasedWith.find((alias) => orderOf(alias) === 1)
    return mixed === undefined
      ? { weights, aliasedWith }
      : { reason: `aliased with the main effect of ${mixed.effect}` }
  }
  const pair = (one: number, other: number): Contrast => {
    const [first, second] = one < other ? [one, other] : [other, one]
    return once(`pair ${first} ${second}`, () => pairOf(first, second))
  }

  return {
    main,
    pair,
    simple: (factor, other, at) => {
      const reason = pairReason(factor, other)
      if (reason !== undefined) return { reason }
      if (whole === null) return { reason: "two-factor interactions cannot be told apart" }
      const [first, second] = factor < other ? [factor, other] : [other, factor]
      if (grid.twoLevel) {
        const [own, both] = [main(factor, 1), pair(first, second)]
        if ("reason" in own) return own
        if ("reason" in both) return both
        const half = at === 1 ? 0.5 : -0.5
        return {
          weights: own.weights.map((weight, cell) => weight + half * (both.weights[cell] as number)),
          aliasedWith: []
        }
      }
      const weights = whole.weights([
        0,
        ...mainColumns((one) => (one === factor ? step(factor, 1) : zero(one))),
        ...pairColumns((one, two) => {
          if (one !== first || two !== second) return dot(zero(one), zero(two))
          return factor < other ? dot(step(factor, 1), codeAt(other, at)) : dot(codeAt(other, at), step(factor, 1))
        })
      ])
      return { weights, aliasedWith: [] }
    },
    pairs: whole !== null && grid.factors.every(({ present }) => present.length > 1),
    resolution: resolutionOf({ grid, third, whole: whole !== null, mains })
  }
}

/** Joins the aliases that a plan declares to those that the cells show. */
export const withDeclared = (contrast: Contrast, declared: ReadonlyArray<string>): Contrast => {
  if ("reason" in contrast || declared.length === 0) return contrast
  const sorted = (effect: string) => effect.split(effectJoint).sort().join(effectJoint)
  const known = new Set(contrast.aliasedWith.map(({ effect }) => sorted(effect)))
  const more: ReadonlyArray<Alias> = declared
    .filter((effect) => !known.has(sorted(effect)))
    .map((effect) => ({ effect, weight: null }))
  return { ...contrast, aliasedWith: [...contrast.aliasedWith, ...more] }
}

// Sum-to-zero coding: one column for every level run but the first, −1 at the first. For two levels −1 and +1.
const codeOf =
  (present: ReadonlyArray<number>) =>
  (level: number): ReadonlyArray<number> =>
    present.slice(1).map((one) => (level === present[0] ? -1 : level === one ? 1 : 0))

const isBalanced = (weights: Float64Array): boolean => {
  const size = Math.abs(weights[0] as number)
  return weights.every((weight) => Math.abs(Math.abs(weight) - size) < 1e-9 * size)
}

// Means of the four groups of cells, combined; null when one of them is empty.
const quarters = (grid: Grid, first: number, second: number): Float64Array | null => {
  const group = ({ at }: Grid["cells"][number]): number => {
    const [one, other] = [at[first] as number, at[second] as number]
    return one > 1 || other > 1 ? -1 : one + 2 * other
  }
  const counts = [0, 0, 0, 0]
  for (const cell of grid.cells) if (group(cell) >= 0) counts[group(cell)] = (counts[group(cell)] as number) + 1
  if (counts.includes(0)) return null
  return Float64Array.from(grid.cells, (cell) => {
    const of = group(cell)
    return of < 0 ? 0 : (of === 0 || of === 3 ? 1 : -1) / (counts[of] as number)
  })
}

const resolutionOf = (of: {
  readonly grid: Grid
  readonly third: boolean
  readonly whole: boolean
  readonly mains: ReadonlyArray<Contrast>
}): Attribution["resolution"] => {
  const { grid, third, whole, mains } = of
  if (grid.complete || !grid.twoLevel || mains.some((contrast) => "reason" in contrast)) return null
  return third ? "III" : whole ? "V or higher" : "IV"
}
