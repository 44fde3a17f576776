import * as Effect from "effect/Effect"
import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import type { AgentSpec } from "../../src/blueprint/AgentSpec.js"
import type { Blueprint } from "../../src/blueprint/Blueprint.js"
import { checkBlueprint } from "../../src/blueprint/checkBlueprint.js"
import type { Topology } from "../../src/blueprint/Topology.js"
import type { CallSettled } from "../../src/ledger/Event.js"
import { scriptedModel } from "../../src/model/ScriptedModel.js"
import type { Item } from "../../src/task/Item.js"
import { runOne } from "../fixtures/runOne.js"

/*
 * The law: no prompt contains text that topology, sharing and partition do not grant. Every reply plants three strings of its
 * own: one at its beginning, one at its end, one as its answer; every fact is one. What a prompt may contain is worked out here
 * from the words of the blueprint's documentation, round by round, with none of the runtime's code.
 */

const head = (call: number): string => `h${call}x`
const tail = (call: number): string => `t${call}x`
const answer = (call: number): string => `a${call}x`
const fact = (index: number): string => `f${index}x`
const planted = /\b[htaf]\d+x\b/g

/** Long enough that its end lies beyond any prefix that is handed over. */
const filler = Array.from({ length: 30 }, (_, index) => `w${index}`).join(" ")

const windowSize = 2
const factCount = 6

const item: Item = {
  id: "law",
  question: "what",
  answer: "none",
  facts: Array.from({ length: factCount }, (_, index) => `${fact(index)}.`)
}

// ---------------------------------------------------------------------------------------------- the independent reading

type Matrix = ReadonlyArray<ReadonlyArray<boolean>>

/** `reads[r][w]`: r may read what w wrote, by the words of the topology alone. */
const readsByTopology = (topology: Topology, size: number): Matrix => {
  const last = size - 1
  const layerOf = (widths: ReadonlyArray<number>, agent: number): number => {
    let left = agent
    return widths.findIndex((width) => {
      left -= width
      return left < 0
    })
  }
  const one = (reader: number, writer: number): boolean => {
    switch (topology.kind) {
      case "isolated":
        return false
      case "complete":
        return true
      case "chain":
        return writer === reader - 1
      case "ring":
        return (writer + 1) % size === reader || (reader + 1) % size === writer
      case "star":
        return reader === last || writer === last
      case "tree": {
        // Numbered from the end, the root is 0 and the parent of node n is ⌊(n − 1) / branching⌋.
        const node = last - writer
        return node > 0 && Math.floor((node - 1) / topology.branching) === last - reader
      }
      case "layered":
        return layerOf(topology.widths, writer) + 1 === layerOf(topology.widths, reader)
      case "explicit":
        return topology.edges.some(([from, to]) => from === writer && to === reader)
      default:
        throw new Error(`no independent reading of ${topology.kind}`)
    }
  }
  return Array.from({ length: size }, (_, reader) =>
    Array.from({ length: size }, (_, writer) => reader !== writer && one(reader, writer))
  )
}

const positionsOf = (blueprint: Blueprint) => {
  const { agents, aggregation, feedback } = blueprint
  const talks = agents.map(({ role }, index) => {
    if (role === "planner") return false
    if (aggregation.kind === "judge" && aggregation.agent === index) return false
    return !((feedback === "critic" || feedback === "verifier") && role === feedback)
  })
  return talks.includes(true) ? talks : talks.map(() => true)
}

/** Whose messages an agent may read at all. */
const grantsOf = (blueprint: Blueprint): Matrix => {
  const { agents, mechanism, sharing, topology } = blueprint
  const talks = positionsOf(blueprint)
  const edges = readsByTopology(topology, agents.length)
  return agents.map((reader, r) =>
    agents.map((writer, w) => {
      if (r === w || !talks[w] || mechanism === "none" || sharing?.scope === "own") return false
      if (mechanism === "blackboard" || sharing?.scope === "all") return true
      return edges[r]?.[w] === true || (reader.memory === "shared" && writer.memory === "shared")
    })
  )
}

interface Call {
  readonly index: number
  readonly agent: number
  readonly round: number
  readonly turn: string
}

