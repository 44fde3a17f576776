import { formatDifference } from "../../../report/format/formatDifference.js"
import { formatInterval } from "../../../report/format/formatInterval.js"
import { formatLevel } from "../../../report/format/formatLevel.js"
import { formatPoint } from "../../../report/format/formatPoint.js"
import { formatScore } from "../../../report/format/formatScore.js"
import { formatShare } from "../../../report/format/formatShare.js"
import { formatSigned } from "../../../report/format/formatSigned.js"
import type { Block, ReportDocument, Section, Table, Text, VerdictBlock } from "../../../report/ReportDocument.js"
import { oneLine } from "../../../report/text/oneLine.js"
import { countWords } from "../../../report/words/countWords.js"
import type { TrainingGain } from "../trainingGain.js"
import { formatBudget } from "./formatBudget.js"
import { gammaOverCompute, hasBudgetCurve } from "./gammaOverCompute.js"
import { gammaSeeds, seedRatios } from "./gammaSeeds.js"
import { accuracyMeasures, isKnown, isZero, loopMeasures, type Measure } from "./measures.js"
import { scopeWords } from "./scopeWords.js"
import { meanSeries, seedCurves, smoothingWindow } from "./seedCurves.js"
import { roleParts, spendingBars } from "./spendingBars.js"
import type { ContrastReport, TrainingReport } from "./TrainingReport.js"

const verdicts = {
  positive: { label: "positive", tone: "gain" },
  harmful: { label: "harmful", tone: "loss" },
  inconclusive: { label: "inconclusive", tone: "open" },
  "not-estimable": { label: "not estimable", tone: "none" }
} as const

const unknownGain = { label: "not known", tone: "none" } as const

const strong = (text: string) => ({ kind: "strong", text }) as const

const budgetWords = ({ unit, budget }: TrainingReport): string =>
  unit === "flops"
    ? `${formatBudget(budget)} training FLOPs`
    : `${formatBudget(budget)} rollouts (answers of the Player)`

const seedWords = ({ wins, seeds }: TrainingGain): string => `${wins} of ${countWords(seeds, "seed")} above`

const answerText = (report: TrainingReport): ReadonlyArray<Text> => {
  const { coach, scope } = report
  const { where } = scopeWords[scope]
  if (coach !== null) {
    const [word = "", ...rest] = coach.sentence.split(/(?<=[,:]) /u)
    return [[strong(`${word} `), rest.join(" ")]]
  }
  const [first] = report.gammaTrain
  if (first?.overall == null || first.overall.gamma === null) {
    const [arm] = report.arms
    return arm === undefined
      ? []
      : [
          [
            strong("What was learned? "),
            `${where.charAt(0).toUpperCase()}${where.slice(1)}, ${oneLine(arm.id)} went from ${formatScore(report.base.overall, 3)} to ${formatScore(arm.overall, 3)} on held-out items. There is no other arm at the same budget to hold it against.`
          ]
        ]
  }
  const { gamma, lower, upper } = first.overall
  return [
    [
      strong(`${oneLine(first.first)} against ${oneLine(first.second)}: `),
      `Γ ${formatPoint(gamma)} ${formatInterval(lower, upper)} ${where}, at the same budget.`
    ]
  ]
}

const lead = (report: TrainingReport): ReadonlyArray<Text> => [
  ...answerText(report),
  [
    strong("Γ of training"),
    ` is the held-out accuracy after one way of training, divided by that after another, when both have spent ${budgetWords(report)}: rejected problems and probes included, the final evaluation not. Each run is read at its last evaluation within that budget. The brackets are the ${formatLevel(report.level)} interval over ${countWords(report.seeds.length, "training seed")}, for these held-out items.`
  ]
]

const headlines = {
  positive: "ends above at the same budget",
  harmful: "ends below at the same budget",
  inconclusive: "cannot be told apart from it with these seeds",
  "not-estimable": "has no interval"
} as const

