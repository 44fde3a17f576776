import { audience, speakers } from "../blueprint/audience.js"
import type { Blueprint } from "../blueprint/Blueprint.js"
import { passOrder } from "../blueprint/edgesOf.js"
import { svgElement } from "./figures/svgElement.js"
import { svgFigure } from "./figures/svgFigure.js"
import { svgText } from "./figures/svgText.js"
import { shortenText } from "./text/shortenText.js"

interface Point {
  readonly x: number
  readonly y: number
}

const radius = 17
const column = 116
const row = 68

const origin: Point = { x: 60, y: 44 }

/** Agents in the columns of a single pass, each as early as it can speak. */
const columns = (steps: ReadonlyArray<ReadonlyArray<number>>): ReadonlyMap<number, Point> => {
  const tallest = Math.max(...steps.map((step) => step.length))
  return new Map(
    steps.flatMap((step, x) =>
      step.map((agent, y) => [agent, { x: 60 + column * x, y: 44 + row * (y + (tallest - step.length) / 2) }])
    )
  )
}

/** Agents on a circle, the first one on top; few enough in a row side by side when nobody reads anybody. */
const circle = (size: number, apart: boolean): ReadonlyMap<number, Point> => {
  const turn = (2 * Math.PI) / size
  const reach = size === 1 ? 0 : Math.max(62, (size * 84) / (2 * Math.PI))
  return new Map(
    Array.from({ length: size }, (_, agent) => [
      agent,
      apart
        ? { x: 60 + 92 * agent, y: 44 }
        : { x: 64 + reach + reach * Math.sin(turn * agent), y: 54 + reach - reach * Math.cos(turn * agent) }
    ])
  )
}

const arrow = (from: Point, to: Point): string => {
  const length = Math.hypot(to.x - from.x, to.y - from.y)
  const [dx, dy] = [(to.x - from.x) / length, (to.y - from.y) / length]
  const tip = { x: to.x - dx * (radius + 3), y: to.y - dy * (radius + 3) }
  const wing = (side: number): string =>
    `${(tip.x - 7 * dx + side * 4 * dy).toFixed(1)} ${(tip.y - 7 * dy - side * 4 * dx).toFixed(1)}`
  return svgElement("path", {
    d: `M${tip.x.toFixed(1)} ${tip.y.toFixed(1)}L${wing(1)}L${wing(-1)}Z`,
    class: "tip open"
  })
}

/** In a row of columns an edge that would run through another agent bends around it. */
const link = (from: Point, to: Point, through: boolean): string => {
  const bend = through ? Math.min(46, Math.abs(to.x - from.x) / 5) : 0
  const middle = { x: (from.x + to.x) / 2, y: (from.y + to.y) / 2 - 2 * bend }
  const d = `M${from.x.toFixed(1)} ${from.y.toFixed(1)}Q${middle.x.toFixed(1)} ${middle.y.toFixed(1)} ${to.x.toFixed(1)} ${to.y.toFixed(1)}`
  return svgElement("path", { d, class: "curve open", fill: "none" })
}

const onTheWay = (from: Point, to: Point, others: ReadonlyArray<Point>): boolean =>
  others.some((other) => {
    const length = Math.hypot(to.x - from.x, to.y - from.y)
    const along = ((other.x - from.x) * (to.x - from.x) + (other.y - from.y) * (to.y - from.y)) / length
    const aside = Math.abs((other.x - from.x) * (to.y - from.y) - (other.y - from.y) * (to.x - from.x)) / length
    return along > 1 && along < length - 1 && aside < radius
  })

/**
 * Draws who reads whom in a system: an arrow leads from the writer to the reader. Agents that only plan, judge or give feedback
 * are drawn with a broken line and without arrows; letters are roles.
 *
 * Protocols of one pass are drawn from left to right, others on a circle.
 *
 * @example
 * ```ts
 * import { systemFigure } from "collaboration-gain"
 * import { macnetTree } from "collaboration-gain/factors"
 *
 * console.log(systemFigure(macnetTree).startsWith("<svg")) // true
 * ```
 *
 * @category report
 */
export const systemFigure = (blueprint: Blueprint): string => {
  const { agents, protocol, topology } = blueprint
  const size = agents.length
  const speaking = speakers(blueprint)
  const once = protocol.kind === "pass" || protocol.kind === "aggregate" || protocol.kind === "relay"
  const steps = once ? passOrder(topology, size) : undefined
  const alone = protocol.kind === "independent" || protocol.kind === "verify" || protocol.kind === "critique"
  // A critic and a proposer hear each other by protocol; who answers alone hears nobody whatever the topology.
  const edges: ReadonlyArray<readonly [number, number]> =
    protocol.kind === "critique" && size === 2
      ? [
          [0, 1],
          [1, 0]
        ]
      : alone
        ? []
        : speaking.flatMap((reader) => audience(blueprint, reader).map((writer) => [writer, reader] as const))
  const shown = edges.filter(([writer, reader]) => !once || writer < reader || topology.kind === "explicit")
  const places = steps === undefined ? circle(size, shown.length === 0) : columns(steps)
  const others = (...two: ReadonlyArray<number>): ReadonlyArray<Point> =>
    [...places].flatMap(([agent, place]) => (two.includes(agent) ? [] : [place]))
  const bends = ([writer, reader]: readonly [number, number]): boolean =>
    steps !== undefined && onTheWay(places.get(writer) ?? origin, places.get(reader) ?? origin, others(writer, reader))
  const lowered = shown.some(bends) ? 34 : 0
  const at = (agent: number): Point => {
    const { x, y } = places.get(agent) ?? origin
    return { x, y: y + lowered }
  }
  const all = agents.map((_, agent) => at(agent))
  const width = Math.ceil(Math.max(140, ...all.map(({ x }) => x + 64)))
  const height = Math.max(...all.map(({ y }) => y + 48))
  const centre = all.reduce((sum, { y }) => sum + y, 0) / size
  const names = new Set(shown.map((edge) => edge.join()))
  const lines = shown.flatMap(([writer, reader]) => {
    const both = names.has(`${reader},${writer}`)
    if (both && writer > reader) return []
    const [from, to] = [at(writer), at(reader)]
    const through = bends([writer, reader])
    const bent = through ? { x: (from.x + to.x) / 2, y: (from.y + to.y) / 2 - 60 } : from
    return [link(from, to, through), arrow(bent, to), ...(both ? [arrow(to, from)] : [])]
  })
  const above = (y: number): boolean => steps === undefined && y < centre - 1
  const circles = agents.flatMap(({ id, role }, agent) => {
    const { x, y } = at(agent)
    const aside = speaking.includes(agent) ? {} : { "stroke-dasharray": "3 3" }
    return [
      svgElement("circle", { cx: x, cy: y, r: radius, class: "mark open", ...aside }),
      svgText(x, y + 4.5, role.slice(0, 1).toUpperCase(), "strong", "middle"),
      svgText(x, above(y) ? y - radius - 6 : y + radius + 14, shortenText(id, 15), "soft halo", "middle")
    ]
  })
  const words = `${blueprint.id}: ${size} ${size === 1 ? "agent" : "agents"}, topology ${topology.kind}, protocol ${protocol.kind}, ${shown.length} links`
  return svgFigure(width, height, words, [...lines, ...circles])
}