/** Strings of a call's reply that reach somebody else, in the form in which messages travel. */
const passedOn = (blueprint: Blueprint, calls: ReadonlyArray<Call>, said: Call): ReadonlyArray<string> => {
  const { message, mechanism, refinement } = blueprint
  const bare = [answer(said.index)]
  if (mechanism === "answer-only" || message === "conclusion" || message === "confidence") return bare
  // Rewritings of the message by its sender, before it speaks again.
  const again = calls.find(({ agent, index, turn }) => agent === said.agent && index > said.index && answers.has(turn))
  const rewritings = (kind: string): ReadonlyArray<string> =>
    calls
      .filter(({ agent, index, turn }) => agent === said.agent && turn === kind && index > said.index)
      .filter(({ index }) => again === undefined || index < again.index)
      .flatMap(({ index }) => [head(index), tail(index), answer(index)])
  const refined = refinement === true ? rewritings("refine") : []
  if (message === "full")
    return refinement === true ? [...bare, ...refined] : [...bare, head(said.index), tail(said.index)]
  switch (message.kind) {
    case "prefix":
      return refinement === true ? [...bare, ...refined] : [...bare, head(said.index)]
    case "compressed":
      return [...bare, ...rewritings("condense")]
    case "sufficient-prefix":
      return refinement === true ? [...bare, ...refined] : [...bare, head(said.index), tail(said.index)]
  }
}

const whole = ({ index }: Call): ReadonlyArray<string> => [head(index), tail(index), answer(index)]

const factsOf = (blueprint: Blueprint, agent: number, call: Call): ReadonlyArray<string> => {
  const spec = blueprint.agents[agent]
  const windows = Math.ceil(factCount / windowSize)
  const inWindow = (window: number) =>
    Array.from({ length: windowSize }, (_, place) => fact(window * windowSize + place))
  if (blueprint.protocol.kind === "relay" && call.turn === "read") return inWindow(call.round)
  if (spec?.information !== "own-window") return Array.from({ length: factCount }, (_, index) => fact(index))
  return Array.from({ length: windows }, (_, window) => window)
    .filter((window) => window % blueprint.agents.length === agent)
    .flatMap(inWindow)
}

const answers = new Set(["solve", "direct", "revise", "correct", "aggregate", "read"])

/** Everything that the prompt of a call may contain. */
const granted = (blueprint: Blueprint, calls: ReadonlyArray<Call>, call: Call): ReadonlySet<string> => {
  const { agents, feedback, protocol, sharing } = blueprint
  const { agent, round, turn } = call
  const may = new Set(factsOf(blueprint, agent, call))
  const add = (strings: ReadonlyArray<string>) => {
    for (const one of strings) may.add(one)
  }
  const earlier = calls.filter(({ index }) => index < call.index)
  // In a pass a critique is what its author has to say to those after it.
  const spoken = (one: Call): boolean => answers.has(one.turn) || (protocol.kind === "pass" && one.turn === "criticise")
  const from = earlier.filter(spoken)
  for (const one of earlier) if (one.turn === "plan") add(whole(one))
  const grants = grantsOf(blueprint)
  const own = from.filter((one) => one.agent === agent)

  switch (protocol.kind) {
    case "relay":
      // One note goes from window to window, in whatever form; it may carry what an earlier note carried.
      for (const one of earlier) if (one.round < round || turn !== "read") add(whole(one))
      return may
    case "critique":
    case "verify":
      for (const one of earlier) add(whole(one))
      return may
    case "independent":
    case "aggregate": {
      if (["refine", "condense", "conclude"].includes(turn)) for (const one of own) add(whole(one))
      if (turn === "refine" || turn === "condense" || turn === "conclude") {
        for (const one of earlier) if (one.agent === agent && one.turn === "refine") add(whole(one))
      }
      const readable = (writer: number): boolean =>
        protocol.kind === "aggregate" ? grants[agent]?.[writer] === true : positionsOf(blueprint)[writer] === true
      if (turn === "aggregate" || turn === "rank") {
        for (const one of from) if (readable(one.agent)) add(passedOn(blueprint, calls, one))
      }
      return may
    }
    case "pass":
    case "debate": {
      if (["refine", "condense", "conclude"].includes(turn)) {
        for (const one of earlier) if (one.agent === agent) add(whole(one))
      }
      if (turn === "aggregate" || turn === "rank" || protocol.kind === "pass") {
        const decides = blueprint.aggregation.kind === "judge" || blueprint.aggregation.kind === "ranked"
        const atEnd = decides && (turn === "rank" || (turn === "aggregate" && agents[agent]?.role !== "aggregator"))
        for (const one of from) {
          const reads = atEnd || (turn === "aggregate" && decides) || grants[agent]?.[one.agent] === true
          if (reads) add(passedOn(blueprint, calls, one))
        }
        if (protocol.kind === "pass") return may
      }
      const remembers = agents[agent]?.memory !== "none"
      const old = sharing?.rounds === "history"
      if (turn === "revise" || turn === "correct" || turn === "condense") {
        for (const one of from) {
          const fresh =
            one.round === round - 1 ||
            (protocol.kind === "debate" && protocol.speaking === "in-turn" && one.round === round)
          if (one.agent === agent && (remembers || turn === "correct") && (fresh || old)) add(whole(one))
          if (grants[agent]?.[one.agent] === true && (fresh || old)) add(passedOn(blueprint, calls, one))
        }
        if (turn !== "condense" && old) {
          // The agent's own summary of what it may read.
          for (const one of earlier) if (one.agent === agent && one.turn === "condense") add(whole(one))
        }
      }
      // Feedback is a grant of its own: the critic sees the answer it criticises, its author sees the critique.
      if (feedback !== undefined && feedback !== "none") {
        const talking = agents.map((_, index) => index).filter((index) => positionsOf(blueprint)[index])
        const criticOf = (author: number): number =>
          feedback === "self"
            ? author
            : feedback === "peer"
              ? (talking[(talking.indexOf(author) + 1) % talking.length] ?? -1)
              : agents.findIndex(({ role }) => role === feedback)
        if (turn === "criticise") {
          for (const one of from) if (criticOf(one.agent) === agent && one.round === round - 1) add(whole(one))
        }
        if (turn === "correct" && feedback !== "verifier") {
          for (const one of earlier) {
            if (one.turn === "criticise" && one.round === round && criticOf(agent) === one.agent) add(whole(one))
          }
        }
      }
      return may
    }
    case "custom":
      throw new Error("custom protocols are their authors' own")
  }
}

