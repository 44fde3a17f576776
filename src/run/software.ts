import { existsSync, readFileSync } from "node:fs"
import { createRequire } from "node:module"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"

interface Package {
  readonly folder: string
  readonly version: string | undefined
}

/** The named package that a file belongs to, found by walking up; `undefined` when it belongs to another. */
const packageOf = (file: string, name: string): Package | undefined => {
  for (let folder = dirname(file); ; folder = dirname(folder)) {
    const path = join(folder, "package.json")
    if (existsSync(path)) {
      const found = JSON.parse(readFileSync(path, "utf8")) as { readonly name?: string; readonly version?: string }
      if (found.name === name) return { folder, version: found.version }
    }
    if (dirname(folder) === folder) return undefined
  }
}

const self = packageOf(fileURLToPath(import.meta.url), "collaboration-gain")

/** Folder of this package, in a clone as well as installed. */
export const packageFolder: string = self?.folder ?? "."

/** Version of this package. */
export const packageVersion: string = self?.version ?? "unknown"

const engineVersion = (): string => {
  try {
    return packageOf(createRequire(import.meta.url).resolve("node-llama-cpp"), "node-llama-cpp")?.version ?? "unknown"
  } catch {
    return "not installed"
  }
}

/** Versions that a ledger's header records. */
export const software = (): Record<string, string> => ({
  "collaboration-gain": packageVersion,
  node: process.versions.node,
  "node-llama-cpp": engineVersion()
})
