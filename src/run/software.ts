import { createRequire } from "node:module"
import { dirname } from "node:path"
import { ownPackage, packageOf } from "../model/packageRoot.js"

/** Version of this package. */
export const packageVersion: string = ownPackage().version ?? "unknown"

const engineVersion = (): string => {
  try {
    const entry = createRequire(import.meta.url).resolve("node-llama-cpp")
    return packageOf(dirname(entry), "node-llama-cpp")?.version ?? "unknown"
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
