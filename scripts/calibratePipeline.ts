import { contests, measureContest } from "../test/calibration/grid.js"
import { envelopeTruth, measurePipeline, type PipelineCell, voteAtBudget } from "../test/calibration/pipeline.js"
import { ensembleWorld, stoppedRun } from "../test/fixtures/ensembleWorld.js"
import { writeSection } from "./writeSection.js"

const repeats = Number(process.argv[2] ?? 300)
if (!(Number.isInteger(repeats) && repeats >= 10))
  throw new RangeError(`Runs a cell: ${process.argv[2]}; requires at least 10`)
const seed = 20260207
const truthItems = repeats * 150

const share = (value: number) => value.toFixed(3).replace(/^0/u, "")
const average = (values: ReadonlyArray<number>) => values.reduce((sum, value) => sum + value, 0) / values.length
const table = (rows: ReadonlyArray<ReadonlyArray<string | number>>): string => {
  const [head = [], ...body] = rows
  const line = (cells: ReadonlyArray<string | number>) => `| ${cells.join(" | ")} |`
  return [line(head), line(head.map(() => "---")), ...body.map(line)].join("\n")
}
const told = <A>(name: string, value: A): A => {
  process.stderr.write(`${name} ${JSON.stringify(value)}\n`)
  return value
}

// A curve that was met less often than every item has cannot lie below one of its own policies.
const truths = new Map(
  ([5, 8] as const).map((strategies) => [
    strategies,
    told(`truth of ${strategies}`, Math.max(voteAtBudget, envelopeTruth(strategies, truthItems)))
  ])
)
const cells = ([1, 1.2] as const).flatMap((gamma) =>
  ([60, 200] as const).flatMap((items) =>
    ([5, 8] as const).map((strategies): PipelineCell => ({ strategies, items, gamma }))
  )
)
const measured = cells.map((cell) => ({
  cell,
  found: told(
    JSON.stringify(cell),
    measurePipeline(cell, { repeats, seed, truth: truths.get(cell.strategies) ?? voteAtBudget })
  )
}))
const atOne = measured.filter(({ cell }) => cell.gamma === 1)

const lookRuns = repeats
let falsely = 0
for (let run = 0; run < lookRuns; run++) {
  const { looks } = await stoppedRun(ensembleWorld({ seed: 1000 + run, items: 100 }))
  if (looks.some(({ rows }) => rows.some(({ verdict }) => /positive|harmful/u.test(verdict)))) falsely++
}
told("stopping", falsely / lookRuns)

// One cell of the table above stood out; this is what more runs of it say.
const [name, phiS] = contests[0] ?? ["", []]
const again = 10 * repeats
const contest = told(
  name,
  measureContest({ name, phiS, items: 300, seeds: 2, gamma: 1, repeats: again, seed: seed + 1 })
)

const section = `\`npm run calibrate:pipeline\` writes this part. From the trials of a ledger to the verdict, seed ${seed}, ${repeats} runs a cell: five or eight
strategies (plain votes of several kinds, one greedy run, refinement, best-of-n, adaptive votes), the team's cost estimated on the
same items and between two sizes of a vote (3.5 runs, dearer on hard items). At Γ = 1 the team is the best plain vote that the
single agent has at that cost, made a little better where an adaptive vote does better still (${[...truths].map(([strategies, truth]) => `${share(truth)} of ${strategies}`).join(", ")}, from ${truthItems} items).
Monte Carlo standard error of a coverage of .95: ${(100 * Math.sqrt((0.95 * 0.05) / repeats)).toFixed(1)} points. λ is the equivalent budget; its true value at Γ = 1 is 1.

${table([
  ["strategies", "items", "Γ", "coverage", "positive", "harmful", "λ holds 1"],
  ...measured.map(({ cell, found }) => [
    cell.strategies,
    cell.items,
    cell.gamma,
    share(found.coverage),
    share(found.positive),
    share(found.harmful),
    cell.gamma === 1 ? share(found.lambda) : "–"
  ])
])}

Mean coverage ${share(average(measured.map(({ found }) => found.coverage)))}, lowest ${share(Math.min(...measured.map(({ found }) => found.coverage)))}; *positive* at Γ = 1 in ${share(average(atOne.map(({ found }) => found.positive)))} of runs.

The stopping rule through the real runner: an ensemble against its own vote (Γ = 1) on 100 items, a pilot of 12, a look after every 8
further items, ${lookRuns} runs from seed 1000: *positive* or *harmful* at any look in ${share(falsely / lookRuns)} of runs; allowed is .05.

Three policies with gaps of .1 on 300 items, where the table above has the highest share of *positive*, in ${again} further runs (seed
${seed + 1}): *positive* ${share(contest.above)}, *harmful* ${share(contest.below)}, coverage ${share(contest.coverage)}; standard error ${(100 * Math.sqrt((0.025 * 0.975) / again)).toFixed(1)} points.`

writeSection("pipeline", section)
