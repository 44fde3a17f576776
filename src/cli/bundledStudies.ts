import { existsSync, readdirSync } from "node:fs"
import { join } from "node:path"
import { packageRoot } from "../model/packageRoot.js"

const folder = join(packageRoot(), "studies")

/** Names of the studies that ship with the package. */
export const bundledStudies = (): ReadonlyArray<string> =>
  readdirSync(folder)
    .filter((file) => file.endsWith(".json"))
    .map((file) => file.replace(/\.json$/, ""))
    .sort()

/** Path of a bundled study; `undefined` when there is none of this name. A file of that path in place goes first. */
export const bundledStudy = (name: string): string | undefined => {
  const path = join(folder, `${name}.json`)
  return /^[\w-]+$/.test(name) && existsSync(path) ? path : undefined
}