// ------------------------------------------------------------------------------------------------------------ the worlds

const plays = async (blueprint: Blueprint) => {
  const model = scriptedModel({
    dialect: "chat",
    replies: (_, index) => `${head(index)} ${filler} ${tail(index)}\nAnswer: ${answer(index)}`
  })
  const { calls } = await runOne({
    blueprint,
    model,
    item,
    task: { window: windowSize },
    budget: { dimension: "tokens", tokens: 10_000_000 }
  })
  return calls
}

/** The planted number of a recorded reply: calls are numbered by the model, in the order in which it was asked. */
const numberOf = ({ text }: CallSettled): number => Number(/^h(\d+)x/.exec(text)?.[1])

interface Leak {
  readonly call: string
  readonly turn: string
  readonly strings: ReadonlyArray<string>
}

/** Strings in prompts that `read` does not grant, with how many strings of others were seen at all. */
const leaksOf = (read: Blueprint, recorded: ReadonlyArray<CallSettled>) => {
  const calls = recorded.map((call): Call => {
    const [round, agent] = call.call.split(".").map(Number)
    return { index: numberOf(call), agent: agent ?? -1, round: round ?? -1, turn: call.turn }
  })
  const leaks: Array<Leak> = []
  let crossed = 0
  for (const [place, record] of recorded.entries()) {
    const call = calls[place] as Call
    const may = granted(read, calls, call)
    const found = [...new Set(record.prompt.match(planted) ?? [])]
    const strings = found.filter((one) => !may.has(one))
    if (strings.length > 0) leaks.push({ call: record.call, turn: record.turn, strings })
    const authors = found.flatMap((one) => (one.startsWith("f") ? [] : [Number(one.slice(1, -1))]))
    if (authors.some((author) => calls.find(({ index }) => index === author)?.agent !== call.agent)) crossed++
  }
  return { leaks, crossed }
}

const maybe = <A>(value: fc.Arbitrary<A>) => fc.option(value, { nil: undefined })
const roles = ["solver", "solver", "solver", "critic", "verifier", "planner", "aggregator"] as const

const agent = (index: number): fc.Arbitrary<AgentSpec> =>
  fc.record({
    id: fc.constant(`agent-${index}`),
    role: fc.constantFrom(...roles),
    model: fc.constant("default"),
    temperature: fc.constant(1),
    style: fc.constantFrom("direct", "chain-of-thought"),
    memory: fc.constantFrom("none", "own", "shared"),
    information: fc.constantFrom("all", "own-window")
  })

const topologies = (size: number): fc.Arbitrary<Topology> =>
  fc.oneof(
    fc.constantFrom(
      { kind: "isolated" } as const,
      { kind: "complete" } as const,
      { kind: "chain" } as const,
      { kind: "ring" } as const,
      { kind: "star" } as const,
      { kind: "tree", branching: 2 } as const,
      { kind: "layered", widths: [1, size - 1] as const } as const
    ),
    fc
      .array(fc.tuple(fc.nat(size - 1), fc.nat(size - 1)), { maxLength: size * size })
      .map((edges) => ({ kind: "explicit" as const, edges: edges.filter(([a, b]) => a !== b) }))
  )

const without = <A extends object>(value: A): A =>
  Object.fromEntries(Object.entries(value).filter(([, part]) => part !== undefined)) as A

