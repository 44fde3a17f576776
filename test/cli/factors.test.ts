import { readFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import * as library from "../../factors/index.js"
import { exitCodes } from "../../src/cli/exitCode.js"
import { gain } from "../../src/cli/gain.js"

const call = async (...args: ReadonlyArray<string>) => {
  let out = ""
  let errors = ""
  const code = await gain(["factors", ...args], {
    out: (text) => {
      out += text
    },
    error: (text) => {
      errors += text
    }
  })
  return { code, out, errors }
}

describe("gain factors", () => {
  it("lists at least 18 factors of three kinds and 15 presets as JSON, with what a study needs to know", async () => {
    const { code, out } = await call("--json")
    expect(code).toBe(exitCodes.done)
    const { factors, presets } = JSON.parse(out)
    expect(factors.length).toBeGreaterThanOrEqual(18)
    expect(presets.length).toBeGreaterThanOrEqual(15)
    expect(new Set(factors.map(({ kind }: { kind: string }) => kind))).toEqual(
      new Set(["control", "information", "context"])
    )
    for (const factor of factors) {
      expect(factor.levels, factor.id).toContain(factor.nullLevel)
      for (const name of ["claim", "source", "holdsFixed", "example"]) expect(factor[name], factor.id).toMatch(/\w/)
      expect(Object.keys(factor.meaning).sort(), factor.id).toEqual([...factor.levels].sort())
      expect(factor.moves.length, factor.id).toBeGreaterThan(0)
    }
    expect(presets.map(({ blueprint }: { blueprint: unknown }) => blueprint)).toEqual(Object.values(library.presets))
  })

  it("gives examples that run", async () => {
    const { factors } = JSON.parse((await call("--json")).out)
    for (const { example, id } of factors) {
      const made = new Function(...Object.keys(library), "vary", `return ${example}`)(
        ...Object.values(library),
        (factor: { id: string }) => [factor.id]
      )
      expect(JSON.stringify(made).length, id).toBeGreaterThan(6)
    }
  })

  it("says everything about one factor or preset", async () => {
    const factor = await call("topology")
    for (const word of ["claim", "MacNet", "moves", "holds fixed", "null level", "isolated", "compose(debate"]) {
      expect(factor.out).toContain(word)
    }
    const preset = await call("debate")
    expect(preset.out).toContain("2305.14325")
    expect(preset.out).toContain('"kind": "debate"')
    expect(JSON.parse((await call("feedback", "--json")).out)).toMatchObject({ id: "feedback", kind: "information" })
    expect((await call("macnet-tree", "--svg")).out).toMatch(/^<svg/)
  })

  it("refuses what is not there, and pictures of factors", async () => {
    const unknown = await call("topologie")
    expect(unknown.code).toBe(exitCodes.refused)
    expect(unknown.errors).toContain("must be one of agents")
    expect((await call("topology", "--svg")).code).toBe(exitCodes.refused)
    expect((await call("--svg")).code).toBe(exitCodes.refused)
  })

  it("writes the page that is committed", async () => {
    const page = readFileSync(join(import.meta.dirname, "../../docs/factors.md"), "utf8")
    expect((await call("--markdown")).out, "run `npx gain factors --markdown > docs/factors.md`").toBe(page)
  })
})
