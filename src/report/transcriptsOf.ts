import type { Arm } from "../design/Arm.js"
import { taskOf } from "../design/Trial.js"
import type { CallSettled, TrialEnd } from "../ledger/Event.js"
import type { At, Ledger } from "../ledger/Ledger.js"
import type { Report } from "./Report.js"

type Transcript = Report["transcripts"][number]

/** Of every team: its first trial in which interaction changed the outcome if there is one, else its first. */
const telling = (trials: ReadonlyArray<At<TrialEnd>>): At<TrialEnd> | undefined =>
  trials.find((trial) => trial.rounds.length > 1 && trial.rounds[0]?.score !== trial.score) ?? trials[0]

const inOrder = (a: CallSettled, b: CallSettled): number => a.call.localeCompare(b.call, "en", { numeric: true })

/** A few conversations as evidence: one a team and task, chosen by rule and not by hand. */
export const transcriptsOf = (ledger: Ledger): ReadonlyArray<Transcript> => {
  const { design } = ledger.start
  const shown = design.arms
    .filter((arm) => arm.role === "team")
    .flatMap((arm) => {
      const trial = telling(ledger.trials.filter((one) => one.slot === arm.slot))
      return trial === undefined ? [] : [{ arm, trial }]
    })
  const wanted = new Map(shown.map(({ trial }) => [trial.trial, [] as Array<CallSettled>]))
  for (const call of ledger.calls) wanted.get(call.trial)?.push(call)
  const transcript = ({ arm, trial }: { readonly arm: Arm; readonly trial: TrialEnd }): Transcript => {
    const item = taskOf(design, arm).items.find((one) => one.id === trial.item)
    return {
      trial: trial.trial,
      system: arm.blueprint.id,
      task: trial.task,
      item: trial.item,
      question: item?.question ?? "",
      key: item?.answer ?? "",
      answer: trial.answer,
      score: trial.score,
      turns: (wanted.get(trial.trial) ?? [])
        .sort(inOrder)
        .map(({ agent, turn, prompt, text, parsed }) => ({ agent, turn, prompt, text, parsed }))
    }
  }
  return shown.map(transcript)
}
