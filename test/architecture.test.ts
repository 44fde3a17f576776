import { existsSync, readdirSync, readFileSync } from "node:fs"
import { dirname, join, posix, resolve } from "node:path"
import { fileURLToPath } from "node:url"
import ts from "typescript"
import { describe, expect, it } from "vitest"

const root = resolve(dirname(fileURLToPath(import.meta.url)), "..")
const page = readFileSync(join(root, "docs/architecture.md"), "utf8")

/** Files that may read the clock or the environment, with what they need it for. */
const clockReaders: Readonly<Record<string, string>> = {
  "src/cases/cpmobius/weights/TrainingWorker.ts": "GAIN_PYTHON; the environment is handed on to the training process"
}
const readsFreely = (file: string) => file.startsWith("src/cli/") || Object.hasOwn(clockReaders, file)

const filesUnder = (folder: string): Array<string> =>
  existsSync(join(root, folder))
    ? readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
        .map((name) => posix.join(folder, name))
        .filter((name) => name.endsWith(".ts"))
        .sort()
    : []

const files = [...filesUnder("src"), ...filesUnder("factors")]

/** Rows of the table under a heading that begins with `head`; cells without their code marks. */
const tableAfter = (head: string): Array<Array<string>> => {
  const lines = page.slice(page.indexOf(`| ${head} |`)).split("\n")
  const end = lines.findIndex((line) => !line.startsWith("|"))
  return lines.slice(2, end).map((line) =>
    line
      .split("|")
      .slice(1, -1)
      .map((cell) => cell.trim())
  )
}
const unmark = (cell: string | undefined) => (cell ?? "").replaceAll("`", "")
const ranks = new Map(tableAfter("folder").map(([folder, rank]) => [unmark(folder), Number(rank)] as const))

const folderOf = (file: string): string => {
  if (ranks.has(file)) return file
  const [top, second] = file.split("/")
  return top === "src" ? `${top}/${second}` : (top ?? "")
}

interface Import {
  readonly from: string
  readonly name: string
  /** The file that is meant, relative to the root; absent for packages. */
  readonly to?: string
  /** Loaded as soon as the importing file is: neither a type nor a call of `import`. */
  readonly eager: boolean
}

interface Parsed {
  readonly imports: ReadonlyArray<Import>
  /** Banned words with their lines. */
  readonly any: ReadonlyArray<string>
  readonly ambient: ReadonlyArray<string>
  readonly silenced: ReadonlyArray<string>
}

const ambientNames = ["Math.random", "Date.now", "performance.now", "process.env", "process.hrtime"]

const parse = (file: string, text = readFileSync(join(root, file), "utf8")): Parsed => {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true)
  const imports: Array<Import> = []
  const any: Array<string> = []
  const ambient: Array<string> = []
  const at = (node: ts.Node) => `${file}:${source.getLineAndCharacterOfPosition(node.getStart()).line + 1}`
  const add = (specifier: ts.Node | undefined, eager: boolean) => {
    if (specifier === undefined || !ts.isStringLiteralLike(specifier)) return
    const name = specifier.text
    imports.push(
      name.startsWith(".")
        ? { from: file, name, to: posix.join(posix.dirname(file), name).replace(/\.js$/u, ".ts"), eager }
        : { from: file, name, eager }
    )
  }
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node)) {
      // A clause of types only is erased; `import "x"` has no clause and is not.
      add(node.moduleSpecifier, node.importClause?.phaseModifier !== ts.SyntaxKind.TypeKeyword)
    } else if (ts.isExportDeclaration(node)) {
      add(node.moduleSpecifier, !node.isTypeOnly)
    } else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      add(node.arguments[0], false)
    } else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) {
      add(node.argument.literal, false)
    } else if (node.kind === ts.SyntaxKind.AnyKeyword) {
      any.push(at(node))
    } else if (ts.isPropertyAccessExpression(node) && ambientNames.includes(node.getText())) {
      ambient.push(`${at(node)} ${node.getText()}`)
    } else if (ts.isNewExpression(node) && node.expression.getText() === "Date") {
      ambient.push(`${at(node)} new Date`)
    }
    ts.forEachChild(node, visit)
  }
  visit(source)
  const silenced = [...text.matchAll(/@ts-(?:ignore|nocheck|expect-error)/gu)].map((match) => `${file} ${match[0]}`)
  return { imports, any, ambient, silenced }
}

