import type { ArmDynamics, RoundDynamics } from "../../dynamics/Dynamics.js"
import type { ItemMean } from "../../dynamics/Measure.js"
import { formatScore } from "../format/formatScore.js"
import type { Report } from "../Report.js"
import type { Block, Section, Table, Text } from "../ReportDocument.js"
import { hasCourse, roundCourses } from "../roundCourses.js"
import { oneLine } from "../text/oneLine.js"

const team = ({ system, task }: ArmDynamics): Text => [
  { kind: "strong", text: oneLine(system) },
  ` on ${oneLine(task)}`
]

const told = ({ value, lower, upper }: ItemMean, digits = 2): string =>
  value === null
    ? "–"
    : lower === null || upper === null
      ? formatScore(value, digits)
      : `${formatScore(value, digits)} [${formatScore(lower, digits)}, ${formatScore(upper, digits)}]`

const rounds = (arms: ReadonlyArray<ArmDynamics>, similarity: string): Table => {
  const columns: ReadonlyArray<readonly [Text, (round: RoundDynamics) => string]> = [
    [["answers"], (round) => String(round.answers)],
    [[{ kind: "symbol", base: "H", index: "t" }], (round) => told(round.entropy)],
    [[{ kind: "symbol", base: "H", index: "t" }, " / log n"], (round) => told(round.normalizedEntropy)],
    [["H over seeds"], (round) => told(round.entropyAcrossSeeds)],
    [[{ kind: "symbol", base: "D", index: "t" }], (round) => told(round.distance)],
    [["D of redraws"], (round) => told(round.floor)],
    [["D above redraws"], (round) => told(round.excess)],
    [["redundancy"], (round) => told(round.redundancy)]
  ]
  return {
    kind: "table",
    caption: `Round by round (messages compared by ${oneLine(similarity)})`,
    columns: [
      { header: ["Team"] },
      { header: ["round"], numeric: true },
      ...columns.map(([header]) => ({ header, numeric: true }))
    ],
    rows: arms.flatMap((arm) =>
      arm.rounds.map((round) => ({
        cells: [team(arm), [String(round.round + 1)], ...columns.map(([, of]): Text => [of(round)])]
      }))
    )
  }
}

const spread = (arms: ReadonlyArray<ArmDynamics>): Table => ({
  kind: "table",
  caption: "Talk and errors",
  columns: [
    { header: ["Team"] },
    { header: ["calls a trial"], numeric: true },
    { header: ["messages a turn"], numeric: true },
    { header: ["wrong answers taken over"], numeric: true },
    { header: ["right given up, peers wrong"], numeric: true },
    { header: ["control, peers right"], numeric: true },
    { header: ["wrong given up, peers right"], numeric: true },
    { header: ["control, peers wrong"], numeric: true }
  ],
  rows: arms.map((arm) => ({
    cells: [
      team(arm),
      [told(arm.turns, 1)],
      [told(arm.density)],
      [told(arm.traceAmplification)],
      [told(arm.conformity.rightGivenUp.peersWrong)],
      [told(arm.conformity.rightGivenUp.peersRight)],
      [told(arm.conformity.wrongGivenUp.peersRight)],
      [told(arm.conformity.wrongGivenUp.peersWrong)]
    ]
  }))
})

/** What moved during the runs; only where some team has several rounds in which it can be seen. */
export const dynamicsSection = (report: Report): ReadonlyArray<Section> => {
  const { arms, similarity } = report.dynamics
  const shown = arms.filter(hasCourse)
  if (shown.length === 0) return []
  const blocks: ReadonlyArray<Block> = [
    {
      kind: "paragraph",
      text: [
        "How far the agents’ answers differ after each round (",
        { kind: "symbol", base: "H", index: "t" },
        ", 0 where all agree) and how far their messages move from one round to the next (",
        { kind: "symbol", base: "D", index: "t" },
        "). Messages that move no further than mere redraws would say nothing new. Observed, not caused: what makes a gain is seen by varying a factor. The definitions are this library’s own."
      ]
    },
    {
      kind: "figure",
      wide: roundCourses(shown),
      narrow: roundCourses(shown, { layout: "narrow" }),
      caption: ["The same scales in all panels; bars are intervals over items."],
      plain: rounds(shown, similarity)
    },
    { kind: "fold", title: ["Talk, errors taken over, conformity"], blocks: [spread(shown)] }
  ]
  return [{ id: "dynamics", title: "What happened in the rounds", blocks }]
}
