import { join } from "node:path"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import { InputError } from "../errors/InputError.js"
import type { ModelError } from "../errors/ModelError.js"
import { downloadModel } from "./downloadModel.js"
import { type LlamaModel, type LlamaOptions, llamaModel } from "./LlamaModel.js"
import { packageRoot } from "./packageRoot.js"

/** Options of {@link resolveModel}: those of `llamaModel` but for the path, and those of a download. */
export interface ResolveModelOptions extends Omit<LlamaOptions, "path"> {
  /** Where downloaded files are looked for and kept. Default: the models folder of node-llama-cpp in the home folder. */
  readonly directory?: string
  /** Called while a file comes in. */
  readonly onProgress?: (progress: { readonly bytes: number; readonly totalBytes: number }) => void
  /** A download that makes no progress for so long fails. Unit: seconds; default 12. */
  readonly stallSeconds?: number
  /** Server of `hf:` models. Default: https://huggingface.co/. */
  readonly endpoint?: string
}

/** The models that come with the package, by name. */
export const embeddedModels = {
  embedded: "mid.gguf",
  "embedded:mid": "mid.gguf",
  "embedded:novice": "novice.gguf"
} as const

const isEmbedded = (spec: string): spec is keyof typeof embeddedModels => Object.hasOwn(embeddedModels, spec)

const pathOf = (spec: string, options: ResolveModelOptions): Effect.Effect<string, InputError | ModelError> => {
  if (isEmbedded(spec)) {
    return Effect.try({
      try: () => join(packageRoot(), "models", embeddedModels[spec]),
      catch: (cause) => cause as InputError
    })
  }
  if (spec.startsWith("hf:")) return downloadModel(spec, options)
  if (spec.endsWith(".gguf")) return Effect.succeed(spec)
  return Effect.fail(
    new InputError({
      what: "Model",
      value: spec === "" ? "(empty)" : spec,
      limit: `requires ${Object.keys(embeddedModels).join(", ")}, the path of a .gguf file, hf:user/repo/file.gguf or hf:user/repo:quant`,
      advice: "Take `embedded` to begin with: it needs no download."
    })
  )
}

/**
 * Opens the model that a name stands for, for as long as the scope lasts.
 *
 * `embedded` is the middle one of the models that come with the package, `embedded:novice` the weakest. Anything that ends
 * in `.gguf` is a path. `hf:user/repo/file.gguf` and `hf:user/repo:quant` are fetched from Hugging Face once and kept.
 * Dialect: what the options say; else `compact` for this project's own models, and `chat` for every other file: through its
 * chat template, or as plain `User: … Assistant:` text where it has none.
 *
 * Errors: those of `llamaModel`; InputError for any other name; ModelError `unavailable` when a download fails, which it does
 * within `stallSeconds` when there is no network.
 *
 * @example
 * const model = yield* resolveModel("embedded")
 * model.identity.parameters // 865792
 *
 * @category model
 */
export const resolveModel = (
  spec: string,
  options: ResolveModelOptions = {}
): Effect.Effect<LlamaModel, InputError | ModelError, Scope.Scope> =>
  Effect.flatMap(pathOf(spec, options), (path) => llamaModel({ id: spec, ...options, path }))
