import { InputError } from "../../errors/InputError.js"
import { aliasStructure } from "./aliasStructure.js"
import type { LeveledFactor } from "./checkFactors.js"
import type { PlanFactor } from "./PlanFactor.js"
import { type LevelCodes, mainTerms, pairTerms } from "./planTerms.js"
import type { DefiningWord, Forbidden, PlanGenerator, PlanModel, PlanRow, RunTable } from "./RunTable.js"
import { wordPattern } from "./wordPattern.js"

/** What every function that makes a plan takes besides its factors. */
export interface PlanOptions {
  /** Refuses configurations that cannot be run. Absent: all can. */
  readonly forbidden?: Forbidden | undefined
}

export const rowOf = (factors: ReadonlyArray<LeveledFactor>, codes: ReadonlyArray<number>): PlanRow =>
  Object.fromEntries(factors.map(({ id, levels }, position) => [id, levels[codes[position] as number] as string]))

/** Errors: InputError naming the first run that is forbidden, with the reason. */
export const refuseForbidden = (rows: ReadonlyArray<PlanRow>, forbidden: Forbidden | undefined): void => {
  if (forbidden === undefined) return
  rows.forEach((row, index) => {
    const reason = forbidden(row)
    if (reason === undefined) return
    throw new InputError({
      what: `Run ${index + 1} of the plan`,
      value: Object.entries(row)
        .map(([id, level]) => `${id} = ${level}`)
        .join(", "),
      limit: `cannot be run: ${reason}`,
      advice: "Use a d-optimal plan, which avoids such combinations, or change the levels."
    })
  })
}

const unusedLevels = (factors: ReadonlyArray<PlanFactor>, used: ReadonlyArray<LeveledFactor>): ReadonlyArray<string> =>
  factors.flatMap(({ id, levels }, position) => {
    const taken: ReadonlyArray<string> = used[position]?.levels ?? []
    const unused = levels.filter((level) => !taken.includes(level))
    return unused.length === 0
      ? []
      : [`Factor ${id}: ${taken.join(" and ")} are compared; not run: ${unused.join(", ")}.`]
  })

const repeats = (codes: LevelCodes): ReadonlyArray<string> => {
  const different = new Set(codes.map((row) => row.join(" "))).size
  const again = codes.length - different
  return again === 0
    ? []
    : [`${again} of the ${codes.length} runs repeat a configuration: run them as further seeds of it.`]
}

const onResolution = (resolution: number | null, clear: number, pairs: number): string => {
  if (resolution === 3) {
    return "Main effects are aliased with two-factor interactions: an effect may be an interaction's, and no interaction can be claimed."
  }
  if (resolution === 4) {
    return `Main effects are clear of two-factor interactions; ${clear} of the ${pairs} interactions are clear of the others.`
  }
  return "Main effects and two-factor interactions are clear of each other."
}

/**
 * Makes the table of a plan: rows by level names, structure computed from them, notes in plain words.
 *
 * Errors: InputError for a forbidden row.
 */
export const tableOf = (plan: {
  readonly kind: RunTable["kind"]
  readonly factors: ReadonlyArray<PlanFactor>
  readonly used: ReadonlyArray<LeveledFactor>
  readonly codes: LevelCodes
  /** Absent: main effects, and two-factor interactions where an orthogonal two-level plan separates them. */
  readonly model?: PlanModel
  readonly generators?: ReadonlyArray<PlanGenerator>
  readonly notes?: ReadonlyArray<string>
  readonly forbidden?: Forbidden | undefined
}): RunTable => {
  const { kind, factors, used, codes } = plan
  const rows = codes.map((row) => rowOf(used, row))
  refuseForbidden(rows, plan.forbidden)

  const main = mainTerms(used, codes)
  const pairs = pairTerms(main)
  const { orthogonal, ...structure } = aliasStructure(main, pairs, codes.length, plan.model ?? "main")
  const twoLevel = used.every(({ levels }) => levels.length === 2)
  const pattern = orthogonal && twoLevel && plan.model !== "main+2fi" ? wordPattern(codes, factors.length) : undefined
  const shortest = pattern?.lengths.findIndex((count) => count > 0) ?? -1
  const resolution = shortest === -1 ? null : shortest + 3
  const separates = pattern !== undefined && (resolution === null || resolution >= 5)
  const definingWords = pattern?.words?.map(
    ({ mask, sign }): DefiningWord => ({
      factors: factors.filter((_, position) => (mask & (1 << position)) !== 0).map(({ id }) => id),
      sign
    })
  )
  return {
    kind,
    factors,
    rows,
    model: plan.model ?? (separates ? "main+2fi" : "main"),
    resolution,
    ...structure,
    wordLengths: pattern?.lengths ?? null,
    ...(definingWords === undefined ? {} : { definingWords }),
    ...(plan.generators === undefined ? {} : { generators: plan.generators }),
    notes: [
      ...(plan.notes ?? []),
      ...(pattern === undefined || factors.length === 1
        ? []
        : [onResolution(resolution, structure.clear.length, pairs.length)]),
      ...unusedLevels(factors, used),
      ...repeats(codes),
      ...(pattern !== undefined && resolution === null
        ? []
        : ["Interactions of three and more factors are taken to be absent."])
    ]
  }
}
