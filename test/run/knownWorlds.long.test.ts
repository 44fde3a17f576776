import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { ownProtocol } from "../../src/agent/ownProtocol.js"
import type { AgentSpec } from "../../src/blueprint/AgentSpec.js"
import type { Blueprint } from "../../src/blueprint/Blueprint.js"
import { edgesOf } from "../../src/blueprint/edgesOf.js"
import { readLedger } from "../../src/ledger/readLedger.js"
import type { LanguageModel, ModelRequest } from "../../src/model/LanguageModel.js"
import { scriptedModel } from "../../src/model/ScriptedModel.js"
import { simulatedModel } from "../../src/model/SimulatedModel.js"
import { createStream, type Stream } from "../../src/stats/createStream.js"
import { deriveSeed } from "../../src/stats/deriveSeed.js"
import { normalCdf } from "../../src/stats/normalCdf.js"
import { type RunOptions, runStudy } from "../../src/study.js"
import { temporaryFolder } from "../fixtures/temporaryFolder.js"

/*
 * Worlds whose accuracy is known in closed form, played by the real runtime: study, meter, protocols, dialect, ledger. Every mean
 * lies within 4 standard errors of its closed form, and so does the ratio to a single agent whose own accuracy is known.
 */

const solver = {
  role: "solver",
  model: "default",
  temperature: 1,
  style: "direct",
  memory: "own",
  information: "all"
} as const satisfies Omit<AgentSpec, "id">

const crew = (size: number, change: Partial<AgentSpec> = {}): Blueprint["agents"] => {
  const of = (index: number): AgentSpec => ({ id: `a${index}`, ...solver, ...change })
  return [of(0), ...Array.from({ length: size - 1 }, (_, index) => of(index + 1))]
}

const alone: Blueprint = {
  id: "alone",
  agents: crew(1, { memory: "none" }),
  topology: { kind: "isolated" },
  protocol: { kind: "independent" },
  message: "full",
  aggregation: { kind: "last" }
}

interface Played {
  /** Means over items and their standard errors, by system. */
  readonly mean: (system: string) => number
  readonly calls: (system: string) => number
  readonly trials: number
}

const items = 300
const seeds = 4

const play = async (
  teams: readonly [Blueprint, ...ReadonlyArray<Blueprint>],
  model: LanguageModel,
  options: Partial<RunOptions> & {
    readonly facts?: ReadonlyArray<string>
    readonly window?: number
    readonly grader?: string
  } = {}
): Promise<Played> => {
  const { facts, window, grader, ...run } = options
  const out = join(temporaryFolder(), "run")
  const windowed = window !== undefined
  await runStudy(
    {
      name: "world",
      model: "default",
      tasks: [
        {
          id: "world",
          source: {
            items: [
              { id: "i0", question: "q0", answer: "yes", ...(facts === undefined ? {} : { facts }) },
              ...Array.from({ length: items - 1 }, (_, index) => ({
                id: `i${index + 1}`,
                question: `q${index + 1}`,
                answer: "yes",
                ...(facts === undefined ? {} : { facts })
              }))
            ]
          },
          ...(windowed ? { window } : {}),
          ...(grader === undefined ? {} : { grader: { kind: "function" as const, id: grader, version: "1" } })
        }
      ],
      teams,
      ...(windowed ? {} : { singles: [alone] }),
      seeds,
      pool: { first: seeds, most: seeds },
      budget: { dimension: "calls", calls: 64 }
    },
    { out, models: { default: model }, ...run }
  )
  const { start, trials } = await readLedger(out)
  const of = (system: string) => {
    const slot = start.design.arms.find(({ blueprint }) => blueprint.id === system)?.slot
    return trials.filter((trial) => trial.slot === slot)
  }
  const average = (values: ReadonlyArray<number>): number =>
    values.reduce((sum, value) => sum + value, 0) / values.length
  return {
    mean: (system) => average(of(system).map(({ score }) => score)),
    calls: (system) => average(of(system).map(({ usage }) => usage.calls ?? Number.NaN)),
    trials: items * seeds
  }
}

const errorOf = (q: number, n: number): number => Math.sqrt((q * (1 - q)) / n)

const expectNear = (seen: number, truth: number, n: number): void => {
  expect(Math.abs(seen - truth) / Math.max(errorOf(truth, n), 1e-12), `saw ${seen}, closed form ${truth}`).toBeLessThan(
    4
  )
}

const expectRatio = (team: number, single: number, phiM: number, phiS: number, n: number): void => {
  const error = Math.hypot(errorOf(phiM, n) / phiM, errorOf(phiS, n) / phiS)
  expect(Math.abs(Math.log(team / single) - Math.log(phiM / phiS)) / error).toBeLessThan(4)
}

