import { InputError } from "../../errors/InputError.js"
import { createStream, type Stream } from "../../stats/createStream.js"
import { deriveSeed } from "../../stats/deriveSeed.js"
import { allLevels, type LeveledFactor } from "./checkFactors.js"
import { type Cholesky, cholesky, solve } from "./cholesky.js"
import { allCombinations } from "./fullFactorial.js"
import type { PlanFactor } from "./PlanFactor.js"
import { type LevelCodes, mainTerms, pairTerms } from "./planTerms.js"
import type { PlanModel, RunTable } from "./RunTable.js"
import { type PlanOptions, rowOf, tableOf } from "./tableOf.js"

/** Size of a search: runs, number of random starts (default 60), and the seed of their draws. */
export interface DOptimalOptions extends PlanOptions {
  readonly runs: number
  readonly model: PlanModel
  readonly seed: number
  readonly restarts?: number | undefined
}

const defaultRestarts = 60
/** Runs × combinations × parameters of one sweep; more would take minutes. */
const mostWork = 5e7
/** A swap counts when it multiplies the determinant by more than this. */
const smallestGain = 1 + 1e-9
/** A start's run must differ from the span of those before it by this share of its squared length. */
const smallestResidual = 1e-6

/** Candidate runs × parameters, row after row in one array. */
interface Candidates {
  readonly count: number
  readonly parameters: number
  readonly values: Float64Array
}

const rowAt = ({ parameters, values }: Candidates, run: number): Float64Array =>
  values.subarray(run * parameters, (run + 1) * parameters)

const dot = (left: Float64Array, right: Float64Array): number => {
  let sum = 0
  for (let at = 0; at < left.length; at++) sum += (left[at] as number) * (right[at] as number)
  return sum
}

/** Dot product of a candidate's row with a vector; no view is made, as this is the innermost step of the search. */
const rowDot = (values: Float64Array, start: number, vector: Float64Array): number => {
  let sum = 0
  for (let at = 0; at < vector.length; at++) sum += (values[start + at] as number) * (vector[at] as number)
  return sum
}

const informationOf = (candidates: Candidates, chosen: ReadonlyArray<number>): Float64Array => {
  const { parameters } = candidates
  const matrix = new Float64Array(parameters * parameters)
  for (const run of chosen) {
    const row = rowAt(candidates, run)
    for (let i = 0; i < parameters; i++) {
      for (let j = 0; j < parameters; j++) {
        matrix[i * parameters + j] = (matrix[i * parameters + j] as number) + (row[i] as number) * (row[j] as number)
      }
    }
  }
  return matrix
}

/** Random runs, of which the first estimate every parameter. */
const randomStart = (candidates: Candidates, runs: number, stream: Stream): Array<number> => {
  const { count, parameters } = candidates
  const order = stream.shuffle(Array.from({ length: count }, (_, run) => run))
  const basis: Array<Float64Array> = []
  const chosen: Array<number> = []
  const left: Array<number> = []
  for (const run of order) {
    if (basis.length === parameters) {
      left.push(run)
      continue
    }
    const row = rowAt(candidates, run)
    const rest = Float64Array.from(row)
    for (const direction of basis) {
      const share = dot(direction, rest)
      for (let at = 0; at < rest.length; at++) rest[at] = (rest[at] as number) - share * (direction[at] as number)
    }
    const square = dot(rest, rest)
    if (square > smallestResidual * dot(row, row)) {
      basis.push(rest.map((value) => value / Math.sqrt(square)))
      chosen.push(run)
    } else left.push(run)
  }
  return [...chosen, ...left.slice(0, runs - chosen.length)]
}

const factored = (candidates: Candidates, chosen: ReadonlyArray<number>): Cholesky => {
  const result = cholesky(informationOf(candidates, chosen), candidates.parameters)
  if ("dependent" in result) throw new Error("the search for a D-optimal plan lost a parameter")
  return result
}

