import { readdirSync, readFileSync } from "node:fs"
import * as Effect from "effect/Effect"
import { describe, expect, it } from "vitest"
import { familyOf, files } from "../../examples/factors/families.js"
import { factors } from "../../factors/index.js"
import { loadStudyFile } from "../../src/cli/loadStudyFile.js"
import { decodeStudy } from "../../src/design/decodeStudy.js"
import { verdictLabel } from "../../src/report/words/verdictLabel.js"

const helpers = ["chains", "families", "sums"]
const page = readFileSync("docs/factor-examples.md", "utf8")
const number = "(?:\\d+(?:\\.\\d{1,3})?|∞|–)"
const interval = `\\[${number}, (?:${number}\\]|∞\\))`
const verdicts = Object.values(verdictLabel).map(({ label }) => label)
const row = new RegExp(
  `^\\| [^|]+ \\| (?:${number} )?${interval} \\| (?:${verdicts.join("|")}) \\| (?:1|–|${number}(?: ${interval})?) \\|$`,
  "u"
)

describe("examples of factor families", () => {
  it("hold every factor of the library", () => {
    const unplaced = factors.map(({ id }) => id).filter((id) => !Object.hasOwn(familyOf, id))
    expect(unplaced).toEqual([])
    expect(new Set(Object.values(familyOf).flat())).toEqual(new Set(files))
    const found = readdirSync("examples/factors").map((name) => name.replace(/\.ts$/u, ""))
    expect(found.sort()).toEqual([...files, ...helpers].sort())
  })

  it("name the factors that they move", () => {
    for (const [id, families] of Object.entries(familyOf)) {
      for (const file of families) {
        const text = readFileSync(`examples/factors/${file}.ts`, "utf8").replaceAll(/^\/\/.*$/gmu, "")
        expect(text, `${file} moves ${id}`).toMatch(new RegExp(`\\b${id}`, "u"))
      }
    }
  })

  it.each(files)("%s is a study of at most 40 lines, and has its section with figures in due form", async (file) => {
    const path = `examples/factors/${file}.ts`
    expect(readFileSync(path, "utf8").trimEnd().split("\n").length).toBeLessThanOrEqual(40)
    const { code, study } = await Effect.runPromise(loadStudyFile(path))
    const decoded = await Effect.runPromise(decodeStudy(study))
    const section = page.split(`\n## ${file}\n`)[1]?.split("\n## ")[0] ?? ""
    const rows = section.split("\n").filter((line) => line.startsWith("| "))
    const levels = rows.slice(2)
    expect(levels.length, "at least two levels").toBeGreaterThanOrEqual(2)
    for (const line of levels) expect(line).toMatch(row)
    const seconds = Number(/, (\d+) CPU seconds/u.exec(section)?.[1])
    expect(seconds).toBeGreaterThan(0)
    expect(seconds).toBeLessThanOrEqual(60)
    const read = /Model: (.+?), .*?(\d+(?:\.\d)?) % at the worst level/u.exec(section)
    expect(read?.[1]).toContain(code.models === undefined ? "`embedded`" : "`simulated ")
    if (code.models === undefined) expect(Number(read?.[2])).toBeGreaterThanOrEqual(90)
    // Every level that the study names stands in the table.
    for (const { factors: moved } of decoded.designs ?? []) {
      for (const one of moved) {
        const named = typeof one === "object" && "id" in one ? (one.levels ?? []) : []
        for (const level of named) expect(levels.join("\n")).toContain(`= ${level}`)
      }
    }
  })
})
