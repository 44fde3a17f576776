import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { dirname, join, relative, resolve } from "node:path"
import { fileURLToPath } from "node:url"
import ts from "typescript"
import { afterAll, beforeAll, describe, expect, it } from "vitest"

const here = dirname(fileURLToPath(import.meta.url))
const root = resolve(here, "..")

const filesUnder = (folder: string, ending: string): Array<string> =>
  existsSync(join(root, folder))
    ? readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
        .filter((name) => name.endsWith(ending) && !name.startsWith("api/"))
        .map((name) => join(folder, name))
        .sort()
    : []

const pages = [
  ...readdirSync(root).filter((name) => name.endsWith(".md")),
  ...["docs", "models", "studies", "examples"].flatMap((folder) => filesUnder(folder, ".md"))
]
const sources = [...filesUnder("src", ".ts"), ...filesUnder("factors", ".ts")]

/** The anchors that a page's headings get. */
const anchorsOf = (text: string): Array<string> =>
  [...text.matchAll(/^#+ (.+)$/gmu)].map(([, title = ""]) =>
    title
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, "")
      .replaceAll(" ", "-")
  )

describe("links", () => {
  const links = pages.flatMap((page) => {
    const prose = readFileSync(join(root, page), "utf8").replace(/^```[\s\S]*?^```/gmu, "")
    return [...prose.matchAll(/\]\(([^)\s]+)\)/gu)].map(([, target = ""]) => ({ page, target }))
  })

  it("lead to files and headings that exist", () => {
    const broken = links
      .filter(({ target }) => !/^(?:https?|mailto):/u.test(target))
      .filter(({ page, target }) => {
        const [path = "", anchor] = target.split("#")
        const file = path === "" ? join(root, page) : resolve(root, dirname(page), path)
        if (!existsSync(file)) return true
        return anchor !== undefined && !anchorsOf(readFileSync(file, "utf8")).includes(anchor)
      })
    expect(links.length).toBeGreaterThan(4)
    expect(broken).toEqual([])
  })
})

interface Example {
  /** Page or source, and line of the first line of code. */
  readonly place: string
  readonly code: string
}

/** Blocks fenced as `ts` in a page, or in the comments of a source. */
const examplesIn = (file: string): Array<Example> => {
  const text = readFileSync(join(root, file), "utf8")
  const fence = file.endsWith(".md") ? /^```ts\n([\s\S]*?)^```/gmu : /^ *\* ```ts\n([\s\S]*?)^ *\* ```/gmu
  return [...text.matchAll(fence)].map((match) => ({
    place: `${file}:${text.slice(0, match.index).split("\n").length + 1}`,
    code: file.endsWith(".md") ? (match[1] ?? "") : (match[1] ?? "").replace(/^ *\* ?/gmu, "")
  }))
}

const examples = [...pages, ...sources].flatMap(examplesIn)

const expectation = /^(\s*)console\.log\((.*)\) \/\/ (.+)$/u

/** What the comment behind each `console.log` promises, by number. */
const promisesOf = (code: string): Array<string> =>
  code.split("\n").flatMap((line) => expectation.exec(line)?.[3] ?? [])

/** The same code with each promise handed to a checker instead of printed. */
const checkable = (code: string): string => {
  let number = 0
  return code
    .split("\n")
    .map((line) => line.replace(expectation, (_, indent, args) => `${indent}globalThis.promised(${number++}, ${args})`))
    .join("\n")
}

/** Values as the comments write them: JSON, numbers rounded to the decimals that the comment gives. */
const shown = (values: ReadonlyArray<unknown>, promise: string): string => {
  const decimals = /^-?\d+\.(\d+)$/u.exec(promise)?.[1]?.length
  const [only] = values
  if (values.length === 1 && typeof only === "number" && decimals !== undefined) return only.toFixed(decimals)
  return values.map((value) => (value === undefined ? "undefined" : JSON.stringify(value))).join(" ")
}
const compact = (text: string) => text.replace(/\s+/gu, "")

describe("examples", () => {
  const folder = join(here, ".examples")
  const fileOf = (index: number) => join(folder, `example-${index}.ts`)

  beforeAll(() => {
    rmSync(folder, { recursive: true, force: true })
    mkdirSync(folder)
    for (const [index, { code }] of examples.entries()) writeFileSync(fileOf(index), `${code}\nexport {}\n`)
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  it("have the types that they claim", () => {
    const config = ts.readConfigFile(join(root, "tsconfig.json"), ts.sys.readFile)
    const { options } = ts.parseJsonConfigFileContent(config.config, ts.sys, root)
    const program = ts.createProgram({
      rootNames: examples.map((_, index) => fileOf(index)),
      // The reader of an example may leave a result unused.
      options: { ...options, noUnusedLocals: false, noEmit: true }
    })
    const problems = examples.flatMap(({ place }, index) => {
      const source = program.getSourceFile(fileOf(index))
      return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)].map((one) => {
        const line = source?.getLineAndCharacterOfPosition(one.start ?? 0).line ?? 0
        return `${place} +${line}: ${ts.flattenDiagnosticMessageText(one.messageText, " ")}`
      })
    })
    expect(problems).toEqual([])
  }, 120_000)

  const promising = examples.flatMap(({ place, code }, index) =>
    promisesOf(code).length === 0 ? [] : [{ place, code, index }]
  )

  it.each(promising)("at $place print what they promise", async ({ code, index }) => {
    const promises = promisesOf(code)
    const seen: Array<string> = promises.map(() => "(not reached)")
    Object.assign(globalThis, {
      promised: (number: number, ...values: ReadonlyArray<unknown>) => {
        seen[number] = shown(values, promises[number] ?? "")
      }
    })
    const file = fileOf(index).replace("example-", "run-")
    writeFileSync(file, `${checkable(code)}\nexport {}\n`)
    await import(file)
    expect(seen.map(compact)).toEqual(promises.map(compact))
  })

  it("are found", () => {
    expect(promising.map(({ place }) => relative(root, join(root, place.split(":")[0] ?? "")))).toContain(
      "src/task/syntheticTask.ts"
    )
  })
})