const parsed = new Map(files.map((file) => [file, parse(file)] as const))
const imports = [...parsed.values()].flatMap((one) => one.imports)
const inner = imports.flatMap((one) => (one.to === undefined ? [] : [{ ...one, to: one.to }]))

describe("the table of ranks in docs/architecture.md", () => {
  it("names every folder and file at the top of src", () => {
    expect(files.length).toBeGreaterThan(20)
    expect(ranks.get("src/stats")).toBe(0)
    const top = new Set(files.filter((file) => file.startsWith("src/")).map(folderOf))
    expect([...top].filter((folder) => !ranks.has(folder))).toEqual([])
  })

  it("is obeyed: files import from lower ranks or from their own folder", () => {
    const broken = inner
      .filter(({ from, to }) => from.startsWith("src/") && folderOf(from) !== folderOf(to))
      .filter(({ from, to }) => !((ranks.get(folderOf(to)) ?? Number.NaN) < (ranks.get(folderOf(from)) ?? Number.NaN)))
      // The command line hands the presets to a run.
      .filter(({ from, to }) => !(from.startsWith("src/cli/") && to.startsWith("factors/")))
      .map(({ from, to }) => `${from} -> ${to}`)
    expect(broken).toEqual([])
  })
})

describe("imports", () => {
  it("name files that exist, with the extension .js", () => {
    expect(inner.filter(({ name, to }) => !name.endsWith(".js") || !parsed.has(to))).toEqual([])
  })

  it("have no cycles", () => {
    const edges = new Map(files.map((file) => [file, inner.filter(({ from }) => from === file).map(({ to }) => to)]))
    const done = new Set<string>()
    const cycles: Array<string> = []
    const walk = (file: string, way: ReadonlyArray<string>): void => {
      if (way.includes(file)) {
        cycles.push([...way.slice(way.indexOf(file)), file].join(" -> "))
        return
      }
      if (done.has(file)) return
      for (const next of edges.get(file) ?? []) walk(next, [...way, file])
      done.add(file)
    }
    for (const file of files) walk(file, [])
    expect(cycles).toEqual([])
  })

  it("keep the analysis away from models, agents and runs", () => {
    const pure = ["src/gain", "src/attribution", "src/report", "src/stats", "src/ledger"]
    const spending = ["src/model", "src/meter", "src/agent", "src/run"]
    const broken = inner.filter(({ from, to }) => pure.includes(folderOf(from)) && spending.includes(folderOf(to)))
    expect(broken.map(({ from, to }) => `${from} -> ${to}`)).toEqual([])
  })

  it("keep the library of factors to blueprints, factors and effect, and behind the command line", () => {
    const allowed = (one: Import) =>
      one.to === undefined
        ? /^effect(?:\/|$)/u.test(one.name)
        : ["factors", "src/factor", "src/blueprint"].includes(folderOf(one.to))
    expect(imports.filter((one) => one.from.startsWith("factors/") && !allowed(one))).toEqual([])
    const readers = inner.filter(({ from, to }) => from.startsWith("src/") && to.startsWith("factors/"))
    expect(readers.map(({ from }) => from).filter((from) => !from.startsWith("src/cli/"))).toEqual([])
  })

  it("load no native code with the main door", () => {
    const loaded = new Set<string>()
    const load = (file: string): void => {
      if (loaded.has(file)) return
      loaded.add(file)
      for (const one of parsed.get(file)?.imports ?? []) if (one.eager && one.to !== undefined) load(one.to)
    }
    load("src/index.ts")
    expect(loaded.size).toBeGreaterThan(10)
    const native = imports.filter((one) => one.eager && loaded.has(one.from) && one.name.startsWith("node-llama-cpp"))
    expect(native.map(({ from }) => from)).toEqual([])
  })

  it("are all declared in package.json", () => {
    const { dependencies, optionalDependencies } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"))
    const declared = Object.keys({ ...dependencies, ...optionalDependencies })
    const used = imports
      .filter(({ to, name }) => to === undefined && !name.startsWith("node:"))
      .map(({ name }) => (name.startsWith("@") ? name.split("/").slice(0, 2).join("/") : (name.split("/")[0] ?? "")))
    expect([...new Set(used)].filter((name) => !declared.includes(name))).toEqual([])
  })
})

