import type { TrainingReport } from "./TrainingReport.js"

/** What results are true of, and the notice that stands before everything else. */
export const scopeWords: Readonly<
  Record<TrainingReport["scope"], { readonly where: string; readonly notice: string | null }>
> = {
  simulated: {
    where: "in the simulated world",
    notice:
      "Coach and Player are equations, not language models. Everything on this page holds in the simulated world (its equations and constants were written down before the first comparison) and says nothing about any model."
  },
  weights: { where: "for this model and these items", notice: null },
  "in-context": {
    where: "for this model and these items",
    notice:
      "No weights were changed: both policies are text memories in front of one model. Inspired by CPMöbius, not a replication of it."
  },
  imported: {
    where: "for these runs",
    notice:
      "These runs were trained elsewhere and read from the trainer’s own logs: nothing on this page could be checked against a ledger."
  },
  mixed: {
    where: "for these runs",
    notice:
      "The arms were trained by different kinds of trainers. Their numbers stand side by side, but what differs is not only the arm."
  }
}