const partBody = (name: string, gain: TrainingGain | null): string => {
  if (gain === null) return `${name}: not known.`
  const points = (value: number): string => formatSigned(100 * value, 1)
  const { lower, upper, value } = gain.delta
  const interval = lower === null || upper === null ? "" : ` [${points(lower)}, ${points(upper)}]`
  return `${name}: ${formatScore(gain.phiM, 3)} against ${formatScore(gain.phiS, 3)}, ${points(value)} points${interval}; ${seedWords(gain)}.${gain.reason === undefined ? "" : ` ${gain.reason}.`}`
}

const verdictBlock = ({ first, second, reason, overall, outOfDistribution }: ContrastReport): VerdictBlock => {
  const { label, tone } = overall === null ? unknownGain : verdicts[overall.verdict]
  const ood =
    outOfDistribution === null || outOfDistribution.gamma === null
      ? ""
      : ` Γ out of distribution ${formatPoint(outOfDistribution.gamma)} ${formatInterval(outOfDistribution.lower, outOfDistribution.upper)}.`
  return {
    kind: "verdict",
    subject: `${oneLine(first)} against ${oneLine(second)}`,
    label,
    tone,
    symbol: "Γ",
    point: formatPoint(overall?.gamma ?? null),
    interval: formatInterval(overall?.lower ?? null, overall?.upper ?? null),
    headline: overall === null ? "no number at this budget" : headlines[overall.verdict],
    body:
      reason !== null
        ? `${reason.charAt(0).toUpperCase()}${oneLine(reason.slice(1))}.`
        : `${partBody("Overall", overall)} ${partBody("Out of distribution", outOfDistribution)}${ood}`
  }
}

const signs = (ratios: ReadonlyArray<number>): string =>
  ratios.map((ratio) => (ratio > 1 ? "+" : ratio < 1 ? "−" : "0")).join(" ")

const gammaTable = (report: TrainingReport): Table => ({
  kind: "table",
  caption: "Γ of training, with the sign of every seed",
  columns: [
    { header: ["Arms"] },
    { header: ["items"] },
    { header: ["Γ"], numeric: true },
    { header: ["interval"], numeric: true },
    { header: ["difference"], numeric: true },
    { header: ["interval"], numeric: true },
    { header: ["seeds above"], numeric: true },
    { header: ["sign of each seed"] }
  ],
  rows: report.gammaTrain.flatMap(({ first, second, overall, outOfDistribution }) =>
    (
      [
        ["overall", overall],
        ["outOfDistribution", outOfDistribution]
      ] as const
    ).map(([part, gain]) => {
      const [a, b] = [report.arms.find(({ id }) => id === first), report.arms.find(({ id }) => id === second)]
      const cells: ReadonlyArray<string> =
        gain === null
          ? ["–", "–", "–", "–", "–", "–"]
          : [
              formatPoint(gain.gamma),
              formatInterval(gain.lower, gain.upper),
              formatSigned(gain.delta.value),
              formatDifference(gain.delta.lower, gain.delta.upper),
              `${gain.wins} of ${gain.seeds}`,
              signs(seedRatios(a, b, part))
            ]
      return {
        cells: [
          [strong(oneLine(first)), ` over ${oneLine(second)}`],
          [part === "overall" ? "like the probe" : "unlike the probe"],
          ...cells.map((cell): Text => [cell])
        ]
      }
    })
  )
})

const verdictsSection = (report: TrainingReport): ReadonlyArray<Section> =>
  report.gammaTrain.length === 0
    ? []
    : [
        {
          id: "verdicts",
          title: "Γ of training",
          blocks: [
            ...report.gammaTrain.map(verdictBlock),
            {
              kind: "figure",
              wide: gammaSeeds(report.gammaTrain, report.arms, "wide"),
              narrow: gammaSeeds(report.gammaTrain, report.arms, "narrow"),
              caption: [
                "Circle and bar: Γ with its interval over training seeds. Ticks under it: single seeds, blue above 1, orange below. What one run would have shown is one of the ticks."
              ],
              plain: gammaTable(report)
            }
          ]
        }
      ]

const learnedText = (gain: TrainingGain | null): Text => {
  if (gain === null) return ["–"]
  const { value, lower, upper } = gain.delta
  const limits =
    lower === null || upper === null ? "" : ` [${formatSigned(100 * lower, 1)}, ${formatSigned(100 * upper, 1)}]`
  return [`${formatSigned(100 * value, 1)}${limits}`]
}

