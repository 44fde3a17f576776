import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import { dialectOf } from "../agent/dialectOf.js"
import type { Price } from "../budget/Price.js"
import type { Design, DesignModel } from "../design/Design.js"
import type { Study } from "../design/Study.js"
import type { InputError } from "../errors/InputError.js"
import { LedgerError } from "../errors/LedgerError.js"
import type { ModelError } from "../errors/ModelError.js"
import type { StudyModel } from "../meter/TrialMeter.js"
import type { LanguageModel } from "../model/LanguageModel.js"
import { resolveModel } from "../model/resolveModel.js"

/** A model by name (`embedded`, a GGUF path, `hf:…`), or one that the caller made and will release. */
export type ModelSource = string | LanguageModel

/** By alias; one alone is the alias "default". */
export type ModelSources = ModelSource | Readonly<Record<string, ModelSource>>

const isModel = (source: ModelSources): source is LanguageModel =>
  typeof source === "object" && "generate" in source && typeof source.generate === "function"

const byAlias = (sources: ModelSources): Readonly<Record<string, ModelSource>> =>
  typeof sources === "string" || isModel(sources) ? { default: sources } : sources

/** Opens the models of a study for the length of the scope. Errors: InputError, ModelError of the loader. */
export const loadModels = Effect.fnUntraced(function* (
  sources: ModelSources,
  prices: Study["prices"] = {}
): Effect.fn.Return<ReadonlyMap<string, StudyModel>, InputError | ModelError, Scope.Scope> {
  const models = new Map<string, StudyModel>()
  for (const [alias, source] of Object.entries(byAlias(sources))) {
    const model = typeof source === "string" ? yield* resolveModel(source) : source
    models.set(alias, { alias, model, price: prices[alias] })
  }
  return models
})

/** The names or paths among the sources, by alias: what a resumed run opens its models by. */
export const sourceNames = (sources: ModelSources): Record<string, string> =>
  Object.fromEntries(
    Object.entries(byAlias(sources)).filter((entry): entry is [string, string] => typeof entry[1] === "string")
  )

const designModel = (model: LanguageModel, price: Price | undefined): DesignModel => ({
  ...model.identity,
  dialectVersion: dialectOf(model.identity.dialect).version,
  ...(price === undefined ? {} : { price })
})

/** What of the models enters the design hash. */
export const designModels = (models: ReadonlyMap<string, StudyModel>): Record<string, DesignModel> =>
  Object.fromEntries([...models].map(([alias, { model, price }]) => [alias, designModel(model, price)]))

/** Refuses to go on with other models than those the run began with. Errors: LedgerError `mismatch` with the difference. */
export const checkSameModels = (
  design: Design,
  models: ReadonlyMap<string, StudyModel>
): Effect.Effect<void, LedgerError> => {
  for (const [alias, before] of Object.entries(design.models)) {
    const given = models.get(alias)
    const now = given === undefined ? undefined : designModel(given.model, before.price)
    const changed = (Object.keys(before) as Array<keyof DesignModel>).filter(
      (field) => field !== "price" && field !== "notice" && before[field] !== now?.[field]
    )
    if (changed.length > 0) {
      return Effect.fail(
        new LedgerError({
          reason: "mismatch",
          what: `Model ${alias}`,
          value: changed.map((field) => `${field} was ${String(before[field])}, is ${String(now?.[field])}`).join("; "),
          limit: "a run must be resumed with the models that it began with",
          advice: "Give the same model, or start a new run."
        })
      )
    }
  }
  return Effect.void
}
