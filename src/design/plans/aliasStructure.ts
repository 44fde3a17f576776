import { cholesky, solve } from "./cholesky.js"
import type { PlanTerm } from "./planTerms.js"
import type { PlanAlias, PlanBias, PlanModel, RunTable } from "./RunTable.js"

/** Products of columns below this share of the number of runs count as 0. */
const tolerance = 1e-9

type Structure = Pick<RunTable, "aliases" | "biases" | "clear" | "dEfficiency"> & {
  /** All main effects are uncorrelated with each other and with the mean. */
  readonly orthogonal: boolean
}

const dot = (left: Float64Array, right: Float64Array): number => {
  let sum = 0
  for (let run = 0; run < left.length; run++) sum += (left[run] as number) * (right[run] as number)
  return sum
}

const gram = (columns: ReadonlyArray<Float64Array>): Float64Array =>
  Float64Array.from({ length: columns.length ** 2 }, (_, cell) =>
    dot(columns[Math.floor(cell / columns.length)] as Float64Array, columns[cell % columns.length] as Float64Array)
  )

/** Positions of the first column of each term behind the column of the mean. */
const starts = (terms: ReadonlyArray<PlanTerm>): ReadonlyArray<number> => {
  let next = 1
  return terms.map(({ columns }) => {
    const start = next
    next += columns.length
    return start
  })
}

const largest = (values: ReadonlyArray<number>): number =>
  values.reduce((most, value) => (Math.abs(value) > Math.abs(most) ? value : most), 0)

/**
 * Which main effects and two-factor interactions the runs cannot tell apart.
 *
 * A main effect is estimated together with the other main effects by least squares; it is aliased with the interactions that
 * move this estimate. Two interactions are aliased where their columns are correlated (orthogonal plans), and elsewhere where
 * they move the estimate of one main effect or are correlated beyond the main effects. Under the model "main+2fi" all of them
 * are estimated together, and none is aliased with another.
 */
export const aliasStructure = (
  main: ReadonlyArray<PlanTerm>,
  pairs: ReadonlyArray<PlanTerm>,
  runs: number,
  model: PlanModel
): Structure => {
  const mean = new Float64Array(runs).fill(1)
  const fitted = model === "main" ? main : [...main, ...pairs]
  const columns = [mean, ...fitted.flatMap((term) => term.columns)]
  const products = gram(columns)
  const size = columns.length
  const factored = cholesky(products, size)
  if ("dependent" in factored) throw new Error("a plan that cannot estimate its own model was built")
  const dEfficiency = Math.exp(factored.logDeterminant / size) / runs
  const width = 1 + main.reduce((sum, term) => sum + term.columns.length, 0)
  const orthogonal = products.every((value, cell) => {
    const row = Math.floor(cell / size)
    const column = cell % size
    return row >= width || column >= width || Math.abs(value - (row === column ? runs : 0)) <= tolerance * runs
  })
  if (model === "main+2fi") {
    const names = [...main, ...pairs].map(({ name }) => name)
    return {
      aliases: names.map((effect) => ({ effect, aliasedWith: [] })),
      biases: [],
      clear: pairs.map(({ name }) => name),
      // Rounding of an exact 1.
      dEfficiency: Math.abs(dEfficiency - 1) < tolerance ? 1 : dEfficiency,
      orthogonal
    }
  }

  const firsts = starts(main)
  /** For each interaction, what its columns add to the least-squares estimates: coefficients, by column. */
  const shifts = pairs.map((pair) =>
    pair.columns.map((column) =>
      solve(
        factored,
        columns.map((other) => dot(other, column))
      )
    )
  )
  /** For each interaction, how far it moves each main effect. */
  const weights = shifts.map((shift) =>
    main.map((term, position) => {
      const first = firsts[position] as number
      return largest(shift.flatMap((coefficients) => [...coefficients.slice(first, first + term.columns.length)]))
    })
  )
  const moves = (weight: number | undefined) => Math.abs(weight as number) > tolerance
  const beyond = orthogonal
    ? pairs.map((pair) => pair.columns)
    : pairs.map((pair, index) =>
        pair.columns.map((column, which) => {
          const coefficients = shifts[index]?.[which] as Float64Array
          return column.map((value, run) =>
            columns.reduce((rest, other, at) => rest - (coefficients[at] as number) * (other[run] as number), value)
          )
        })
      )
  const related = (one: number, other: number): boolean => {
    if (!orthogonal && main.some((_, at) => moves(weights[one]?.[at]) && moves(weights[other]?.[at]))) return true
    return (beyond[one] ?? []).some((left) =>
      (beyond[other] ?? []).some((right) => Math.abs(dot(left, right)) > tolerance * runs)
    )
  }

  const partners = pairs.map((): Array<number> => [])
  for (let one = 0; one < pairs.length; one++) {
    for (let other = one + 1; other < pairs.length; other++) {
      if (!related(one, other)) continue
      partners[one]?.push(other)
      partners[other]?.push(one)
    }
  }
  const nameOf = (pair: number): string => pairs[pair]?.name as string
  const biases = main.flatMap(({ name }, position) =>
    pairs.flatMap((pair, index): Array<PlanBias> => {
      const weight = weights[index]?.[position] as number
      if (!moves(weight)) return []
      const whole = Math.round(weight)
      return [{ effect: name, by: pair.name, weight: Math.abs(weight - whole) < tolerance ? whole : weight }]
    })
  )
  const ofMain = main.map(
    ({ name }): PlanAlias => ({
      effect: name,
      aliasedWith: biases.filter(({ effect }) => effect === name).map(({ by }) => by)
    })
  )
  const ofPairs = pairs.map(
    ({ name }, index): PlanAlias => ({
      effect: name,
      aliasedWith: [
        ...main.filter((_, position) => moves(weights[index]?.[position])).map((term) => term.name),
        ...(partners[index] ?? []).sort((one, other) => one - other).map(nameOf)
      ]
    })
  )
  return {
    aliases: [...ofMain, ...ofPairs],
    biases,
    clear: ofPairs.filter(({ aliasedWith }) => aliasedWith.length === 0).map(({ effect }) => effect),
    dEfficiency: Math.abs(dEfficiency - 1) < tolerance ? 1 : dEfficiency,
    orthogonal
  }
}
