import { formatPoint } from "../../../report/format/formatPoint.js"
import { formatScore } from "../../../report/format/formatScore.js"
import type { RunCurves, StepPoint } from "./TrainingReport.js"

/** One curve over the iterations. */
export interface Measure {
  readonly id: string
  readonly title: string
  /** What it is, for the table and for readers who cannot see the figure. */
  readonly means: string
  readonly read: (curves: RunCurves) => ReadonlyArray<{ readonly step: number; readonly value: number }>
  /** Axis: a share or accuracy reaches from 0 to 1 at most; others are free. */
  readonly share: boolean
  /** Jumps from step to step, so that it is drawn as a moving mean. */
  readonly noisy: boolean
  readonly format: (value: number | null) => string
}

const ofSteps =
  (of: (point: StepPoint) => number | null): Measure["read"] =>
  ({ points }) =>
    points.flatMap((point) => {
      const value = of(point)
      return value === null ? [] : [{ step: point.step, value }]
    })

const share = (id: string, title: string, means: string, of: (point: StepPoint) => number | null): Measure => ({
  id,
  title,
  means,
  read: ofSteps(of),
  share: true,
  noisy: true,
  format: (value) => formatScore(value, 2)
})

const free = (id: string, title: string, means: string, of: (point: StepPoint) => number | null): Measure => ({
  ...share(id, title, means, of),
  share: false,
  format: formatPoint
})

const held = (id: "overall" | "outOfDistribution", title: string, means: string): Measure => ({
  id,
  title,
  means,
  read: ({ evaluations }) =>
    evaluations.flatMap((point) => {
      const value = point[id]
      return value === null ? [] : [{ step: point.step, value }]
    }),
  share: true,
  noisy: false,
  format: (value) => formatScore(value, 3)
})

/** Held-out accuracy: what the training is for. */
export const accuracyMeasures: ReadonlyArray<Measure> = [
  held("overall", "Accuracy, overall", "held-out items like those of the probe"),
  held("outOfDistribution", "Accuracy, out of distribution", "held-out items unlike those of the probe")
]

/** What happens inside the loop. */
export const loopMeasures: ReadonlyArray<Measure> = [
  { ...share("probe", "Probe accuracy", "what Δ is measured on", ({ probe }) => probe), noisy: false },
  free("g", "Δ, points", "change of the probe accuracy in a step", ({ g }) => g),
  {
    ...free(
      "signalToNoise",
      "Signal-to-noise of Δ",
      "|mean| over deviation of the last 20 Δ",
      (one) => one.signalToNoise
    ),
    noisy: false
  },
  share("acceptance", "Acceptance", "share of problems that pass the gate", ({ acceptance }) => acceptance),
  share("difficulty", "Difficulty", "share of answers against the most frequent one", ({ difficulty }) => difficulty),
  share("agreement", "Agreement", "share of answers with the label, problems kept", ({ agreement }) => agreement),
  share("precision", "Label precision", "share of labels that are right, for audit only", ({ precision }) => precision),
  share("illPosed", "Ill-posed problems", "share of those proposed", ({ illPosed }) => illPosed),
  share("ties", "Ties", "share of problems whose vote ties", ({ ties }) => ties),
  share("none", "No answer on top", "share of problems where None wins", ({ none }) => none),
  share("duplicates", "Duplicates", "share of problems proposed before", ({ duplicates }) => duplicates),
  { ...free("kl", "KL from the start, nats", "of the Player, a token", ({ kl }) => kl), noisy: false },
  free("entropy", "Entropy, nats", "of the Player, a token", ({ entropy }) => entropy),
  free("answerTokens", "Answer length, tokens", "mean over all answers", ({ answerTokens }) => answerTokens),
  free("problemTokens", "Problem length, tokens", "mean over all problems", ({ problemTokens }) => problemTokens)
]

/** Whether any run knows the measure. */
export const isKnown = (measure: Measure, curves: ReadonlyArray<RunCurves>): boolean =>
  curves.some((one) => measure.read(one).length > 0)

/** Whether there is anything to see: a measure that is 0 in every step of every run is told in words. */
export const isZero = (measure: Measure, curves: ReadonlyArray<RunCurves>): boolean =>
  isKnown(measure, curves) && curves.every((one) => measure.read(one).every(({ value }) => value === 0))
