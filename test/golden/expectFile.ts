import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { basename, dirname, join } from "node:path"
import { fileURLToPath } from "node:url"
import { expect } from "vitest"

const here = dirname(fileURLToPath(import.meta.url))
const root = join(here, "../..")

/**
 * Compares a text with a committed file, byte for byte. A text that differs is written to `test/golden/NAME.actual`, beside
 * the file that it may replace; UPDATE_GOLDEN=1 replaces it at once.
 */
export const expectFile = (path: string, text: string): void => {
  const file = join(root, path)
  const actual = join(here, `${basename(path)}.actual`)
  if (process.env.UPDATE_GOLDEN === "1") writeFileSync(file, text)
  const committed = existsSync(file) ? readFileSync(file, "utf8") : ""
  if (committed === text) {
    rmSync(actual, { force: true })
    return
  }
  writeFileSync(actual, text)
  const old = committed.split("\n")
  const line = text.split("\n").findIndex((one, i) => one !== old[i])
  expect.fail(`${path} differs from line ${line + 1}; what came out lies in ${actual.slice(root.length + 1)}`)
}
