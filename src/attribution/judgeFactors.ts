import { holm } from "../stats/holm.js"
import { studentCdf } from "../stats/studentCdf.js"
import { studentQuantile } from "../stats/studentQuantile.js"
import type { ClassContrast } from "./CellData.js"
import { isClear } from "./Contrast.js"
import { type Classified, classifyFactor } from "./classifyFactor.js"
import {
  comparedCells,
  fewestSuccesses,
  type MeasuredEffect,
  type Measures,
  noError,
  smoothedEffect,
  successesOf
} from "./Measures.js"
import type { Entry } from "./planContrasts.js"

/**
 * Classes of all factors under the declared contrast.
 *
 * Judged on the log scale whatever scale is printed, since the classes are about ratios; where a comparison of two cells has
 * a score of 0 in one of them, on the smoothed ratio.
 *
 * Shape: one class an entry; `effects` are the entries' effects under the declared contrast.
 *
 * @category attribution
 */
export const judgeFactors = (of: {
  readonly measures: Measures
  readonly entries: ReadonlyArray<Entry>
  readonly effects: ReadonlyArray<MeasuredEffect>
  readonly contrast: ClassContrast
  readonly relevance: number
}): ReadonlyArray<Classified> => {
  const { measures, entries, effects, contrast, relevance } = of
  const { degrees, level, grid } = measures
  const tests = entries.map((entry, index) => {
    const sized = testable(measures, entry.contrasts[contrast], effects[index] as MeasuredEffect)
    if ("reason" in sized) return sized
    const { estimate, error } = sized
    const half = studentQuantile((1 + level) / 2, degrees) * error
    return {
      ...sized,
      lower: estimate - half,
      upper: estimate + half,
      p: Math.min(1, 2 * studentCdf(-Math.abs(estimate) / error, degrees)),
      pBelow: studentCdf((estimate - Math.log(relevance)) / error, degrees)
    }
  })
  const pHolm = holm(tests.map((test) => ("reason" in test ? null : test.p)))
  const pBelowHolm = holm(tests.map((test) => ("reason" in test ? null : test.pBelow)))
  const family = tests.filter((test) => !("reason" in test)).length
  return entries.map((entry, index) => {
    const test = tests[index] as (typeof tests)[number]
    if ("reason" in test) {
      return {
        class: "unclassified",
        verdict: "not-estimable",
        reason: `${entry.name}: not estimable, ${test.reason}.`
      }
    }
    const cell = grid.cells[contrast === "from-base" ? entry.baseWith : entry.fullWith]
    const own = entry.contrasts[contrast]
    return classifyFactor({
      name: entry.name,
      ratio: { value: Math.exp(test.estimate), lower: Math.exp(test.lower), upper: Math.exp(test.upper) },
      p: test.p,
      pHolm: pHolm[index] as number,
      pBelow: test.pBelow,
      pBelowHolm: pBelowHolm[index] as number,
      family,
      level,
      relevance,
      aliasedWith: "weights" in own && !isClear(own) ? own.aliasedWith.map(({ effect }) => effect) : [],
      gammaLower: cell?.gammaKnown === true ? cell.gammaLower : undefined,
      doubt: test.doubt
    })
  })
}

// The log ratio that a class is judged on, with what speaks against trusting it.
const testable = (
  measures: Measures,
  contrast: Entry["contrasts"]["main"],
  { log }: MeasuredEffect
):
  | { readonly estimate: number; readonly error: number; readonly doubt: string | undefined }
  | { readonly reason: string } => {
  if ("reason" in contrast) return contrast
  if ("reason" in log) {
    const smoothed = smoothedEffect(measures, contrast.weights)
    const compared = comparedCells(contrast.weights)
    const both = [compared?.over, compared?.under].map((cell) => measures.grid.cells[cell ?? -1]?.score ?? 0)
    return smoothed === null || Math.max(...both) === 0 ? log : { ...smoothed, doubt: undefined }
  }
  if (log.error === null) return { reason: noError(measures) }
  const few = !log.smoothed && successesOf(measures.grid, contrast.weights) < fewestSuccesses
  return {
    estimate: log.estimate,
    error: log.error,
    doubt: few ? `a cell has fewer than ${fewestSuccesses} successes, too few to trust the interval` : undefined
  }
}