const armsTable = (report: TrainingReport): Table => ({
  kind: "table",
  caption: `Arms when ${budgetWords(report)} were spent; means over seeds`,
  columns: [
    { header: ["Arm"] },
    { header: ["accuracy"], numeric: true },
    { header: ["points learned"], numeric: true },
    { header: ["out of distribution"], numeric: true },
    { header: ["points learned"], numeric: true },
    { header: ["read at, share of the budget"], numeric: true },
    { header: ["iterations"], numeric: true },
    { header: ["accepted"], numeric: true },
    { header: ["labels right"], numeric: true },
    { header: ["ill-posed, first → last quarter"], numeric: true },
    { header: ["duplicates"], numeric: true },
    { header: ["SNR of Δ"], numeric: true }
  ],
  rows: [
    {
      muted: true,
      cells: [
        [strong("untrained"), ": the Player before the training"],
        [formatScore(report.base.overall, 3)],
        ["–"],
        [formatScore(report.base.outOfDistribution, 3)],
        ...Array.from({ length: 8 }, (): Text => ["–"])
      ]
    },
    ...report.arms.map((arm) => ({
      cells: [
        [strong(oneLine(arm.id)), `: ${arm.is}`],
        [formatScore(arm.overall, 3)],
        learnedText(arm.learned),
        [formatScore(arm.outOfDistribution, 3)],
        learnedText(arm.learnedOutOfDistribution),
        [arm.seeds.map(({ readAt }) => formatShare(readAt)).join(", ")],
        [formatBudget(arm.steps)],
        [formatShare(arm.acceptance)],
        [formatShare(arm.precision)],
        [`${formatShare(arm.illPosedFirst)} → ${formatShare(arm.illPosedLast)}`],
        [formatShare(arm.duplicates)],
        [formatPoint(arm.signalToNoise)]
      ] satisfies ReadonlyArray<Text>
    }))
  ]
})

const armsSection = (report: TrainingReport): Section => ({
  id: "arms",
  title: "The arms",
  blocks: [
    armsTable(report),
    {
      kind: "paragraph",
      text: [
        `Accuracy on ${countWords(report.held.overall, "held-out item")} like those of the probe and ${countWords(report.held.outOfDistribution, "item")} unlike them; the probe has ${report.held.probe}. “Points learned” is against the untrained Player, which spent nothing: it says how much was learned, not whether it was worth it. SNR of Δ is that of a single step; below 1 its noise is larger than its mean.`
      ]
    }
  ]
})

const at = (series: ReturnType<Measure["read"]>, share: number): number | null =>
  series.length === 0 ? null : (series[Math.round(share * (series.length - 1))]?.value ?? null)

const curvesTable = (report: TrainingReport, measures: ReadonlyArray<Measure>, caption: string): Table => ({
  kind: "table",
  caption,
  columns: [
    { header: ["Measure"] },
    { header: ["arm"] },
    { header: ["first"], numeric: true },
    { header: ["middle"], numeric: true },
    { header: ["last"], numeric: true },
    { header: ["last, every seed"] }
  ],
  rows: measures.flatMap((measure) =>
    report.arms.flatMap(({ id }) => {
      const series = report.curves.filter(({ arm }) => arm === id).map(measure.read)
      const middle = meanSeries(series)
      if (middle.length === 0) return []
      return [
        {
          cells: [
            [strong(measure.title)],
            [oneLine(id)],
            ...[0, 0.5, 1].map((share): Text => [measure.format(at(middle, share))]),
            [series.map((one) => measure.format(at(one, 1))).join(", ")]
          ]
        }
      ]
    })
  )
})