/**
 * Swaps chosen runs against candidates, each time the one that raises the determinant most, until no swap raises it.
 *
 * With d(x, y) = xᵀM⁻¹y, putting y in the place of x multiplies |M| by (1 + d(y, y))(1 − d(x, x)) + d(x, y)², which is at
 * most 1 + d(y, y) − d(x, x): most candidates need no product.
 */
const exchange = (candidates: Candidates, start: ReadonlyArray<number>): Array<number> => {
  const { parameters, values, count } = candidates
  const chosen = [...start]
  const taken = new Uint8Array(count)
  for (const run of chosen) taken[run] = 1
  const spread = new Float64Array(count)
  let before = Number.NEGATIVE_INFINITY
  for (let swapped = true; swapped; ) {
    swapped = false
    // Fresh in every sweep, so that rounding does not pile up.
    const factor = factored(candidates, chosen)
    if (factor.logDeterminant <= before) break
    before = factor.logDeterminant
    const inverse = Array.from({ length: parameters }, (_, at) =>
      solve(
        factor,
        Array.from({ length: parameters }, (_, other) => (other === at ? 1 : 0))
      )
    )
    const times = (row: Float64Array): Float64Array => {
      const image = new Float64Array(parameters)
      for (let at = 0; at < parameters; at++) image[at] = dot(inverse[at] as Float64Array, row)
      return image
    }
    for (let run = 0; run < count; run++) {
      const row = rowAt(candidates, run)
      spread[run] = dot(row, times(row))
    }
    /** M ← M ± row·rowᵀ by Sherman–Morrison. */
    const update = (row: Float64Array, sign: 1 | -1): void => {
      const image = times(row)
      const scale = sign / (1 + sign * dot(row, image))
      inverse.forEach((line, i) => {
        const step = scale * (image[i] as number)
        for (let j = 0; j < parameters; j++) line[j] = (line[j] as number) - step * (image[j] as number)
      })
      for (let run = 0; run < count; run++) {
        spread[run] = (spread[run] as number) - scale * rowDot(values, run * parameters, image) ** 2
      }
    }
    for (let place = 0; place < chosen.length; place++) {
      const out = chosen[place] as number
      const row = rowAt(candidates, out)
      const image = times(row)
      const left = 1 - (spread[out] as number)
      let best = -1
      let gain = smallestGain
      for (let run = 0; run < count; run++) {
        if (taken[run] === 1 || left + (spread[run] as number) <= gain) continue
        const ratio = (1 + (spread[run] as number)) * left + rowDot(values, run * parameters, image) ** 2
        if (ratio > gain) {
          gain = ratio
          best = run
        }
      }
      if (best === -1) continue
      chosen[place] = best
      taken[out] = 0
      taken[best] = 1
      update(rowAt(candidates, best), 1)
      update(row, -1)
      swapped = true
    }
  }
  return chosen.sort((one, other) => one - other)
}

const refuse = (value: string, limit: string, advice: string): never => {
  throw new InputError({ what: "D-optimal plan", value, limit, advice })
}

/** The mean, and one for each degree of freedom of the model's effects. */
const parametersOf = (used: ReadonlyArray<LeveledFactor>, model: PlanModel): number => {
  const degrees = used.map(({ levels }) => levels.length - 1)
  const main = degrees.reduce((sum, own) => sum + own, 0)
  // (Σd)² − Σd² is twice the sum over pairs.
  const squares = degrees.reduce((sum, own) => sum + own * own, 0)
  return 1 + main + (model === "main" ? 0 : (main * main - squares) / 2)
}

const candidatesOf = (used: ReadonlyArray<LeveledFactor>, allowed: LevelCodes, model: PlanModel) => {
  const main = mainTerms(used, allowed)
  const terms = model === "main" ? main : [...main, ...pairTerms(main)]
  const columns = terms.flatMap((term) => term.columns)
  const names = ["the mean", ...terms.flatMap((term) => term.columns.map(() => term.name))]
  const values = new Float64Array(allowed.length * names.length)
  for (let run = 0; run < allowed.length; run++) {
    values[run * names.length] = 1
    columns.forEach((column, at) => {
      values[run * names.length + at + 1] = column[run] as number
    })
  }
  return { count: allowed.length, parameters: names.length, values, names }
}

