/**
 * Runs the examples of the factor families and writes what they gave: `npm run factor-examples`, or with some of their names.
 *
 * Every example runs once, from its file, in a process of its own and a temporary folder. What it gave is put into
 * docs/records/factor-examples.json, and docs/factor-examples.md is written from there. `page` writes the page alone.
 */
import { spawn } from "node:child_process"
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { familyOf, files } from "../examples/factors/families.js"
import { factors } from "../factors/index.js"
import type { EffectEstimate } from "../src/attribution/Attribution.js"
import type { Estimate } from "../src/gain/Estimate.js"
import { readLedger } from "../src/ledger/readLedger.js"
import type { Report } from "../src/report/Report.js"
import { effectText } from "../src/report/words/effectText.js"
import { gammaText } from "../src/report/words/gammaText.js"
import { verdictLabel } from "../src/report/words/verdictLabel.js"

const recordFile = "docs/records/factor-examples.json"
const page = "docs/factor-examples.md"

/** One line of a table. */
interface Row {
  readonly level: string
  readonly gamma: string
  readonly verdict: string
  /** Γ at the level over Γ at the null level. */
  readonly effect: string
}

/** What one example gave. */
interface Outcome {
  readonly file: string
  readonly models: ReadonlyArray<string>
  readonly items: number
  readonly seeds: number
  readonly cpuSeconds: number
  /** Of the teams' calls: how many, the share that could be read, and the same for the level with the lowest share. */
  readonly parse: { readonly calls: number; readonly rate: number; readonly lowest: number }
  readonly rows: ReadonlyArray<Row>
}

const pair = ({ point, interval }: { readonly point: string; readonly interval: string }): string =>
  interval === "–" ? point : `${point} ${interval}`

const ratio = ({ value, lower, upper }: EffectEstimate["ratio"]): string =>
  value === null || lower === null || upper === null
    ? "–"
    : `${value.toFixed(2)} [${lower.toFixed(2)}, ${upper.toFixed(2)}]`

const rowOf = (level: string, estimate: Estimate | undefined, effect: string): Row => {
  if (estimate === undefined) throw new Error(`no estimate of ${level}`)
  return { level, gamma: pair(gammaText(estimate)), verdict: verdictLabel[estimate.verdict].label, effect }
}

const rowsOf = (report: Report): ReadonlyArray<Row> => {
  const parity = report.estimates.filter(({ comparison }) => comparison === "parity")
  if (report.attribution.length === 0) {
    return report.estimates.map((one) =>
      rowOf(
        `${one.system.replace(/^.+\/v(\d)$/u, "promptVariant = $1")}${one.comparison === "parity" ? "" : ", access"}`,
        one,
        "–"
      )
    )
  }
  return report.attribution.flatMap((design) =>
    design.cells.map(({ levels, system, task }) => {
      const on = design.factors.filter(({ id, nullLevel }) => levels[id] !== nullLevel)
      const name = (on.length === 0 ? design.factors : on).map(({ id }) => `${id} = ${levels[id]}`).join(", ")
      const estimate = parity.find((one) => one.system === system && one.task === task)
      const [moved] = on
      if (moved === undefined) return rowOf(`${name} (null)`, estimate, "1")
      const here = (one: { readonly factor: string; readonly level: string }) =>
        one.factor === moved.id && one.level === levels[moved.id]
      const context = report.attribution.flatMap(({ contexts }) => contexts).find(here)
      const effect = design.result?.factors.find(here)?.fromBase
      if (moved.kind === "context" && context !== undefined) return rowOf(name, estimate, ratio(context.ratio))
      return rowOf(name, estimate, effect === undefined ? "–" : pair(effectText(effect)))
    })
  )
}

/** Runs this script or the command line in a process of its own and waits for it. */
const child = (...args: ReadonlyArray<string>): Promise<number | null> =>
  new Promise((resolve) => {
    const started = spawn(process.execPath, ["node_modules/jiti/lib/jiti-cli.mjs", ...args], {
      stdio: ["ignore", "ignore", "inherit"]
    })
    started.once("exit", (code) => resolve(code))
  })

/** The run itself, in the child: its processor time counts from its start. */
const runOne = async (file: string, out: string): Promise<void> => {
  const { gain } = await import("../src/cli/gain.js")
  const code = await gain(["run", `examples/factors/${file}.ts`, "--out", out], { out: () => {}, error: () => {} })
  const { user, system } = process.cpuUsage()
  writeFileSync(join(out, "processor.json"), JSON.stringify((user + system) / 1e6))
  process.exitCode = code
}

