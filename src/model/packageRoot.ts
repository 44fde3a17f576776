import { existsSync, readFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"
import { InputError } from "../errors/InputError.js"

const packageName = "collaboration-gain"

const isOurs = (folder: string): boolean => {
  const file = join(folder, "package.json")
  if (!existsSync(file)) return false
  const content: unknown = JSON.parse(readFileSync(file, "utf8"))
  return typeof content === "object" && content !== null && "name" in content && content.name === packageName
}

/**
 * The folder of this package, found upwards from its own code: from the sources, from the build, and where it is installed.
 *
 * Errors: throws InputError when the code was copied out of its package.
 */
export const packageRoot = (from: string = dirname(fileURLToPath(import.meta.url))): string => {
  for (let folder = from; ; folder = dirname(folder)) {
    if (isOurs(folder)) return folder
    if (folder === dirname(folder)) {
      throw new InputError({
        what: "Package folder",
        value: from,
        limit: `a folder above it with the package.json of ${packageName} is required`,
        advice: "Keep the package together, or give the path of a .gguf file instead of `embedded`."
      })
    }
  }
}