/**
 * Plans any number of runs over factors of any number of levels, leaving out forbidden combinations, so that the effects of a
 * model are estimated as precisely as possible together.
 *
 * Looks for the largest |X′X/N|^(1/p) among plans of different combinations, by exchanging runs from random starts. A search
 * can miss the best plan: more restarts never give a worse one. The measure does not depend on the coding of levels.
 *
 * Shape: `runs` rows in standard order, all different.
 * Unit: `restarts` defaults to 60; `dEfficiency` is the share of what an orthogonal plan of the same size would give.
 * Assumes: effects outside the model are absent; `biases` of the table say what two-factor interactions do to a "main" plan.
 * Errors: InputError for malformed factors, fewer runs than parameters, more than there are allowed combinations, combinations
 * that leave an effect of the model inseparable, a search too large.
 * Source: exchange of Fedorov (1972), Theory of Optimal Experiments, as modified by Cook and Nachtsheim (1980),
 * Technometrics 22.
 *
 * @category design
 */
export const dOptimal = (factors: ReadonlyArray<PlanFactor>, options: DOptimalOptions): RunTable => {
  const { runs, model, seed, forbidden, restarts = defaultRestarts } = options
  const used = allLevels(factors)
  const all = allCombinations(used)
  const allowed = all.filter((codes) => forbidden?.(rowOf(used, codes)) === undefined)
  const count = allowed.length
  const parameters = parametersOf(used, model)
  if (!Number.isInteger(restarts) || restarts < 1) {
    refuse(`${restarts} restarts`, "requires a whole number of at least 1", "Leave `restarts` out for 60.")
  }
  if (!Number.isInteger(seed)) {
    refuse(`seed ${seed}`, "requires a whole number", "Give the search a seed.")
  }
  if (!Number.isInteger(runs) || runs < parameters) {
    refuse(
      `${runs} runs`,
      `the model has ${parameters} parameters and requires at least as many runs`,
      model === "main" ? "Add runs." : "Add runs, or use the model of main effects alone."
    )
  }
  if (runs > count) {
    refuse(
      `${runs} runs`,
      `only ${count} of ${all.length} combinations can be run`,
      "Use fewer runs; more seeds of a configuration are no runs of a plan."
    )
  }
  if (runs * count * parameters > mostWork) {
    refuse(
      `${count} combinations, ${parameters} parameters, ${runs} runs`,
      "the search would take too long",
      "Use fewer factors or levels, or the model of main effects alone."
    )
  }
  const { names, ...candidates } = candidatesOf(used, allowed, model)
  const whole = cholesky(
    informationOf(
      candidates,
      allowed.map((_, run) => run)
    ),
    parameters
  )
  if ("dependent" in whole) {
    refuse(
      `${count} of ${all.length} combinations can be run`,
      `they cannot separate the effect of ${names[whole.dependent]} from the others`,
      "Forbid less, drop the factor, or use a smaller model."
    )
  }

  let best: ReadonlyArray<number> = []
  let most = Number.NEGATIVE_INFINITY
  for (let restart = 0; restart < restarts; restart++) {
    const stream = createStream(deriveSeed(seed, "d-optimal", restart))
    const found = exchange(candidates, randomStart(candidates, runs, stream))
    const { logDeterminant } = factored(candidates, found)
    if (logDeterminant > most + 1e-9) {
      most = logDeterminant
      best = found
    }
  }
  const left = all.length - allowed.length
  return tableOf({
    kind: "d-optimal",
    factors,
    used,
    codes: best.map((run) => allowed[run] as ReadonlyArray<number>),
    model,
    notes: [
      `The best plan of ${restarts} random starts; a better one may exist.`,
      ...(left === 0 ? [] : [`${left} of the ${all.length} combinations are forbidden and left out.`])
    ]
  })
}
