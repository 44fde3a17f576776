import type { ArmDynamics, RoundDynamics } from "../dynamics/Dynamics.js"
import type { Axis } from "./figures/Axis.js"
import { linearAxis } from "./figures/linearAxis.js"
import { type PanelPlace, panelGrid } from "./figures/panelGrid.js"
import { svgElement } from "./figures/svgElement.js"
import { svgFigure } from "./figures/svgFigure.js"
import { svgText } from "./figures/svgText.js"
import { formatScore } from "./format/formatScore.js"
import { oneLine } from "./text/oneLine.js"
import { shortenText } from "./text/shortenText.js"

const panelHeight = 262

type Mean = RoundDynamics["entropy"]

interface Course {
  readonly letter: string
  readonly of: (round: RoundDynamics) => Mean
  readonly style: string
  readonly dash?: true
}

/** Upper half: how far the agents disagree. Lower half: how far their messages move, and how far mere redraws would. */
const halves: ReadonlyArray<{ readonly title: string; readonly courses: ReadonlyArray<Course> }> = [
  { title: "Hₜ, nats", courses: [{ letter: "H", of: (round) => round.entropy, style: "c0" }] },
  {
    title: "Dₜ (dashed: mere redraws)",
    courses: [
      { letter: "floor", of: (round) => round.floor, style: "none", dash: true },
      { letter: "D", of: (round) => round.distance, style: "c1" }
    ]
  }
]

/** A team whose rounds can be compared. */
export const hasCourse = ({ rounds }: ArmDynamics): boolean =>
  rounds.filter(({ entropy, distance }) => entropy.value !== null || distance.value !== null).length > 1

const courseParts = (course: Course, arm: ArmDynamics, x: Axis, y: Axis): ReadonlyArray<string> => {
  const points = arm.rounds.flatMap((round) => {
    const { value, lower, upper } = course.of(round)
    return value === null ? [] : [{ at: x.at(round.round + 1), value, lower, upper }]
  })
  const clamp = (value: number) => Math.min(y.to, Math.max(y.from, value))
  const path = points.map(({ at, value }) => `${at.toFixed(2)} ${y.at(clamp(value)).toFixed(2)}`)
  const dash = course.dash === true ? " dash" : ""
  return [
    svgElement("path", { d: path.length < 2 ? "" : `M${path.join("L")}`, class: `curve ${course.style}${dash}` }),
    ...points.flatMap(({ at, value, lower, upper }) => [
      ...(course.dash === true || lower === null || upper === null
        ? []
        : [
            svgElement("line", {
              x1: at,
              y1: y.at(clamp(lower)),
              x2: at,
              y2: y.at(clamp(upper)),
              class: `curve ${course.style}`
            })
          ]),
      course.dash === true
        ? svgElement("line", {
            x1: at - 5,
            y1: y.at(clamp(value)),
            x2: at + 5,
            y2: y.at(clamp(value)),
            class: "curve none"
          })
        : svgElement("circle", { cx: at, cy: y.at(clamp(value)), r: 3.4, class: `dot ${course.style}` })
    ])
  ]
}

/** Largest value or limit of a half over all teams: one scale for all panels. */
const reachOf = (arms: ReadonlyArray<ArmDynamics>, courses: ReadonlyArray<Course>): number =>
  Math.max(
    0.1,
    ...arms.flatMap(({ rounds }) =>
      rounds.flatMap((round) => courses.flatMap(({ of }) => [of(round).value ?? 0, of(round).upper ?? 0]))
    )
  )

const panel = (
  arm: ArmDynamics,
  place: PanelPlace,
  of: { readonly rounds: number; readonly reaches: ReadonlyArray<number> }
): ReadonlyArray<string> => {
  const [left, right] = [place.x + 40, place.x + place.width - 8]
  const letters = Math.floor(place.width / 8)
  const inset = 14
  const x: Axis = {
    from: 1,
    to: of.rounds,
    at: (round) => left + inset + ((round - 1) / Math.max(1, of.rounds - 1)) * (right - left - 2 * inset),
    ticks: []
  }
  const each = Math.max(1, Math.ceil(of.rounds / 10))
  const numbers = Array.from({ length: of.rounds }, (_, i) => i + 1).filter((round) => (round - 1) % each === 0)
  const stretches = [
    [place.y + 56, place.y + 126],
    [place.y + 152, place.y + 222]
  ] as const
  return [
    svgText(place.x, place.y + 14, shortenText(arm.system, letters), "panel"),
    svgText(place.x, place.y + 30, shortenText(arm.task, letters), "soft"),
    ...halves.flatMap(({ title, courses }, i) => {
      const [top, bottom] = stretches[i] ?? stretches[0]
      const y = linearAxis({ from: 0, to: of.reaches[i] ?? 1, start: bottom, end: top, gap: 20 })
      return [
        svgText(left, top - 8, title, "tick"),
        ...y.ticks.flatMap(({ value, label }) => [
          svgElement("line", { x1: left, y1: y.at(value), x2: right, y2: y.at(value), class: "grid" }),
          svgText(left - 6, y.at(value) + 4, label, "tick", "end")
        ]),
        svgElement("line", { x1: left, y1: bottom, x2: right, y2: bottom, class: "rule" }),
        ...courses.flatMap((course) => courseParts(course, arm, x, y))
      ]
    }),
    ...numbers.map((round) => svgText(x.at(round), place.y + 238, String(round), "tick", "middle")),
    svgText((left + right) / 2, place.y + 254, "round", "tick", "middle")
  ]
}

const describe = (arms: ReadonlyArray<ArmDynamics>): string =>
  `Disagreement H and movement D over the rounds. ${arms
    .map(({ system, task, rounds }) => {
      const told = rounds.map(
        ({ round, entropy, distance }) =>
          `round ${round + 1} H ${formatScore(entropy.value)}, D ${formatScore(distance.value)}`
      )
      return `${oneLine(system)} on ${oneLine(task)}: ${told.join("; ")}`
    })
    .join(". ")}.`

/**
 * H_t and D_t of every team over its rounds: small multiples on the same axes.
 *
 * Above, the entropy of the agents' answers with its interval; below, the distance of their messages from the round before,
 * with the distance of mere redraws dashed.
 *
 * Shape: only teams with two rounds or more in which something is estimable.
 * Unit: nats; distance 0 to 1. `layout` is `wide` (920 user units) or `narrow` (360, for phones); default `wide`.
 *
 * @category report
 */
export const roundCourses = (
  arms: ReadonlyArray<ArmDynamics>,
  options: { readonly layout?: "wide" | "narrow" } = {}
): string => {
  const shown = arms.filter(hasCourse)
  const grid = panelGrid(shown.length, panelHeight, options.layout ?? "wide")
  const rounds = Math.max(1, ...shown.map((arm) => arm.rounds.length))
  const reaches = halves.map(({ courses }) => reachOf(shown, courses))
  const parts = shown.flatMap((arm, i) => {
    const place = grid.places[i]
    return place === undefined ? [] : panel(arm, place, { rounds, reaches })
  })
  return svgFigure(grid.width, Math.max(40, grid.height), describe(shown), parts)
}
