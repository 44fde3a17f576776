// The published results of CPMöbius (thunlp/CPMobius, arXiv 2602.02979), recomputed from the columns that they print.
// R-Zero failed on OpenMath-Nemotron and has no row there.
// Run it: npx jiti examples/cpmobius-published.ts
import { readFileSync } from "node:fs"

interface Row {
  readonly base: string
  readonly method: "base" | "R-Zero" | "RENT" | "CPMöbius"
  /** As printed. */
  readonly average: number
  readonly outOfDistribution: number
  /** AMC (the probe), AIME 24, AIME 25, Minerva, MATH, Olympiad. */
  readonly scores: readonly [number, number, number, number, number, number]
}

const rows: ReadonlyArray<Row> = JSON.parse(readFileSync(new URL("./cpmobius-published.json", import.meta.url), "utf8"))
const mean = (values: ReadonlyArray<number>): number => values.reduce((sum, one) => sum + one, 0) / values.length

/** Means of the printed columns; a printed mean is *off* when rounding of six columns and of the mean cannot explain it. */
export const recomputed = rows.map((row) => {
  const [average, outOfDistribution] = [mean(row.scores), mean(row.scores.slice(1))]
  const off = (printed: number, value: number): boolean => Math.abs(printed - value) > 0.1
  return {
    ...row,
    mean: average,
    outOfDistributionMean: outOfDistribution,
    withoutMinerva: mean(row.scores.filter((_, column) => column !== 3)),
    averageOff: off(row.average, average),
    outOfDistributionOff: off(row.outOfDistribution, outOfDistribution)
  }
})

/** CPMöbius over each other method on the same base: ratios of printed means, and of columns, at *unmatched* budgets, no Γ. */
export const ratios = recomputed
  .filter(({ method }) => method === "CPMöbius")
  .flatMap((own) =>
    recomputed
      .filter(({ base, method }) => base === own.base && method !== "CPMöbius")
      .map((other) => ({
        base: own.base,
        over: other.method,
        printedRatio: own.average / other.average,
        ratio: own.mean / other.mean,
        withoutMinerva: own.withoutMinerva / other.withoutMinerva,
        gain: own.outOfDistributionMean - other.outOfDistributionMean,
        printedGain: own.outOfDistribution - other.outOfDistribution
      }))
  )

for (const { base, method, outOfDistribution, outOfDistributionMean, outOfDistributionOff } of recomputed)
  if (outOfDistributionOff)
    console.log(
      `${base}, ${method}: OOD ${outOfDistribution} printed, ${outOfDistributionMean.toFixed(1)} by its columns`
    )
for (const { base, over, printedRatio: ratio, withoutMinerva, gain } of ratios)
  console.log(
    `${base}: ${ratio.toFixed(3)} × ${over} (${withoutMinerva.toFixed(3)} without Minerva), OOD ${gain.toFixed(1)}`
  )
console.log(`These tables can show: where the margin lies (over RENT mostly in Minerva), and that gains reach beyond the probe.
They cannot show a Γ: no seeds, no intervals, and no token or FLOP counts were published, so no budget is matched.`)