const curvesSection = (report: TrainingReport): Section => {
  const arms = report.arms.map(({ id }) => id)
  const of = { arms, curves: report.curves }
  const accuracy = accuracyMeasures.filter((one) => isKnown(one, report.curves))
  const known = loopMeasures.filter((one) => isKnown(one, report.curves))
  const loop = known.filter((one) => !isZero(one, report.curves))
  const zero = known.filter((one) => isZero(one, report.curves))
  const steps = Math.max(0, ...report.curves.flatMap(({ points }) => points.map(({ step }) => step)))
  const window = smoothingWindow(steps)
  const missing = loopMeasures.filter((one) => !isKnown(one, report.curves))
  const figure = (
    measures: ReadonlyArray<Measure>,
    height: number,
    caption: string,
    table: string
  ): ReadonlyArray<Block> =>
    measures.length === 0
      ? []
      : [
          {
            kind: "figure",
            wide: seedCurves(measures, of, "wide", { height }),
            narrow: seedCurves(measures, of, "narrow", { height: Math.min(height, 200) }),
            caption: [caption],
            plain: curvesTable(report, measures, table)
          }
        ]
  return {
    id: "curves",
    title: "Over the iterations",
    blocks: [
      ...figure(
        accuracy,
        280,
        "Thin lines: single seeds. Thick: their mean. Arms that spend more an iteration reach the common budget in fewer of them.",
        "Held-out accuracy over the iterations"
      ),
      ...figure(
        loop,
        196,
        `Inside the loop. Agreement that rises while label precision falls is a Player that grows sure of wrong answers.${window > 1 ? ` What jumps from step to step is drawn as the mean of the last ${window} iterations.` : ""}`,
        "Inside the loop"
      ),
      ...(zero.length === 0
        ? []
        : [
            {
              kind: "paragraph" as const,
              text: [`0 in every iteration of every run: ${zero.map(({ title }) => title.toLowerCase()).join(", ")}.`]
            }
          ]),
      ...(missing.length === 0
        ? []
        : [
            {
              kind: "paragraph" as const,
              text: [`Not known of these runs: ${missing.map(({ title }) => title.toLowerCase()).join(", ")}.`]
            }
          ])
    ]
  }
}

const computeTable = (report: TrainingReport): Table => ({
  kind: "table",
  caption: "Γ of training over compute",
  columns: [
    { header: ["Arms"] },
    { header: ["budget"], numeric: true },
    { header: ["Γ overall"], numeric: true },
    { header: ["interval"], numeric: true }
  ],
  rows: report.gammaTrain.flatMap(({ first, second, overBudget }) =>
    overBudget.map(({ budget, gamma, lower, upper }) => ({
      muted: gamma === null,
      cells: [
        [strong(oneLine(first)), ` over ${oneLine(second)}`],
        [formatBudget(budget)],
        [formatPoint(gamma)],
        [formatInterval(lower, upper)]
      ]
    }))
  )
})

const computeSection = (report: TrainingReport): ReadonlyArray<Section> =>
  report.gammaTrain.some(hasBudgetCurve)
    ? [
        {
          id: "compute",
          title: "Γ over compute",
          blocks: [
            {
              kind: "figure",
              wide: gammaOverCompute(report, "wide"),
              narrow: gammaOverCompute(report, "narrow"),
              caption: [
                "Had training stopped earlier, at the same smaller budget for both arms. The area is the interval at each budget alone."
              ],
              plain: computeTable(report)
            }
          ]
        }
      ]
    : []

const costTable = (report: TrainingReport): Table => {
  const parts: ReadonlyArray<readonly [string, (cost: TrainingReport["cost"][number]) => number | null]> = [
    ["Coach proposes", ({ tokens }) => tokens.propose],
    ["Coach trained", ({ tokens }) => tokens.coachTrained],
    ["Player answers", ({ tokens }) => tokens.solve],
    ["Player trained", ({ tokens }) => tokens.playerTrained],
    ["Player probed", ({ tokens }) => tokens.probe],
    ["evaluation, not charged", ({ tokens }) => tokens.evaluation]
  ]
  const seconds = report.cost.some((cost) => cost.seconds !== null)
  return {
    kind: "table",
    caption: "Spent by role over whole runs, means over seeds (tokens, prompt and sampled)",
    columns: [
      { header: ["Arm"] },
      { header: ["rollouts"], numeric: true },
      { header: ["FLOPs"], numeric: true },
      ...parts.map(([title]) => ({ header: [title], numeric: true })),
      ...(seconds ? [{ header: ["seconds: Coach, Player, training of each"], numeric: true }] : [])
    ],
    rows: report.cost.map((cost) => ({
      cells: [
        [strong(oneLine(cost.arm))],
        [formatBudget(cost.rollouts)],
        [formatBudget(cost.flops)],
        ...parts.map(([, read]): Text => [formatBudget(read(cost))]),
        ...(seconds
          ? [
              [
                cost.seconds === null
                  ? "–"
                  : [cost.seconds.coach, cost.seconds.player, cost.seconds.coachTraining, cost.seconds.playerTraining]
                      .map((value) => value.toFixed(value < 10 ? 1 : 0))
                      .join(", ")
              ] as const
            ]
          : [])
      ]
    }))
  }
}

