import { existsSync, readFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"
import { InputError } from "../errors/InputError.js"

const packageName = "collaboration-gain"

/** A package as it lies on the disk. */
export interface InstalledPackage {
  readonly folder: string
  readonly version: string | undefined
}

/** The named package that a folder belongs to, found by walking up; `undefined` when it belongs to another. */
export const packageOf = (from: string, name: string): InstalledPackage | undefined => {
  for (let folder = from; ; folder = dirname(folder)) {
    const file = join(folder, "package.json")
    if (existsSync(file)) {
      const found: unknown = JSON.parse(readFileSync(file, "utf8"))
      if (typeof found === "object" && found !== null && "name" in found && found.name === name) {
        return { folder, version: "version" in found && typeof found.version === "string" ? found.version : undefined }
      }
    }
    if (folder === dirname(folder)) return undefined
  }
}

/**
 * This package, found upwards from its own code: from the sources, from the build, and where it is installed.
 *
 * Errors: throws InputError when the code was copied out of its package.
 */
export const ownPackage = (from: string = dirname(fileURLToPath(import.meta.url))): InstalledPackage => {
  const found = packageOf(from, packageName)
  if (found !== undefined) return found
  throw new InputError({
    what: "Package folder",
    value: from,
    limit: `a folder above it with the package.json of ${packageName} is required`,
    advice: "Keep the package together, or give the path of a .gguf file instead of `embedded`."
  })
}

/** Folder of this package. Errors: see {@link ownPackage}. */
export const packageRoot = (from?: string): string => ownPackage(from).folder
