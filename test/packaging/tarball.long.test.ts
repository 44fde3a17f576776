import { execFileSync } from "node:child_process"
import { copyFileSync, existsSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { expect, it } from "vitest"
import { temporaryFolder } from "../fixtures/temporaryFolder.js"

const root = fileURLToPath(new URL("../..", import.meta.url))
const run = (command: string, args: ReadonlyArray<string>, cwd: string): string =>
  execFileSync(command, args, { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] })

it("the tarball, installed in an empty project, runs the bundled study there", () => {
  const project = temporaryFolder()
  const [packed] = JSON.parse(run("npm", ["pack", "--json", "--pack-destination", project], root)) as [
    { filename: string; size: number }
  ]
  expect(packed.size).toBeLessThan(8_000_000)
  run("npm", ["init", "--yes"], project)
  run("npm", ["install", "--prefer-offline", `./${packed.filename}`], project)
  // No registry, no proxy: from here on the package is on its own.
  const report = JSON.parse(
    run("npx", ["--offline", "gain", "run", "first-gain", "--items", "8", "--out", "first", "--json"], project)
  )
  expect(report.estimates.length).toBeGreaterThanOrEqual(10)
  expect(existsSync(join(project, "first", "report.html"))).toBe(true)
  expect(readFileSync(join(project, "first", "report.html"), "utf8")).toContain("0.9 million parameters")
  // The doors open by name, with types beside them.
  const script = [
    'import { estimateGain } from "collaboration-gain"',
    'import { presets } from "collaboration-gain/factors"',
    'import { llamaModel } from "collaboration-gain/llama"',
    'import { scriptedModel } from "collaboration-gain/testing"',
    "const { gamma } = estimateGain({ team: [[1], [0]], single: [[1], [0]] })",
    'console.log(gamma, "debate" in presets, typeof llamaModel, typeof scriptedModel)'
  ].join("\n")
  expect(run("node", ["--input-type=module", "-e", script], project).trim()).toBe("1 true function function")
  // A factor, a task and a protocol of one's own take one file each, outside of the package.
  for (const name of ["own-factor", "own-task", "own-protocol"]) {
    copyFileSync(join(root, "examples", `${name}.ts`), join(project, `${name}.ts`))
    run("npx", ["--offline", "gain", "run", `${name}.ts`, "--items", "4", "--out", name], project)
    expect(readFileSync(join(project, name, "report.md"), "utf8")).toContain("Γ")
  }
})
