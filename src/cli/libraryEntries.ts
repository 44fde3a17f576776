import { debate, factors, presetStatements, presets } from "../../factors/index.js"
import type { Blueprint } from "../blueprint/Blueprint.js"
import { isSingleAgent } from "../blueprint/isSingleAgent.js"
import { applyLevels } from "../factor/applyLevels.js"
import type { Factor } from "../factor/Factor.js"

/** A factor of the library as plain data. */
export interface FactorEntry {
  readonly id: string
  readonly kind: Factor["kind"]
  readonly version: number
  readonly claim: string
  readonly source: string
  readonly levels: ReadonlyArray<string>
  readonly nullLevel: string
  readonly meaning: Readonly<Record<string, string>>
  readonly moves: ReadonlyArray<string>
  readonly holdsFixed: string
  /** Crossed with every arm, its variance reported; never a claim about collaboration. */
  readonly block: boolean
  /** How a study sets it. */
  readonly example: string
}

/** A preset of the library as plain data. */
export interface PresetEntry {
  readonly id: string
  readonly summary: string
  readonly claim: string
  readonly source: string
  readonly agents: number
  /** All its calls share one set of model, memory, tools and information. */
  readonly singleAgent: boolean
  readonly blueprint: Blueprint
}

/** A level that the factor sets in debate, or how to get at its levels where debate cannot have them. */
const exampleOf = (factor: Factor): string => {
  const set = factor.levels.filter((level) => level !== factor.nullLevel)
  if (factor.kind === "context") return `composeTask({}, { ${factor.id}: ${JSON.stringify(set[0])} })`
  const fits = (level: string): boolean => !("reason" in applyLevels(point, [factor], { [factor.id]: level }))
  const level = set.find((one) => fits(one))
  return level === undefined ? `vary(${factor.id})` : `compose(debate, { ${factor.id}: ${JSON.stringify(level)} })`
}

const point = { blueprint: debate, settings: {} }

/** The factors of the library, in the order in which they are applied. */
export const factorEntries: ReadonlyArray<FactorEntry> = factors.map((factor: Factor) => ({
  id: factor.id,
  kind: factor.kind,
  version: factor.version,
  claim: factor.claim,
  source: factor.source,
  levels: factor.levels,
  nullLevel: factor.nullLevel,
  meaning: factor.meaning ?? {},
  moves: factor.moves,
  holdsFixed: factor.holdsFixed,
  block: factor.block ?? false,
  example: exampleOf(factor)
}))

/** The presets of the library, from one agent to many. */
export const presetEntries: ReadonlyArray<PresetEntry> = Object.values(presets).map((blueprint) => ({
  id: blueprint.id,
  ...(presetStatements[blueprint.id] ?? { summary: "", claim: "", source: "" }),
  agents: blueprint.agents.length,
  singleAgent: isSingleAgent(blueprint),
  blueprint
}))
