import { existsSync, readFileSync } from "node:fs"
import { dirname, join, resolve } from "node:path"
import { fileURLToPath } from "node:url"
import { describe, expect, it } from "vitest"

const root = resolve(dirname(fileURLToPath(import.meta.url)), "..")

interface Manifest {
  readonly dependencies?: Readonly<Record<string, string>>
  readonly devDependencies?: Readonly<Record<string, string>>
  readonly optionalDependencies?: Readonly<Record<string, string>>
  readonly files?: ReadonlyArray<string>
}

const read = (name: string) => JSON.parse(readFileSync(join(root, name), "utf8"))
const manifest: Manifest = read("package.json")
const packages: Readonly<Record<string, Manifest>> = read("package-lock.json").packages

describe("the lock file", () => {
  it("is of the same dependencies as package.json", () => {
    const locked = packages[""]
    expect(locked?.dependencies).toEqual(manifest.dependencies)
    expect(locked?.devDependencies).toEqual(manifest.devDependencies)
    expect(locked?.optionalDependencies).toEqual(manifest.optionalDependencies)
  })

  it("lists the binaries of every system, without which `npm ci` refuses it", () => {
    const missing = Object.values(packages)
      .flatMap(({ optionalDependencies }) => Object.keys(optionalDependencies ?? {}))
      .filter((name) => !Object.keys(packages).some((path) => path.endsWith(`node_modules/${name}`)))
    expect(missing).toEqual([])
    expect(packages).toHaveProperty(["node_modules/@node-llama-cpp/mac-arm64-metal"])
  })
})

describe("the package", () => {
  it("carries what it says", () => {
    const here = [...(manifest.files ?? []), "README.md", "LICENSE"].filter((name) => name !== "dist")
    expect(here.filter((name) => !existsSync(join(root, name)))).toEqual([])
  })
})
