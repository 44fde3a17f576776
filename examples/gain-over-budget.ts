// Γ as a function of the budget: a debate of three rounds, stopped after each of them, against a single agent that spends as
// much. The report draws both curves and Γ(B) with a band that holds for all budgets at once.
// Run it: npx gain run examples/gain-over-budget.ts
import { defineStudy, vary } from "collaboration-gain"
import { debate, schedule } from "collaboration-gain/factors"

export default defineStudy({
  name: "gain-over-budget",
  model: "embedded",
  tasks: [{ id: "sums", source: { synthetic: { family: "arithmetic", level: 5, items: 40, seed: 23 } } }],
  // Three rounds of revision, and the same agents who only vote: does talking pay at any budget?
  teams: vary(schedule, debate, ["one-shot", "three-rounds"]),
  budget: 2000
})
