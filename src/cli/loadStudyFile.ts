import { readFile } from "node:fs/promises"
import { dirname, resolve } from "node:path"
import { pathToFileURL } from "node:url"
import * as Effect from "effect/Effect"
import * as Predicate from "effect/Predicate"
import type { CustomSystem } from "../agent/CustomSystem.js"
import { InputError } from "../errors/InputError.js"
import type { Factor } from "../factor/Factor.js"
import type { LanguageModel } from "../model/LanguageModel.js"
import type { GraderFunctions } from "../task/grade.js"
import { bundledStudies, bundledStudy } from "./bundledStudies.js"

/** What a study file in code exports beside its study, by these names, because no study can hold it. */
export interface StudyCode {
  /** Protocols and foreign systems of one's own. */
  readonly systems?: ReadonlyArray<CustomSystem>
  /** Code of `function` graders, by `id@version`. */
  readonly graders?: GraderFunctions
  /** Factors of one's own for the study's designs; they are applied after those of the library. */
  readonly factors?: ReadonlyArray<Factor>
  /** Models by alias, in the place of those that the study names. */
  readonly models?: Readonly<Record<string, LanguageModel>>
}

/** A study file as read: the plain object in it, its code, and the folder that its relative paths start from. */
export interface StudyFile {
  readonly study: Record<string, unknown>
  readonly code: StudyCode
  readonly folder: string
}

/**
 * The doors of this package as they are loaded here, so that a study may import them by name where the package is not installed
 * beside it. LangChain is optional and slow to load: only for a study that names it.
 */
const doorsFor = async (text: string): Promise<Record<string, unknown>> => ({
  "collaboration-gain": await import("../index.js"),
  "collaboration-gain/factors": await import("../../factors/index.js"),
  "collaboration-gain/llama": await import("../llama.js"),
  "collaboration-gain/testing": await import("../testing/index.js"),
  ...(text.includes("collaboration-gain/langchain")
    ? { "collaboration-gain/langchain": await import("../langchain.js") }
    : {})
})

const refuse = (path: string, limit: string): InputError =>
  new InputError({
    what: "Study file",
    value: path,
    limit,
    advice: `Give a .json, .ts, .mts, .js or .mjs file, or one of the bundled studies: ${bundledStudies().join(", ")}.`
  })

const reason = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause))

const isSystem = (value: unknown): value is CustomSystem =>
  Predicate.isObject(value) &&
  ((value.kind === "foreign" && typeof value.run === "function") ||
    (value.kind === "protocol" && typeof value.play === "function"))

const isFactor = (value: unknown): value is Factor =>
  Predicate.isObject(value) &&
  typeof value.id === "string" &&
  Array.isArray(value.levels) &&
  typeof value.apply === "function"

const isModel = (value: unknown): value is LanguageModel =>
  Predicate.isObject(value) && typeof value.generate === "function" && Predicate.isObject(value.identity)

const isFunction = (value: unknown): value is GraderFunctions[string] => typeof value === "function"

/** Every value of a record, if all are of one kind. Throws otherwise. */
const recordOf = <A>(
  name: string,
  value: unknown,
  is: (one: unknown) => one is A,
  what: string
): Readonly<Record<string, A>> => {
  const entries = Predicate.isObject(value) ? Object.entries(value) : [["", value] as const]
  const sound = entries.flatMap(([key, one]) => (is(one) ? [[key, one] as const] : []))
  if (sound.length < entries.length) throw new Error(`exports ${name}, which must hold ${what}`)
  return Object.fromEntries(sound)
}

const codeOf = (module: Readonly<Record<string, unknown>>): StudyCode => {
  const { systems, graders, models, factors } = module
  const listed = (value: unknown): unknown => (Array.isArray(value) ? { ...value } : value)
  return {
    ...(systems === undefined
      ? {}
      : {
          systems: Object.values(
            recordOf("systems", listed(systems), isSystem, "what foreignSystem, langChainSystem or ownProtocol made")
          )
        }),
    ...(factors === undefined
      ? {}
      : { factors: Object.values(recordOf("factors", listed(factors), isFactor, "what defineFactor made")) }),
    ...(graders === undefined ? {} : { graders: recordOf("graders", graders, isFunction, "functions by id@version") }),
    ...(models === undefined ? {} : { models: recordOf("models", models, isModel, "language models by alias") })
  }
}

const parse = async (path: string): Promise<{ readonly study: unknown; readonly code: StudyCode }> => {
  if (path.endsWith(".json")) return { study: JSON.parse(await readFile(path, "utf8")), code: {} }
  if (/\.m?[jt]s$/.test(path)) {
    const { createJiti } = await import("jiti")
    const jiti = createJiti(pathToFileURL(path).href, { virtualModules: await doorsFor(await readFile(path, "utf8")) })
    const loaded = await jiti.import<Readonly<Record<string, unknown>>>(path)
    return { study: loaded.default ?? loaded, code: codeOf(loaded) }
  }
  throw new Error("the ending is not one of .json, .ts, .mts, .js, .mjs")
}

/** Reads a study from a path, or a bundled one by name. Errors: InputError. */
export const loadStudyFile = Effect.fnUntraced(function* (name: string): Effect.fn.Return<StudyFile, InputError> {
  const path = bundledStudy(name) ?? resolve(name)
  const { study, code } = yield* Effect.tryPromise({
    try: () => parse(path),
    catch: (cause) => refuse(name, reason(cause))
  })
  if (!Predicate.isObject(study) || Array.isArray(study)) {
    return yield* refuse(name, "must hold one study object (the default export of a module)")
  }
  return { study: study as Record<string, unknown>, code, folder: dirname(path) }
})