const textOf = ({ prompt }: ModelRequest): string =>
  prompt.kind === "text" ? prompt.text : prompt.messages.map(({ content }) => content).join("\n\n")

/** A model of the chat dialect with dice of its own for every call. */
const thinking = (reply: (text: string, dice: Stream) => string) =>
  scriptedModel({
    dialect: "chat",
    replies: (request) => reply(textOf(request), createStream(deriveSeed(20_261_125, "world", request.seed)))
  })

/** Answers of others as the dialect shows them, and the agent's own last one. */
const others = (text: string): ReadonlyArray<string> =>
  [...text.matchAll(/^- a\d+: (\S+)/gm)].map((match) => match[1] ?? "")
const ownOf = (text: string): string | undefined => /Your last answer:\n(\S+)/.exec(text)?.[1]

const binomial = (n: number, k: number): number => {
  let ways = 1
  for (let index = 0; index < k; index++) ways = (ways * (n - index)) / (index + 1)
  return ways
}
const majority = (n: number, p: number): number =>
  Array.from({ length: n + 1 }, (_, k) => (2 * k > n ? binomial(n, k) * p ** k * (1 - p) ** (n - k) : 0)).reduce(
    (sum, part) => sum + part,
    0
  )

describe("known worlds through the real runtime", () => {
  it("voter model: who copies a neighbour keeps the accuracy of one, whatever the rounds; a vote has more", async () => {
    const p = 0.65
    const model = thinking((text, dice) => {
      const heard = others(text)
      const copied = heard[dice.int(Math.max(1, heard.length))]
      return `Answer: ${copied ?? (dice.next() < p ? "yes" : "no")}`
    })
    const voters = (rounds: number): Blueprint => ({
      id: `voters-${rounds}`,
      agents: crew(5),
      topology: { kind: "ring" },
      protocol: { kind: "debate", rounds },
      message: "conclusion",
      aggregation: { kind: "first" }
    })
    const vote: Blueprint = {
      ...alone,
      id: "vote",
      agents: crew(5),
      aggregation: { kind: "majority", ties: "seeded" }
    }
    const { mean, trials } = await play([voters(1), voters(4), vote], model)
    expectNear(mean("voters-1"), p, trials)
    expectNear(mean("voters-4"), p, trials)
    expectNear(mean("vote"), majority(5, p), trials)
    expectRatio(mean("voters-4"), mean("vote"), p, majority(5, p), trials)
    expect(p / majority(5, p)).toBeLessThan(1)
  }, 120_000)

  it("DeGroot: repeated averaging weighs signals by the row of W to the t", async () => {
    const [d, sigma, size] = [0.4, 1, 4]
    const model = thinking((text, dice) => {
      const own = ownOf(text)
      if (own === undefined) return `Answer: ${d + sigma * dice.normal()}`
      const all = [own, ...others(text)].map(Number)
      return `Answer: ${all.reduce((sum, value) => sum + value, 0) / all.length}`
    })
    const believers = (rounds: number): Blueprint => ({
      id: `believers-${rounds}`,
      agents: crew(size),
      topology: { kind: "chain" },
      protocol: { kind: "debate", rounds },
      message: "conclusion",
      aggregation: { kind: "last" }
    })
    const edges = edgesOf({ kind: "chain" }, size)
    const W = Array.from({ length: size }, (_, row) => {
      const heard = edges.filter(([, to]) => to === row).map(([from]) => from)
      return Array.from({ length: size }, (_, column) =>
        column === row || heard.includes(column) ? 1 / (heard.length + 1) : 0
      )
    })
    const rowAfter = (rounds: number): ReadonlyArray<number> => {
      let row: ReadonlyArray<number> = Array.from({ length: size }, (_, index) => (index === size - 1 ? 1 : 0))
      for (let t = 0; t < rounds; t++) {
        row = row.map((_, column) => row.reduce((sum, weight, k) => sum + weight * (W[k]?.[column] ?? 0), 0))
      }
      return row
    }
    const closed = (rounds: number): number =>
      normalCdf(d / (sigma * Math.sqrt(rowAfter(rounds).reduce((sum, weight) => sum + weight ** 2, 0))))
    const { mean, trials } = await play([believers(1), believers(3)], model, {
      grader: "positive",
      graders: { "positive@1": (answer) => (Number(answer) > 0 ? 1 : 0) }
    })
    expectNear(mean("believers-1"), closed(1), trials)
    expectNear(mean("believers-3"), closed(3), trials)
    expectNear(mean("alone"), normalCdf(d / sigma), trials)
    expectRatio(mean("believers-3"), mean("alone"), closed(3), normalCdf(d / sigma), trials)
  }, 120_000)

  it("hidden profile: a leader who needs what the others disclose, else guesses", async () => {
    const [size, unique, q, guess] = [3, 2, 0.85, 0.25]
    const facts = Array.from({ length: size * unique }, (_, index) => `fact${index}.`)
    const factsIn = (text: string): ReadonlySet<string> => new Set(text.match(/fact\d+/g))
    const model = thinking((text, dice) => {
      const known = factsIn(text)
      if (known.size === size * unique) return "Answer: yes"
      const disclosed = [...known].filter(() => dice.next() < q)
      const answer = dice.next() < guess ? "yes" : "no"
      return `${disclosed.join(" ")}\nAnswer: ${answer}`
    })
    const team: Blueprint = {
      id: "leader",
      agents: crew(size, { information: "own-window", memory: "none" }),
      topology: { kind: "star" },
      protocol: { kind: "pass" },
      message: "full",
      aggregation: { kind: "last" }
    }
    const { mean, trials } = await play([team], model, { facts, window: unique })
    const x = q ** ((size - 1) * unique)
    const closed = x + (1 - x) * guess
    expectNear(mean("leader"), closed, trials)
    // Against one who has one share only, the gain is access.
    expectNear(mean("window-1-only"), guess, trials)
    expectRatio(mean("leader"), mean("window-1-only"), closed, guess, trials)
  }, 120_000)

  const key = new Map(Array.from({ length: items }, (_, index) => [`q${index}`, { answer: "yes", wrong: ["no"] }]))

  it("refinement chain: every step mends and spoils", async () => {
    const [p, fix, spoil] = [0.5, 0.3, 0.1]
    const chain = (steps: number): Blueprint => ({
      id: `chain-${steps}`,
      agents: crew(steps + 1),
      topology: { kind: "chain" },
      protocol: { kind: "pass" },
      message: "conclusion",
      aggregation: { kind: "last" }
    })
    const model = simulatedModel({ key, world: { kind: "refine", p, fix, break: spoil }, seed: 3 })
    const { mean, trials } = await play([chain(1), chain(4)], model)
    const limit = fix / (fix + spoil)
    const closed = (steps: number): number => limit + (p - limit) * (1 - fix - spoil) ** steps
    expectNear(mean("chain-1"), closed(1), trials)
    expectNear(mean("chain-4"), closed(4), trials)
    expectNear(mean("alone"), p, trials)
    expectRatio(mean("chain-4"), mean("alone"), closed(4), p, trials)
  }, 120_000)

  it("generate–verify: a proposal is kept once the critic accepts; calls as the closed form counts them", async () => {
    const [p, se, sp, k] = [0.4, 0.9, 0.8, 4]
    const accepted = p * se + (1 - p) * (1 - sp)
    const proposals = ownProtocol({
      id: "propose-and-verify",
      version: "1",
      play: async (scene) => {
        for (let step = 1; ; step++) {
          const said = await scene.ask({ agent: 0, turn: { kind: "direct" } })
          if (said === null) return null
          scene.closeRound([said.message, null])
          const judged = await scene.ask({ agent: 1, turn: { kind: "criticise", solution: said.message } })
          if (step === k || judged?.reading.accepted === true) return said.message.answer
        }
      }
    })
    const [proposer, critic] = crew(2)
    const pair: Blueprint["agents"] = [proposer, { ...proposer, ...critic, id: "critic", role: "critic" }]
    const verifying: Blueprint = { ...alone, id: "verifying", agents: pair, protocol: proposals.protocol }
    const revising: Blueprint = {
      ...alone,
      id: "revising",
      agents: pair,
      topology: { kind: "complete" },
      protocol: { kind: "critique", rounds: k }
    }
    const model = simulatedModel({ key, world: { kind: "verify", p, sensitivity: se, specificity: sp }, seed: 5 })
    const { mean, calls, trials } = await play([verifying, revising], model, { systems: [proposals] })
    const rejectedAll = (1 - accepted) ** k
    const found = ((1 - rejectedAll) * p * se) / accepted
    // The last proposal stands although it was rejected …
    const stands = found + (rejectedAll * p * (1 - se)) / (1 - accepted)
    expectNear(mean("verifying"), stands, trials)
    // … or, in the preset's protocol, one more is made that nobody judges.
    expectNear(mean("revising"), found + rejectedAll * p, trials)
    expectNear(mean("alone"), p, trials)
    expectRatio(mean("verifying"), mean("alone"), stands, p, trials)
    const steps = Array.from({ length: k }, (_, step) => (1 - accepted) ** step)
    const expected = 2 * steps.reduce((sum, share) => sum + share, 0)
    const square = 4 * steps.reduce((sum, share, step) => sum + (2 * step + 1) * share, 0)
    const error = Math.sqrt((square - expected ** 2) / trials)
    expect(Math.abs(calls("verifying") - expected) / error).toBeLessThan(4)
  }, 120_000)
})