describe("sources", () => {
  it("are read well enough for what follows to fail", () => {
    const text = `import type { A } from "./A.js"
import { type B } from "./B.js"
export * from "node-llama-cpp"
// any Math.random() Date.now() in a comment does not count
const x: any = [Math.random(), new Date(0), process.env.HOME, import("./C.js")] // @ts-ignore`
    const { imports: found, any, ambient, silenced } = parse("src/stats/x.ts", text)
    expect(found.map(({ to, name, eager }) => [to ?? name, eager])).toEqual([
      ["src/stats/A.ts", false],
      ["src/stats/B.ts", true],
      ["node-llama-cpp", true],
      ["src/stats/C.ts", false]
    ])
    expect(any).toEqual(["src/stats/x.ts:5"])
    expect(ambient).toEqual(["Math.random", "new Date", "process.env"].map((what) => `src/stats/x.ts:5 ${what}`))
    expect(silenced).toHaveLength(1)
  })

  it("use no type any and silence no type error", () => {
    expect([...parsed.values()].flatMap((one) => one.any)).toEqual([])
    expect([...parsed.values()].flatMap((one) => one.silenced)).toEqual([])
  })

  it("take chance from seeds and time from the caller", () => {
    const broken = [...parsed].filter(([file]) => !readsFreely(file)).flatMap(([, one]) => one.ambient)
    expect(broken).toEqual([])
    const idle = Object.keys(clockReaders).filter((file) => parsed.get(file)?.ambient.length === 0)
    expect(idle, "exceptions that are not needed any more").toEqual([])
  })

  it("stand in folders that say what is in them", () => {
    const banned = /(?:^|\/)(?:utils?|common|misc|helpers?)(?:\/|\.ts$)/u
    expect(files.filter((file) => banned.test(file))).toEqual([])
  })
})

describe("doors", () => {
  const doors = tableAfter("import").map(([name, source, names]) => ({
    name: unmark(name),
    source: unmark(source),
    names: [...(names ?? "").matchAll(/`(\w+)`/gu)].map((match) => match[1] ?? "")
  }))
  const { exports, bin, files: packed } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"))

  it("are the entries of the exports map, each with its types", () => {
    const promised = doors.map(({ name, source }) => [
      name.replace("collaboration-gain", "."),
      {
        types: `./dist/${source.replace(/\.ts$/u, ".d.ts")}`,
        default: `./dist/${source.replace(/\.ts$/u, ".js")}`
      }
    ])
    expect(Object.entries(exports).filter(([key]) => key !== "./package.json")).toEqual(promised)
    expect(existsSync(join(root, String(bin.gain).replace("dist/", "").replace(/\.js$/u, ".ts")))).toBe(true)
    expect(packed).toEqual(expect.arrayContaining(["dist", "models", "studies"]))
  })

  it.each(doors)("$name exports every name that the page promises", async ({ source, names }) => {
    const module: Record<string, unknown> = await import(join(root, source))
    expect(names.length).toBeGreaterThan(0)
    expect(names.filter((name) => !(name in module))).toEqual([])
  })
})
