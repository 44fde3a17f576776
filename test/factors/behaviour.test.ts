import * as Effect from "effect/Effect"
import { describe, expect, it } from "vitest"
import { factors, relay } from "../../factors/index.js"
import type { Blueprint } from "../../src/blueprint/Blueprint.js"
import type { Budget } from "../../src/budget/Budget.js"
import { resolveTask } from "../../src/design/resolveTask.js"
import type { BlueprintFactor, ContextFactor } from "../../src/factor/Factor.js"
import type { TrialEnd } from "../../src/ledger/Event.js"
import { type ScriptedModel, scriptedModel } from "../../src/model/ScriptedModel.js"
import type { Item } from "../../src/task/Item.js"
import type { Task } from "../../src/task/Task.js"
import { runOne } from "../fixtures/runOne.js"

type Library = (typeof factors)[number]
type Mover = Exclude<Library, { readonly kind: "context" }>
type Setting = Extract<Library, { readonly kind: "context" }>

/** What was asked, in order, and what came of it. */
interface Seen {
  readonly calls: ReadonlyArray<{
    readonly agent: string
    readonly turn: string
    readonly prompt: string
    readonly model: string
  }>
  /** `agent turn` of every call. */
  readonly turns: ReadonlyArray<string>
  /** The prompt of an agent's turn of a kind, by how many such there were before. */
  readonly reads: (agent: string, turn: string, place?: number) => string
  /** Numbers of the agents whose messages stand in a prompt by name. */
  readonly peers: (prompt: string) => ReadonlyArray<number>
  readonly requests: ScriptedModel["calls"]
  readonly end: TrialEnd
}

interface Play {
  /** Absent: the factor's own base. */
  readonly base?: Blueprint
  /** What is said in the i-th call where an answer is asked for. Absent: `thought-i`, three words, and one of three answers. */
  readonly says?: (index: number, prompt: string) => string
  readonly item?: Item
  readonly window?: number
  readonly budget?: Budget
  readonly seed?: number
}

const plainly = (index: number): string => `thought-${index} one two three\nConfidence: 70\nAnswer: ${"xyz"[index % 3]}`

/** Answers every kind of turn in due form; every reply names its call, so that one can see who read what. */
const run = async (blueprint: Blueprint, play: Play): Promise<Seen> => {
  const scripted = scriptedModel({
    dialect: "chat",
    replies: ({ prompt }, index) => {
      const [system = "", user = ""] = prompt.kind === "messages" ? prompt.messages.map(({ content }) => content) : []
      if (system.includes("check solutions")) return `Verdict: wrong\nStep ${index} fails.`
      if (system.includes("Ranking:")) return "Ranking: 2, 1"
      if (system.includes("shorten texts")) return `short-${index}`
      if (system.includes("prepare material")) return `kept-${index}`
      if (system.includes("began to reason"))
        return user.includes("two")
          ? `Answer: ${/thought-(\d+)/.exec(user) === null ? "?" : "xyz"[Number(/thought-(\d+)/.exec(user)?.[1]) % 3]}`
          : "Answer: nothing"
      if (system.includes("You plan")) return `plan-${index}`
      if (system.includes("JSON object")) return `{"reasoning": "thought-${index}", "answer": "x", "confidence": 70}`
      if (system.includes("keep notes")) return "Note: on\nAnswer: unknown"
      return (play.says ?? plainly)(index, `${system}\n${user}`)
    }
  })
  // Near in meaning is what holds "yonder".
  const embed = (texts: ReadonlyArray<string>) =>
    Effect.succeed(texts.map((text) => (/yonder|where is/.test(text) ? [1, 0] : [0, 1])))
  const { end, calls } = await runOne({
    blueprint,
    model: { ...scripted, embed },
    ...(play.item === undefined ? {} : { item: play.item }),
    ...(play.window === undefined ? {} : { task: { window: play.window } }),
    ...(play.budget === undefined ? {} : { budget: play.budget }),
    ...(play.seed === undefined ? {} : { seed: play.seed })
  })
  if (end.type !== "trial-end") throw new Error(end.error)
  return {
    calls,
    turns: calls.map(({ agent, turn }) => `${agent} ${turn}`),
    reads: (agent, turn, place = 0) =>
      calls.filter((call) => call.agent === agent && call.turn === turn)[place]?.prompt ?? `no ${turn} of ${agent}`,
    peers: (prompt) => [...prompt.matchAll(/^- solver-(\d+): /gmu)].map(([, number]) => Number(number)),
    requests: scripted.calls,
    end
  }
}