const outcomeOf = async (file: string): Promise<Outcome> => {
  const folder = mkdtempSync(join(tmpdir(), "gain-"))
  try {
    const out = join(folder, "run")
    const code = await child("scripts/factorExamples.ts", "one", file, out)
    if (code !== 0) throw new Error(`examples/factors/${file}.ts ended with ${code}`)
    const report: Report = JSON.parse(readFileSync(join(out, "report.json"), "utf8"))
    const { calls, start } = await readLedger(out)
    const teams = start.design.arms.filter(({ role }) => role === "team")
    const ofTeams = teams.map(({ slot }) => calls.filter((call) => call.slot === slot))
    const share = (some: (typeof ofTeams)[number]): number =>
      some.length === 0 ? 0 : some.filter(({ parsed }) => parsed).length / some.length
    return {
      file,
      models: report.models.map(({ id }) => id),
      items: Math.max(...report.estimates.map(({ items }) => items)),
      seeds: Math.max(...report.estimates.map(({ seeds }) => seeds)),
      cpuSeconds: JSON.parse(readFileSync(join(out, "processor.json"), "utf8")),
      parse: { calls: ofTeams.flat().length, rate: share(ofTeams.flat()), lowest: Math.min(...ofTeams.map(share)) },
      rows: rowsOf(report)
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const readRecord = (): ReadonlyArray<Outcome> => {
  try {
    return JSON.parse(readFileSync(recordFile, "utf8"))
  } catch {
    return []
  }
}

/** What a file says of itself in its first comment, but for how to run it. */
const headOf = (file: string): string => {
  const lines = readFileSync(`examples/factors/${file}.ts`, "utf8").split("\n")
  const end = lines.findIndex((line) => !line.startsWith("//") || line.startsWith("// Run it"))
  return lines
    .slice(0, end)
    .map((line) => line.slice(3))
    .join(" ")
}

const percent = (share: number): string => `${Math.floor(1000 * share) / 10} %`

const modelWords = ({ models, parse }: Outcome): string => {
  const names = models.map((id) => `\`${id}\``).join(" and ")
  const read = `${percent(parse.rate)} of ${parse.calls} calls could be read, ${percent(parse.lowest)} at the worst level`
  return models.every((id) => id.startsWith("embedded"))
    ? `Model: ${names}, because it speaks this form: ${read}.`
    : `Model: ${names}, a simulated world and no language model, because the embedded model does not speak this form: ${read}.`
}

const sectionOf = (outcome: Outcome): string => {
  const claims = factors.filter(({ id }) => familyOf[id].some((file) => file === outcome.file))
  return [
    `## ${outcome.file}`,
    "",
    `${headOf(outcome.file)} Claims: ${claims.map(({ id, claim }) => `\`${id}\`: ${claim}`).join(" ")}`,
    "",
    `${modelWords(outcome)} ${outcome.items} items, seeds a team and item: ${outcome.seeds}, ${outcome.cpuSeconds.toFixed(0)} CPU seconds. \`npx gain run examples/factors/${outcome.file}.ts\``,
    "",
    "| level | Γ [95 %] | verdict | Γ over Γ at the null level [95 %] |",
    "| --- | --- | --- | --- |",
    ...outcome.rows.map(({ effect, gamma, level, verdict }) => `| ${level} | ${gamma} | ${verdict} | ${effect} |`),
    ""
  ].join("\n")
}

const writePage = (record: ReadonlyArray<Outcome>): void => {
  const intro = `# Factor examples

Written by \`npm run factor-examples\`: every example of \`examples/factors\`, run once as it stands there, each on items of
its own. One family of [factors](factors.md) a section.

- **What this shows.** That each family runs, what its report says, and what it costs. Few items: wide intervals are wide, and most
  rows are open. Nothing here is a claim about a factor in general.
- **Which model.** The embedded model has 0.9 million parameters and knows synthetic items only. Where it cannot speak a form, the
  example brings a simulated world: there the effect of a factor is written down in the file, and the figures show that it comes
  out again, not that any language model behaves so.
- **Which single agent.** On the embedded model: chains of thought at temperature 1, 0.6 and 0, one or a vote among as many as the
  team's tokens pay for. The package's other strategies are left out to save time; on the items of \`examples/own-factor.ts\` they
  lost: voting .69, best of n .66, refine .65, direct .02. In simulated worlds, where temperature means nothing: chains at 1 and
  votes among them. Every strategy: feedback, partition.
- **Time** is processor time of the whole process in seconds, on a crowded machine with two cores.
- Intervals and ratios are not adjusted for the number of rows. Γ over Γ at the null level compares item by item; – where a level
  has other items or another budget rule than the null level.
`
  writeFileSync(page, `${[intro, ...record.map(sectionOf)].join("\n").trimEnd()}\n`)
}

const [command, ...rest] = process.argv.slice(2)
if (command === "one") {
  const [file = "", out = ""] = rest
  await runOne(file, out)
} else {
  const asked = command === undefined ? files : command === "page" ? [] : [command, ...rest]
  for (const file of asked) {
    const outcome = await outcomeOf(file)
    const now = new Map([...readRecord(), outcome].map((one) => [one.file, one]))
    const record = files.flatMap((name) => now.get(name) ?? [])
    writeFileSync(recordFile, `${JSON.stringify(record, null, 1)}\n`)
    console.error(`${file}: ${outcome.cpuSeconds.toFixed(0)} s, parse ${outcome.parse.rate.toFixed(3)}`)
  }
  writePage(readRecord())
}
