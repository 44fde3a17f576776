import { readFile } from "node:fs/promises"
import { dirname, resolve } from "node:path"
import { pathToFileURL } from "node:url"
import * as Effect from "effect/Effect"
import * as Predicate from "effect/Predicate"
import { InputError } from "../errors/InputError.js"
import { bundledStudies, bundledStudy } from "./bundledStudies.js"

/** A study file as read: the plain object in it, and the folder that its relative paths start from. */
export interface StudyFile {
  readonly study: Record<string, unknown>
  readonly folder: string
}

const refuse = (path: string, limit: string): InputError =>
  new InputError({
    what: "Study file",
    value: path,
    limit,
    advice: `Give a .json, .ts, .mts, .js or .mjs file, or one of the bundled studies: ${bundledStudies().join(", ")}.`
  })

const reason = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause))

const parse = async (path: string): Promise<unknown> => {
  if (path.endsWith(".json")) return JSON.parse(await readFile(path, "utf8"))
  if (/\.m?[jt]s$/.test(path)) {
    const { createJiti } = await import("jiti")
    // The study may import this package by name, also where it is not installed beside the study.
    const loaded = await createJiti(pathToFileURL(path).href).import<{ readonly default?: unknown }>(path)
    return loaded.default ?? loaded
  }
  throw new Error("the ending is not one of .json, .ts, .mts, .js, .mjs")
}

/** Reads a study from a path, or a bundled one by name. Errors: InputError. */
export const loadStudyFile = Effect.fnUntraced(function* (name: string): Effect.fn.Return<StudyFile, InputError> {
  const path = bundledStudy(name) ?? resolve(name)
  const value = yield* Effect.tryPromise({ try: () => parse(path), catch: (cause) => refuse(name, reason(cause)) })
  if (!Predicate.isObject(value) || Array.isArray(value)) {
    return yield* refuse(name, "must hold one study object (the default export of a module)")
  }
  return { study: value as Record<string, unknown>, folder: dirname(path) }
})