type Check = (seen: Seen, again: (play: Play) => Promise<Seen>) => void | Promise<void>

/** How a factor is seen at work: one check a level, so that a level without one does not compile. */
interface Case<Level extends string> {
  readonly play?: Play
  readonly at: Readonly<Record<Level, Check>>
}

const firstRevisions = ({ calls, peers }: Seen): ReadonlyArray<ReadonlyArray<number>> => {
  const agents = [...new Set(calls.map(({ agent }) => agent))]
  return agents.map((agent) =>
    peers(calls.find((call) => call.agent === agent && call.turn === "revise")?.prompt ?? "")
  )
}

const copies = (base: Blueprint, count: number): Blueprint => {
  const [first] = base.agents
  return {
    ...base,
    agents: [first, ...Array.from({ length: count - 1 }, (_, i) => ({ ...first, id: `solver-${i + 2}` }))]
  }
}
const factor = <Id extends Library["id"]>(id: Id) => {
  const found = factors.find((one): one is Extract<Library, { readonly id: Id }> => one.id === id)
  if (found === undefined) throw new Error(`no factor ${id}`)
  return found
}
const baseOf = (id: Mover["id"]): Blueprint => {
  const { base }: BlueprintFactor = factor(id)
  if (base === undefined) throw new Error(`factor ${id} has no base`)
  return base
}

const teamOf =
  (count: number): Check =>
  (seen) => {
    const names = Array.from({ length: count }, (_, index) => `solver-${index + 1}`)
    expect(seen.turns).toEqual(["direct", "revise"].flatMap((turn) => names.map((name) => `${name} ${turn}`)))
    expect(seen.peers(seen.reads("solver-1", "revise"))).toHaveLength(count - 1)
  }

const hearing =
  (...expected: ReadonlyArray<ReadonlyArray<number>>): Check =>
  (seen) =>
    expect(firstRevisions(seen)).toEqual(expected)

const onModels =
  (...expected: ReadonlyArray<string>): Check =>
  (seen) =>
    expect(seen.calls.slice(0, 3).map(({ model }) => model)).toEqual(expected)

const atTemperatures =
  (...expected: ReadonlyArray<number>): Check =>
  (seen) =>
    expect(seen.requests.slice(0, 3).map(({ temperature }) => temperature)).toEqual(expected)

/** Six answers of which the first, the last, the earliest most frequent and another most frequent differ. */
const votes = ["a", "b", "b", "c", "c", "d"]

const older = ["grey clouds", "yonder sea", "the key is under the mat", "rain", "yonder hill", "where the key was"]
/** Round by round the three agents say something of their own; agent 1 may later recall what 2 and 3 said. */
const sayings = (index: number): string =>
  `${index % 3 === 0 ? "idle" : (older[[0, 1, 2, 3, 4, 5][index] ?? 0] ?? "late")} number ${index}\nAnswer: ${index}`

const recalled = (seen: Seen): ReadonlyArray<number> => {
  const [, earlier = ""] = /Earlier:\n([\s\S]*?)\n\n/u.exec(seen.reads("solver-1", "revise", 2)) ?? []
  return [...earlier.matchAll(/number (\d+)/gu)].map(([, number]) => Number(number)).sort((a, b) => a - b)
}
const remembers =
  (...expected: ReadonlyArray<number>): Check =>
  (seen) =>
    expect(recalled(seen)).toEqual(expected)

const systemText = (seen: Seen): string => seen.reads("solver-1", "direct").split("\n")[0] ?? ""