const costSection = (report: TrainingReport): Section => {
  const split = report.cost.filter(({ flopsByRole }) => flopsByRole !== null)
  const text: Block = {
    kind: "paragraph",
    text: [
      "FLOPs by the usual count: 2 a parameter for a token that goes forward, 6 for one that is trained. Problems that the gate rejected are in the Player’s answers."
    ]
  }
  return {
    id: "spent",
    title: "What each role spent",
    blocks:
      split.length === 0
        ? [costTable(report), text]
        : [
            {
              kind: "figure",
              wide: spendingBars(split, "wide"),
              narrow: spendingBars(split, "narrow"),
              caption: ["Training FLOPs by role, whole runs, means over seeds."],
              plain: {
                kind: "table",
                caption: "FLOPs by role",
                columns: [{ header: ["Arm"] }, ...roleParts.map(([, title]) => ({ header: [title], numeric: true }))],
                rows: split.map(({ arm, flopsByRole }) => ({
                  cells: [
                    [strong(oneLine(arm))],
                    ...roleParts.map(([part]): Text => [formatBudget(flopsByRole?.[part] ?? null)])
                  ]
                }))
              }
            },
            costTable(report),
            text
          ]
  }
}

const breakEvenSection = ({ breakEven, scope }: TrainingReport): Section => {
  const title = "Without training, but with votes"
  if (breakEven.arms.length === 0) {
    return {
      id: "votes",
      title,
      blocks: [{ kind: "paragraph", text: [`Not known: ${breakEven.reason ?? "no votes"}.`] }]
    }
  }
  const votes = breakEven.arms[0]?.votes ?? []
  const remarks = breakEven.arms.some(({ reason }) => reason !== undefined)
  return {
    id: "votes",
    title,
    blocks: [
      {
        kind: "paragraph",
        text: [
          `The untrained Player can answer each deployed question several times and take the majority. Training is paid back ${scopeWords[scope].where} once so many questions were answered that those further votes would have cost more FLOPs than the training did.`
        ]
      },
      {
        kind: "table",
        caption: "Break-even against the untrained Player’s votes",
        columns: [
          { header: ["Trained arm"] },
          { header: ["its accuracy, one answer"], numeric: true },
          { header: ["votes that reach it"], numeric: true },
          { header: ["questions to break even"], numeric: true },
          ...(remarks ? [{ header: ["remark"], prose: true }] : [])
        ],
        rows: breakEven.arms.map((one) => ({
          cells: [
            [strong(oneLine(one.arm))],
            [formatScore(one.accuracy, 3)],
            [one.matchingVotes === null ? "none" : String(one.matchingVotes)],
            [one.questions === null ? "–" : formatBudget(Math.ceil(one.questions))],
            ...(remarks ? [[one.reason ?? ""] as const] : [])
          ]
        }))
      },
      {
        kind: "facts",
        facts: votes.map((one) => ({
          name: [`${countWords(one.votes, "vote")} of the untrained Player`],
          value: [formatScore(one.accuracy, 3)]
        }))
      }
    ]
  }
}

