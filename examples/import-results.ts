// Attribution of results that you already have: one row a trial, no model, no ledger. results.csv holds four debates and a lone
// agent of the embedded model on 60 sums.
// Run it: npx jiti examples/import-results.ts
import { attribute, type Cell, gainOfScores, importScores } from "collaboration-gain"

const table = await importScores([new URL("results.csv", import.meta.url).pathname])

/** Which system of the table was run with what. */
const systems = {
  plain: { memory: "none", mesh: "off" },
  remembering: { memory: "own", mesh: "off" },
  talking: { memory: "none", mesh: "on" },
  both: { memory: "own", mesh: "on" }
}

const items = [...new Set(table.rows.map(({ item }) => item))].sort()
const cells = Object.entries(systems).map(([system, levels]): Cell => {
  const own = table.rows.filter((row) => row.system === system)
  const trials = (item: string) => own.filter((row) => row.item === item)
  return {
    levels,
    scores: items.map((item) => trials(item).map(({ score }) => score ?? 0)),
    cost: items.map((item) => trials(item).reduce((sum, { amounts }) => sum + (amounts.tokens ?? 0), 0))
  }
})

const result = attribute({
  factors: [
    { id: "memory", levels: ["none", "own"], nullLevel: "none" },
    { id: "mesh", levels: ["off", "on"], nullLevel: "off" }
  ],
  cells
})
for (const { reason, cost } of result.factors) {
  console.log(reason, `It adds ${cost.difference?.toFixed(0)} tokens a trial.`)
}
console.log(result.interactions[0]?.words)

// Against the single agent of the same table: a gain only where both spent the same, else no more than a ratio.
const gain = gainOfScores(table, { team: "both", single: "alone" })
console.log(gain.kind, gain.gamma?.toFixed(2), gain.verdict, gain.reason ?? "")