const facts = ["The sky is blue.", "Cats sleep.", "The sum of two is four."]
const withFacts: Item = { id: "facts", question: "Which colour has the sky?", answer: "blue", facts }
const useTools = (_: number, prompt: string): string => {
  if (prompt.includes("Tool results")) return "Answer: blue"
  if (prompt.includes("retrieval: <")) return "Tool: retrieval: colour sky"
  if (prompt.includes("calculator: <")) return "Tool: calculator: 2*(3+4)"
  return prompt.includes("javascript: <") ? "Tool: javascript: [1, 2, 3].map((n) => n * n).join()" : "Answer: blue"
}

const systems: { readonly [One in Mover as One["id"]]: Case<One["levels"][number]> } = {
  agents: { at: { "1": teamOf(1), "2": teamOf(2), "3": teamOf(3), "5": teamOf(5), "7": teamOf(7) } },
  models: {
    at: {
      one: onModels("default", "default", "default"),
      two: onModels("default", "second", "default"),
      three: onModels("default", "second", "third")
    }
  },
  temperatures: {
    at: { equal: atTemperatures(1, 1, 1), narrow: atTemperatures(1, 0.8, 1.2), wide: atTemperatures(1, 0.5, 1.5) }
  },
  reasoning: {
    at: {
      direct: (seen) => expect(seen.reads("solver-1", "direct")).toContain("no explanation"),
      "chain-of-thought": (seen) => expect(seen.reads("solver-1", "solve")).toContain("step by step")
    }
  },
  memory: {
    at: {
      none: (seen) => expect(seen.reads("solver-1", "revise")).not.toMatch(/last answer|thought/u),
      own: (seen) => {
        expect(seen.reads("solver-1", "revise")).toContain("Your last answer:\nx")
        expect(seen.reads("solver-1", "revise")).not.toContain("thought")
      },
      shared: (seen) => {
        expect(seen.reads("solver-1", "revise")).toContain("Your last answer:\nx")
        expect(firstRevisions(seen)).toEqual([
          [2, 3],
          [1, 3],
          [1, 2]
        ])
      }
    }
  },
  tools: {
    play: { item: withFacts, says: useTools },
    at: {
      none: (seen) => {
        expect(seen.reads("solver-1", "direct")).not.toContain("Tool")
        expect(seen.reads("solver-1", "direct")).toContain("Cats sleep.")
      },
      calculator: (seen) => {
        expect(seen.reads("solver-1", "direct", 1)).toContain("calculator: 2*(3+4) → 14")
        expect(seen.reads("solver-1", "direct")).toContain("Cats sleep.")
      },
      retrieval: (seen) => {
        expect(seen.reads("solver-1", "direct")).not.toMatch(/calculator|blue/u)
        expect(seen.reads("solver-1", "direct", 1)).toContain("retrieval: colour sky → The sky is blue.")
        expect(seen.reads("solver-1", "direct", 1)).not.toContain("Cats sleep.")
      },
      javascript: (seen) => {
        expect(seen.reads("solver-1", "direct")).not.toMatch(/calculator|retrieval/u)
        expect(seen.reads("solver-1", "direct", 1)).toMatch(/javascript: .* → '?1,4,9/u)
      },
      all: async (_, again) => {
        const without = (...names: ReadonlyArray<string>) =>
          again({
            item: withFacts,
            says: (index, prompt) =>
              useTools(
                index,
                names.reduce((text, name) => text.replace(`${name}: <`, ""), prompt)
              )
          })
        expect((await without()).reads("solver-1", "direct")).toMatch(
          /calculator: <.* or retrieval: <.* or javascript: </u
        )
        expect((await without()).reads("solver-1", "direct", 1)).toContain("→ The sky is blue.")
        expect((await without("retrieval")).reads("solver-1", "direct", 1)).toContain("→ 14")
        expect((await without("retrieval", "calculator")).reads("solver-1", "direct", 1)).toContain("1,4,9")
      }
    }
  },
  personas: {
    at: {
      none: (seen) => expect(seen.calls.every(({ prompt }) => !prompt.includes("You are a"))).toBe(true),
      same: (seen) =>
        expect(seen.calls.every(({ prompt }) => prompt.includes("You are a careful mathematician."))).toBe(true),
      different: (seen) => {
        expect(seen.reads("solver-1", "direct")).toContain("You are a careful mathematician.")
        expect(seen.reads("solver-2", "direct")).toContain("You are a sceptical reviewer.")
        expect(seen.reads("solver-3", "revise")).toContain("You are a practical engineer.")
      }
    }
  },
  partition: {
    play: { item: withFacts, window: 1 },
    at: {
      whole: (seen) => {
        for (const { prompt } of seen.calls) for (const fact of facts) expect(prompt).toContain(fact)
      },
      "by-window": (seen) => {
        for (const { agent, prompt } of seen.calls) {
          expect(facts.filter((fact) => prompt.includes(fact))).toEqual([facts[Number(agent.at(-1)) - 1]])
        }
      }
    }
  },
  topology: {
    at: {
      isolated: hearing([], [], [], [], []),
      chain: hearing([], [1], [2], [3], [4]),
      ring: hearing([2, 5], [1, 3], [2, 4], [3, 5], [1, 4]),
      star: hearing([5], [5], [5], [5], [1, 2, 3, 4]),
      tree: hearing([], [], [], [1, 2], [3, 4]),
      complete: hearing([2, 3, 4, 5], [1, 3, 4, 5], [1, 2, 4, 5], [1, 2, 3, 5], [1, 2, 3, 4]),
      random: (seen) => {
        const heard = firstRevisions(seen)
        expect(heard.every((writers, index) => writers.every((writer) => writer <= index))).toBe(true)
        expect([...new Set(heard.flat())].sort()).toEqual([1, 2, 3, 4])
        expect(heard.flat().length).toBeLessThan(10)
      },
      "small-world": (seen) => {
        const heard = firstRevisions(seen)
        expect(heard.flat()).toHaveLength(10)
        heard.forEach((writers, index) => {
          for (const writer of writers) expect(heard[writer - 1]).toContain(index + 1)
        })
        expect(heard).not.toEqual([
          [2, 5],
          [1, 3],
          [2, 4],
          [3, 5],
          [1, 4]
        ])
      }
    }
  },
  mechanism: {
    at: {
      "free-text": (seen) => {
        expect(seen.reads("solver-2", "revise")).toContain("- solver-1: thought-0")
        expect(seen.reads("solver-2", "revise")).not.toMatch(/thought-2|JSON/u)
      },
      structured: (seen) => {
        expect(seen.calls.every(({ prompt }) => prompt.includes("reply with one JSON object"))).toBe(true)
        expect(seen.reads("solver-2", "revise")).toContain('- solver-1: {"reasoning": "thought-0"')
        expect(seen.end.parsedCalls).toBe(seen.calls.length)
      },
      blackboard: (seen) => {
        expect(seen.reads("solver-1", "revise")).toMatch(/- thought-1[\s\S]*- thought-2/u)
        expect(seen.reads("solver-1", "revise")).not.toContain("solver-2")
      },
      "answer-only": (seen) => {
        expect(seen.reads("solver-2", "revise")).toContain("- solver-1: x")
        expect(seen.reads("solver-2", "revise")).not.toContain("thought")
      },
      none: (seen) => expect(seen.calls.every(({ prompt }) => !prompt.includes("thought"))).toBe(true)
    }
  },
  schedule: {
    at: {
      "one-shot": (seen) => expect(seen.turns).toEqual(["solver-1 solve", "solver-2 solve", "solver-3 solve"]),
      "one-round": (seen) => {
        expect(seen.turns.slice(3)).toEqual(["solver-1 revise", "solver-2 revise", "solver-3 revise"])
        expect(seen.reads("solver-3", "revise")).toMatch(/thought-0[\s\S]*thought-1/u)
      },
      "three-rounds": (seen) => expect(seen.turns.filter((turn) => turn === "solver-1 revise")).toHaveLength(3),
      "in-turn": (seen) => {
        expect(seen.turns).toHaveLength(6)
        expect(seen.reads("solver-1", "revise")).toMatch(/thought-1[\s\S]*thought-2/u)
        expect(seen.reads("solver-3", "revise")).toMatch(/thought-3[\s\S]*thought-4/u)
      },
      "until-consensus": async (seen, again) => {
        expect(seen.turns).toHaveLength(3 + 5 * 3)
        const agreeing = await again({ says: (index) => `t\nAnswer: ${index < 6 ? index : "same"}` })
        expect(agreeing.turns).toHaveLength(3 + 2 * 3)
        expect(agreeing.end.answer).toBe("same")
      },
      "until-budget-end": async (seen, again) => {
        expect(seen.turns).toHaveLength(3 + 16 * 3)
        const agreeing = await again({ says: () => "Answer: same", budget: { dimension: "calls", calls: 14 } })
        expect(agreeing.turns).toHaveLength(14)
        expect(agreeing.end).toMatchObject({ cutOff: true, answer: "same" })
      }
    }
  },
  sharing: {
    at: {
      own: hearing([], [], []),
      neighbours: hearing([], [1], [2]),
      all: hearing([2, 3], [1, 3], [1, 2])
    }
  },
  history: {
    at: {
      latest: (seen) => {
        expect(seen.reads("solver-1", "revise", 1)).toContain("thought-4")
        expect(seen.reads("solver-1", "revise", 1)).not.toMatch(/Earlier|thought-[12]\b/u)
      },
      history: (seen) =>
        expect(seen.reads("solver-1", "revise", 1)).toMatch(/Earlier:\nthought-1[\s\S]*thought-2[\s\S]*thought-4/u)
    }
  },
  recall: {
    play: {
      base: { ...baseOf("recall"), protocol: { kind: "debate", rounds: 3 } },
      item: { id: "key", question: "where is the key", answer: "mat" },
      says: sayings
    },
    at: {
      all: remembers(1, 2, 4, 5),
      none: remembers(),
      window: remembers(4, 5),
      summary: (seen) => {
        const index = seen.turns.indexOf("solver-1 condense", 6 + 3)
        expect(seen.calls[index]?.prompt).toMatch(/number 1\n[\s\S]*number 5\n/u)
        expect(seen.calls[index]?.prompt).toContain("at most 48 tokens")
        expect(seen.reads("solver-1", "revise", 2)).toMatch(/Earlier:\nshort-\d+\n/u)
      },
      bm25: remembers(2, 5),
      embedding: (seen) => {
        remembers(1, 4)(seen, () => Promise.reject(new Error("not asked for")))
        expect(seen.turns).toContain("solver-1 embed")
      },
      graph: (seen) => {
        expect(recalled(seen)).toEqual(expect.arrayContaining([2, 5]))
        expect(seen.turns).not.toContain("solver-1 condense")
      }
    }
  },
  message: {
    play: { says: (index) => `${plainly(index).replace("\n", ` four five six seven eight nine ten eleven twelve\n`)}` },
    at: {
      conclusion: (seen) => expect(seen.reads("solver-1", "revise")).toContain("- solver-2: y\n- solver-3: z"),
      confidence: (seen) => expect(seen.reads("solver-1", "revise")).toContain("- solver-2: y (70 % sure)"),
      full: (seen) =>
        expect(seen.reads("solver-1", "revise")).toMatch(/thought-1 one[\s\S]*twelve\nConfidence: 70\nAnswer: y/u),
      compressed: (seen) => {
        const index = seen.turns.indexOf("solver-2 condense")
        expect(seen.requests[index]?.maxTokens).toBe(48)
        expect(seen.reads("solver-1", "revise")).toContain(`- solver-2: short-${index}`)
        expect(seen.reads("solver-1", "revise")).not.toContain("thought")
      },
      // The scripted model counts a token a character.
      prefix: (seen) =>
        expect(seen.reads("solver-1", "revise")).toContain(
          "- solver-2: thought-1 one two three four five six seven eight\n".slice(0, 12 + 48)
        ),
      "sufficient-prefix": (seen) => {
        expect(seen.turns).toContain("solver-2 conclude")
        expect(seen.reads("solver-1", "revise")).toMatch(/- solver-2: thought-1 one two \n/u)
        expect(seen.reads("solver-1", "revise")).not.toContain("three")
      }
    }
  },
  refinement: {
    at: {
      off: (seen) => expect(seen.reads("solver-1", "revise")).toContain("- solver-2: thought-1 one two three"),
      on: (seen) => {
        const index = seen.turns.indexOf("solver-2 refine")
        expect(seen.calls[index]?.prompt).toContain("Material:\nthought-1 one two three")
        expect(seen.reads("solver-1", "revise")).toContain(`- solver-2: kept-${index}`)
        expect(seen.reads("solver-1", "revise")).not.toContain("thought")
      }
    }
  },
  anonymity: {
    at: {
      named: (seen) => expect(seen.peers(seen.reads("solver-1", "revise"))).toEqual([2, 3]),
      anonymous: (seen) => {
        expect(seen.reads("solver-1", "revise")).toMatch(/- thought-1[\s\S]*- thought-2/u)
        expect(seen.reads("solver-1", "revise")).not.toContain("solver-")
      }
    }
  },
  order: {
    at: {
      position: (seen) => expect(firstRevisions(seen)[0]).toEqual([2, 3, 4, 5, 6, 7]),
      shuffled: (seen) => {
        const heard = firstRevisions(seen)
        expect(heard.map((writers) => [...writers].sort())).toEqual(
          [1, 2, 3, 4, 5, 6, 7].map((reader) => [1, 2, 3, 4, 5, 6, 7].filter((writer) => writer !== reader))
        )
        expect(heard[0]).not.toEqual([2, 3, 4, 5, 6, 7])
        expect(heard[0]?.map((writer) => writer - 1)).not.toEqual(heard[1]?.map((writer) => writer - 1))
      }
    }
  },
  roles: {
    at: {
      homogeneous: (seen) => expect(seen.turns).toEqual(["solver-1 solve", "solver-2 revise", "solver-3 revise"]),
      aggregator: (seen) => {
        expect(seen.turns).toEqual(["solver-1 solve", "solver-2 revise", "solver-3 aggregate"])
        expect(seen.reads("solver-3", "aggregate")).toContain("thought-1")
      },
      summariser: (seen) => {
        expect(seen.turns).toEqual(["solver-1 solve", "solver-2 condense", "solver-3 revise"])
        expect(seen.reads("solver-2", "condense")).toContain("thought-0")
        expect(seen.reads("solver-3", "revise")).toContain("short-1")
        expect(seen.reads("solver-3", "revise")).not.toContain("thought-0")
      },
      critic: (seen) => {
        expect(seen.turns).toEqual(["solver-1 solve", "solver-2 criticise", "solver-3 revise"])
        expect(seen.reads("solver-3", "revise")).toContain("Step 1 fails.")
        expect(seen.end.answer).toBe("z")
      }
    }
  },
  planner: {
    at: {
      none: (seen) => expect(seen.turns[0]).toBe("solver-1 direct"),
      planner: (seen) => {
        expect(seen.turns.slice(0, 2)).toEqual(["planner plan", "solver-1 direct"])
        expect(seen.turns.filter((turn) => turn.startsWith("planner"))).toHaveLength(1)
        expect(seen.calls.slice(1).every(({ prompt }) => prompt.includes("Plan:\nplan-0"))).toBe(true)
        expect(firstRevisions(seen)).toEqual([[], [2, 3], [1, 3], [1, 2]])
      }
    }
  },
  feedback: {
    at: {
      none: (seen) => expect(seen.turns.some((turn) => turn.endsWith("criticise"))).toBe(false),
      self: (seen) => {
        expect(seen.turns.slice(3, 6)).toEqual(["solver-1 criticise", "solver-2 criticise", "solver-3 criticise"])
        expect(seen.reads("solver-1", "criticise")).toContain("Solution:\nthought-0")
        expect(seen.reads("solver-1", "correct")).toContain("Step 3 fails.")
      },
      peer: (seen) => {
        expect(seen.turns.slice(3, 6)).toEqual(["solver-2 criticise", "solver-3 criticise", "solver-1 criticise"])
        expect(seen.reads("solver-2", "criticise")).toContain("Solution:\nthought-0")
        expect(seen.reads("solver-1", "correct")).toContain("Step 3 fails.")
      },
      critic: (seen) => {
        expect(seen.turns.slice(3, 6)).toEqual(["critic criticise", "critic criticise", "critic criticise"])
        expect(seen.reads("solver-2", "correct")).toContain("Critique:\nVerdict: wrong\nStep 4 fails.")
        expect(seen.turns).not.toContain("critic solve")
      },
      verifier: (seen) => {
        expect(seen.turns[3]).toBe("verifier criticise")
        expect(seen.reads("solver-2", "correct")).toContain("Critique:\nVerdict: wrong\n")
        expect(seen.reads("solver-2", "correct")).not.toContain("fails")
      }
    }
  },
  aggregation: {
    play: {
      base: { ...copies(baseOf("aggregation"), 6), protocol: { kind: "independent" } },
      says: (index) => `Confidence: ${index === 5 ? 100 : 20}\nAnswer: ${votes[index] ?? "judged"}`,
      // A seed with which the tie falls to c.
      seed: 0
    },
    at: {
      majority: async (_, again) => {
        const answers = new Set<string | null>()
        for (let seed = 0; seed < 12; seed++) {
          const base = { ...copies(baseOf("aggregation"), 6), protocol: { kind: "independent" } as const }
          answers.add((await again({ base, says: (index) => `Answer: ${votes[index]}`, seed })).end.answer)
        }
        expect([...answers].sort()).toEqual(["b", "c"])
      },
      "majority-first": (seen) => expect(seen.end.answer).toBe("b"),
      confidence: (seen) => {
        expect(seen.reads("solver-1", "direct")).toContain("Confidence: <0 to 100>")
        expect(seen.end.answer).toBe("d")
      },
      first: (seen) => expect(seen.end.answer).toBe("a"),
      last: (seen) => expect(seen.end.answer).toBe("d"),
      ranked: (seen) => {
        expect(seen.turns.slice(6)).toEqual([1, 2, 3, 4, 5, 6].map((number) => `solver-${number} rank`))
        expect(seen.reads("solver-1", "rank")).toContain("1. a\n2. b\n3. c\n4. d")
        expect(seen.end.answer).toBe("b")
      },
      judge: (seen) => {
        expect(seen.turns.slice(6)).toEqual(["judge aggregate"])
        expect(seen.peers(seen.reads("judge", "aggregate"))).toEqual([1, 2, 3, 4, 5, 6])
        expect(seen.end.answer).toBe("judged")
      }
    }
  },
  promptVariant: {
    at: {
      "0": (seen) => expect(systemText(seen)).toContain("You answer questions. Give no explanation."),
      "1": (seen) => expect(systemText(seen)).toContain("Reply to the question at once"),
      "2": (seen) => expect(systemText(seen)).toContain("State the answer, nothing else.")
    }
  }
}

const withTraits = (id: string, context: NonNullable<Item["context"]>): Item => ({
  id,
  question: id,
  answer: "a",
  facts: ["1", "2", "3", "4", "5", "6", "7", "8", "9", "10"],
  context
})

const items: [Item, ...Array<Item>] = [
  withTraits("a", {
    informationSplit: "none",
    decomposability: "none",
    verifiability: "hard",
    horizon: 1,
    toolNeed: "none"
  }),
  withTraits("b", {
    informationSplit: "ordered",
    decomposability: "sequential",
    verifiability: "easier",
    horizon: 3,
    toolNeed: "helpful"
  }),
  withTraits("c", {
    informationSplit: "scattered",
    decomposability: "parallel",
    verifiability: "mechanical",
    horizon: 6,
    toolNeed: "required"
  }),
  withTraits("d", { horizon: 2 }),
  { id: "e", question: "no traits", answer: "a" }
]

const taken =
  (...ids: ReadonlyArray<string>) =>
  (task: Task) =>
    expect(task.items.map(({ id }) => id)).toEqual(ids)
/** Facts in each call of readers that take windows in turn. */
const windows =
  (...sizes: ReadonlyArray<number>) =>
  async (task: Task) => {
    const { window } = task
    const [item] = task.items
    const seen = await run(relay, { item, ...(window === undefined ? {} : { window }) })
    expect(
      seen.calls.map(({ prompt }) => (/Facts:\n([\d\n]+)\n\n/u.exec(prompt)?.[1] ?? "").split("\n").length)
    ).toEqual(sizes)
  }

const tasks: {
  readonly [One in Setting as One["id"]]: Readonly<Record<One["levels"][number], (task: Task) => void | Promise<void>>>
} = {
  informationSplit: {
    any: taken("a", "b", "c", "d", "e"),
    none: taken("a"),
    ordered: taken("b"),
    scattered: taken("c")
  },
  decomposability: {
    any: taken("a", "b", "c", "d", "e"),
    none: taken("a"),
    sequential: taken("b"),
    parallel: taken("c")
  },
  verifiability: { any: taken("a", "b", "c", "d", "e"), hard: taken("a"), easier: taken("b"), mechanical: taken("c") },
  horizon: { any: taken("a", "b", "c", "d", "e"), short: taken("a", "d"), medium: taken("b"), long: taken("c") },
  toolNeed: { any: taken("a", "b", "c", "d", "e"), none: taken("a"), helpful: taken("b"), required: taken("c") },
  window: { whole: windows(10), "8": windows(8, 2), "4": windows(4, 4, 2), "2": windows(2, 2, 2, 2, 2) }
}

describe("every factor", () => {
  it("has a case for every level", () => {
    const covered = [
      ...Object.entries(systems).map(([id, { at }]) => [id, Object.keys(at).sort()]),
      ...Object.entries(tasks).map(([id, at]) => [id, Object.keys(at).sort()])
    ]
    expect(Object.fromEntries(covered)).toEqual(
      Object.fromEntries(factors.map(({ id, levels }) => [id, [...levels].sort()]))
    )
  })
})

/** A transcript: what was asked of whom, of which model at which temperature, and what came of it. */
const transcript = (seen: Seen): string =>
  JSON.stringify([
    seen.calls.map(({ agent, turn, prompt, model }) => [agent, turn, prompt, model]),
    seen.requests.map(({ temperature, maxTokens }) => [temperature, maxTokens]),
    seen.end.answer
  ])

describe.each(Object.entries(systems))("the runtime honours %s", (id, { play, at }) => {
  const one: BlueprintFactor | undefined = factors.find((other): other is Mover => other.id === id)
  const levels = Object.entries<Check>(at)
  const playAt = (level: string) => (other: Play) => {
    const base = other.base ?? one?.base
    if (one === undefined || base === undefined) throw new Error(`nothing to play ${id} on`)
    expect(one.refuses?.(level, base)).toBeUndefined()
    return run(one.apply(level, base), other)
  }

  it.each(levels)("at %s", async (level, check) => {
    const again = playAt(level)
    await check(await again(play ?? {}), again)
  })

  it("with a transcript of its own at each level", async () => {
    const seen = await Promise.all(levels.map(([level]) => playAt(level)(play ?? {}).then(transcript)))
    expect(new Set(seen).size).toBe(levels.length)
  })
})

describe.each(Object.entries(tasks))("a task honours %s", (id, at) => {
  const one: ContextFactor | undefined = factors.find((other): other is Setting => other.id === id)
  it.each(Object.entries<(task: Task) => void | Promise<void>>(at))("at %s", async (level, check) => {
    const settings = one?.apply(level, {}) ?? {}
    const task = await Effect.runPromise(resolveTask({ id: "t", source: { items }, ...settings }, ".", undefined))
    await check(task)
  })
})