const guardSection = ({ guard }: TrainingReport): Section => ({
  id: "guard",
  title: "Collapses and rollbacks",
  blocks:
    guard.events.length === 0
      ? [
          {
            kind: "paragraph",
            text: [
              guard.on
                ? "The guard against collapse was on and saw none; nothing was rolled back."
                : "No rollback happened. The guard against collapse was off."
            ]
          }
        ]
      : [
          {
            kind: "table",
            caption: "What was seen and undone",
            columns: [
              { header: ["Arm"] },
              { header: ["seed"], numeric: true },
              { header: ["iteration"], numeric: true },
              { header: ["event"] },
              { header: ["what"], prose: true },
              { header: ["restored"], numeric: true }
            ],
            rows: guard.events.map(({ arm, seed, step, kind, what, restored }) => ({
              cells: [
                [strong(oneLine(arm))],
                [String(seed)],
                [String(step)],
                [kind],
                [what],
                [restored === null ? "–" : `iteration ${restored}`]
              ]
            }))
          }
        ]
})

const audits = {
  "label-right": "label right",
  "label-wrong": "label wrong",
  "ill-posed": "ill-posed: it has no right answer"
} as const

const gallerySection = (report: TrainingReport): ReadonlyArray<Section> => {
  if (report.gallery.length === 0) return []
  const arms = [...new Set(report.gallery.map(({ arm }) => arm))]
  return [
    {
      id: "gallery",
      title: "Problems over time",
      blocks: [
        {
          kind: "paragraph",
          text: [
            "The first problems that the Coach proposed at the beginning, on the way, and at the end, of the first seed."
          ]
        },
        ...arms.map(
          (arm): Block => ({
            kind: "fold",
            title: [strong(oneLine(arm))],
            blocks: [
              {
                kind: "table",
                caption: `Problems of ${oneLine(arm)}, seed ${report.gallery.find((one) => one.arm === arm)?.seed ?? ""}`,
                columns: [
                  { header: ["Iteration"] },
                  { header: ["problem"], prose: true },
                  { header: ["answers"], prose: true },
                  { header: ["fate"] },
                  { header: ["audit"] },
                  { header: ["Coach’s reward"], numeric: true }
                ],
                rows: report.gallery
                  .filter((one) => one.arm === arm)
                  .map(({ step, problem, counts, fate, audit, coachReward }) => ({
                    muted: fate === "dropped",
                    cells: [
                      [String(step)],
                      [{ kind: "code", text: oneLine(problem) }],
                      [
                        counts
                          .slice(0, 4)
                          .map(({ key, count }) => `${key === null ? "none" : oneLine(key)} ×${count}`)
                          .join(", ")
                      ],
                      [fate],
                      [audit === null ? "–" : audits[audit]],
                      [coachReward === null ? "–" : formatSigned(coachReward, 2)]
                    ]
                  }))
              }
            ]
          })
        )
      ]
    }
  ]
}

const howSection = (report: TrainingReport): Section => ({
  id: "how",
  title: "How this was compared",
  blocks: [
    {
      kind: "facts",
      facts: [
        { name: ["Trainer"], value: [report.trainers.map(oneLine).join(", ")] },
        { name: ["Matched"], value: [`${report.unit}, ${formatBudget(report.budget)} a run`] },
        { name: ["Seeds"], value: [report.seeds.join(", ")] },
        { name: ["Interval"], value: [`${formatLevel(report.level)}, t over paired seeds, on log Γ; items are fixed`] },
        ...(report.unfinished.length === 0
          ? []
          : [{ name: ["Not ended"], value: [report.unfinished.map(oneLine).join(", ")] }]),
        ...(report.leftOut.length === 0
          ? []
          : [{ name: ["Left out, some arm lacks the seed"], value: [report.leftOut.map(oneLine).join(", ")] }])
      ]
    },
    ...(report.notes.length === 0 ? [] : [{ kind: "list" as const, items: report.notes.map((note): Text => [note]) }])
  ]
})

/** The document of a comparison of training: what is said and in which order. */
export const trainingDocument = (report: TrainingReport): ReportDocument => {
  const { notice } = scopeWords[report.scope]
  return {
    kicker: "Coach and Player",
    title: oneLine(report.title),
    notices:
      notice === null
        ? []
        : [{ title: report.scope === "simulated" ? "A simulated world" : "Read this first", text: notice }],
    lead: lead(report),
    sections: [
      ...verdictsSection(report),
      armsSection(report),
      curvesSection(report),
      ...computeSection(report),
      costSection(report),
      breakEvenSection(report),
      guardSection(report),
      ...gallerySection(report),
      howSection(report)
    ]
  }
}