const blueprints: fc.Arbitrary<Blueprint> = fc
  .integer({ min: 2, max: 5 })
  .chain((size) =>
    fc.record({
      id: fc.constant("law"),
      agents: fc.tuple(agent(0), ...Array.from({ length: size - 1 }, (_, index) => agent(index + 1))),
      topology: topologies(size),
      protocol: fc.oneof(
        { weight: 1, arbitrary: fc.constant({ kind: "independent" } as const) },
        { weight: 1, arbitrary: fc.constant({ kind: "aggregate" } as const) },
        { weight: 1, arbitrary: fc.constant({ kind: "relay" } as const) },
        { weight: 2, arbitrary: fc.constant({ kind: "pass" } as const) },
        {
          weight: 6,
          arbitrary: fc
            .record({
              kind: fc.constant("debate" as const),
              rounds: fc.integer({ min: 1, max: 3 }),
              speaking: maybe(fc.constantFrom("together" as const, "in-turn" as const))
            })
            .map(without)
        }
      ),
      message: fc.oneof(
        fc.constantFrom("full", "full", "conclusion", "confidence"),
        fc.constantFrom({ kind: "prefix", tokens: 8 } as const, { kind: "compressed", tokens: 40 } as const)
      ),
      aggregation: fc.oneof(
        fc.constantFrom(
          { kind: "majority", ties: "first" } as const,
          { kind: "last" } as const,
          { kind: "ranked" } as const
        ),
        fc.nat(size - 1).map((place) => ({ kind: "judge" as const, agent: place }))
      ),
      mechanism: maybe(fc.constantFrom("free-text", "blackboard", "answer-only", "none")),
      sharing: maybe(
        fc.record({ scope: fc.constantFrom("own", "neighbours", "all"), rounds: fc.constantFrom("latest", "history") })
      ),
      recall: maybe(
        fc.constantFrom(
          { kind: "none" } as const,
          { kind: "window", messages: 2 } as const,
          { kind: "summary", tokens: 40 } as const,
          { kind: "bm25", messages: 2 } as const,
          { kind: "graph", statements: 2 } as const
        )
      ),
      feedback: maybe(fc.constantFrom("none", "self", "peer", "critic", "verifier")),
      refinement: maybe(fc.boolean()),
      anonymous: maybe(fc.boolean()),
      order: maybe(fc.constantFrom("position", "shuffled"))
    })
  )
  .map((blueprint) => without(blueprint) as Blueprint)
  .filter((blueprint) => Effect.runSyncExit(checkBlueprint(blueprint))._tag === "Success")

describe("information flows only where it is granted", () => {
  it("in 1,200 random blueprints, with messages crossing in most of them", async () => {
    let crossing = 0
    for (const blueprint of fc.sample(blueprints, { numRuns: 1200, seed: 20_261_125 })) {
      const { leaks, crossed } = leaksOf(blueprint, await plays(blueprint))
      if (leaks.length > 0) expect.fail(`${JSON.stringify(leaks)} in ${JSON.stringify(blueprint)}`)
      if (crossed > 0) crossing++
    }
    expect(crossing).toBeGreaterThan(600)
  })

  it("and one edge too many is found, every time", async () => {
    const worlds = fc.sample(
      fc.integer({ min: 3, max: 5 }).chain((size) =>
        fc.record({
          size: fc.constant(size),
          topology: topologies(size),
          extra: fc.tuple(fc.nat(size - 1), fc.nat(size - 1)),
          rounds: fc.integer({ min: 1, max: 3 })
        })
      ),
      { numRuns: 400, seed: 7 }
    )
    let mutants = 0
    for (const { size, topology, extra, rounds } of worlds) {
      const [writer, reader] = extra
      const reads = readsByTopology(topology, size)
      if (writer === reader || reads[reader]?.[writer] === true) continue
      const edges = reads.flatMap((row, r) => row.flatMap((yes, w) => (yes ? [[w, r] as const] : [])))
      const solver = { role: "solver", model: "default", temperature: 1, style: "direct", memory: "own" } as const
      const [first, ...rest] = Array.from(
        { length: size },
        (_, index): AgentSpec => ({ id: `agent-${index}`, ...solver, information: "all" })
      )
      const honest: Blueprint = {
        id: "mutant",
        agents: [first as AgentSpec, ...rest],
        topology: { kind: "explicit", edges },
        protocol: { kind: "debate", rounds },
        message: "full",
        aggregation: { kind: "last" }
      }
      expect(leaksOf(honest, await plays(honest)).leaks).toEqual([])
      const mutant: Blueprint = { ...honest, topology: { kind: "explicit", edges: [...edges, [writer, reader]] } }
      expect(leaksOf(honest, await plays(mutant)).leaks.length).toBeGreaterThan(0)
      mutants++
    }
    expect(mutants).toBeGreaterThan(100)
  })
})
