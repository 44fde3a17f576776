import * as Effect from "effect/Effect"
import { audience, speakers } from "../../blueprint/audience.js"
import type { Protocol } from "../../blueprint/Protocol.js"
import type { Ask, Said, Stop } from "../Conversation.js"
import { decide, holdBackForJudge } from "../decide.js"
import { handOver } from "../handOver.js"
import { recollect } from "../recollect.js"
import { closeRound, frameOf, type Outcome, outcomeOf, type Scene } from "../Scene.js"
import type { Message } from "../Turn.js"
import { answerAlone } from "./independent.js"

type Debate = Extract<Protocol, { kind: "debate" }>
type Latest = ReadonlyArray<Message | null>

/** Who criticises the last answer of an agent; `undefined` where there is no feedback. */
const criticOf = ({ blueprint }: Scene, position: number): number | undefined => {
  const speaking = speakers(blueprint)
  switch (blueprint.feedback) {
    case undefined:
    case "none":
      return undefined
    case "self":
      return position
    case "peer":
      return speaking[(speaking.indexOf(position) + 1) % speaking.length]
    case "critic":
    case "verifier": {
      const role = blueprint.feedback
      return blueprint.agents.findIndex((agent) => agent.role === role)
    }
  }
}

/** Critiques of the last answers, by position of the criticised; `null` where there is none. */
const critiques = Effect.fnUntraced(function* (
  scene: Scene,
  speaking: ReadonlyArray<number>,
  latest: Latest,
  round: number
): Effect.fn.Return<ReadonlyMap<number, string>, Stop> {
  const asked = speaking.flatMap((position) => {
    const critic = criticOf(scene, position)
    const solution = latest[position]
    return critic === undefined || critic < 0 || solution === null || solution === undefined
      ? []
      : [{ position, critic, solution }]
  })
  const said = yield* scene.conversation.askAll(
    asked.map(
      ({ critic, solution }): Ask => ({
        agent: critic,
        round,
        turn: { kind: "criticise", ...frameOf(scene, critic), solution }
      })
    )
  )
  return new Map(
    asked.flatMap(({ position }, index) => {
      const judged = said[index]
      if (judged === null || judged === undefined) return []
      // A verifier only says whether; where the error is stays with it.
      const text =
        scene.blueprint.feedback === "verifier" ? scene.conversation.verdict(judged.reading) : judged.message.text
      return [[position, text] as const]
    })
  )
})

/** Whether everybody who has answered gives the same answer. */
const agreed = (latest: Latest, speaking: ReadonlyArray<number>): boolean => {
  const answers = new Set(speaking.map((position) => latest[position]?.answer ?? null))
  return answers.size === 1 && !answers.has(null)
}

/** The latest messages after a round: as said, and as they were handed over once somebody was to read them. */
interface Past {
  readonly said: Latest
  readonly handed: Latest | undefined
}

/** One more round: everybody revises after reading those it hears; `null` when the budget carried no turn of it. */
const revise = Effect.fnUntraced(function* (
  scene: Scene,
  protocol: Debate,
  history: ReadonlyArray<Past>,
  round: number
): Effect.fn.Return<readonly [before: Past, after: Past] | null, Stop> {
  const { blueprint, conversation } = scene
  const speaking = speakers(blueprint)
  const before = history.at(-1) ?? { said: [], handed: undefined }
  const own = before.said
  const heard = (position: number): boolean => speaking.some((reader) => audience(blueprint, reader).includes(position))
  const passed = before.handed ?? (yield* handOver(scene, own, round, heard))
  const remarks = yield* critiques(scene, speaking, own, round)
  let now: Latest = passed
  let latest: Latest = own
  let taken = false

  const asking = Effect.fnUntraced(function* (position: number): Effect.fn.Return<Ask, Stop> {
    const agent = blueprint.agents[position]
    const peers = conversation.arrange(
      audience(blueprint, position).flatMap((peer) => now[peer] ?? []),
      `${round}.${position}`
    )
    const remembers = agent?.memory === "own" || agent?.memory === "shared"
    const older =
      blueprint.sharing?.rounds === "history"
        ? history
            .slice(0, -1)
            .flatMap(({ said, handed }) => [
              ...(remembers ? [said[position] ?? []] : []),
              ...audience(blueprint, position).map((peer) => handed?.[peer] ?? [])
            ])
            .flat()
        : []
    const recalled = yield* recollect(scene, position, round, older)
    const frame = { ...frameOf(scene, position), ...(recalled.length === 0 ? {} : { recalled }) }
    const solution = own[position]
    const critique = remarks.get(position)
    if (critique !== undefined && solution !== null && solution !== undefined) {
      return { agent: position, round, turn: { kind: "correct", ...frame, solution, critique, peers } }
    }
    return {
      agent: position,
      round,
      turn: { kind: "revise", ...frame, own: remembers ? (solution ?? null) : null, peers }
    }
  })
  const note = (positions: ReadonlyArray<number>, said: ReadonlyArray<Said | null>): void => {
    latest = latest.map((before, position) => {
      const one = said[positions.indexOf(position)]
      if (one === null || one === undefined) return before
      taken = true
      return one.message
    })
  }

  if (protocol.speaking === "in-turn") {
    for (const position of speaking) {
      note([position], [yield* conversation.ask(yield* asking(position))])
      // Who speaks later in the round reads this as it is handed over, not as it was.
      const fresh = yield* handOver(
        scene,
        latest.map((message, index) => (index === position ? message : null)),
        round,
        heard
      )
      now = now.map((before, index) => (index === position ? (fresh[index] ?? before) : before))
    }
  } else {
    const asks = yield* Effect.forEach(speaking, asking)
    note(speaking, yield* conversation.askAll(asks))
  }
  if (!taken) return null
  return [
    { said: own, handed: passed },
    { said: latest, handed: protocol.speaking === "in-turn" ? now : undefined }
  ]
})

/** Everybody answers, then revises in rounds. */
export const debate = Effect.fnUntraced(function* (scene: Scene, protocol: Debate): Effect.fn.Return<Outcome, Stop> {
  holdBackForJudge(scene)
  const speaking = speakers(scene.blueprint)
  let latest = yield* answerAlone(scene)
  const history: Array<Past> = [{ said: latest, handed: undefined }]
  const record = [closeRound(scene, latest)]
  for (let round = 1; round <= protocol.rounds; round++) {
    if (protocol.until === "consensus" && agreed(latest, speaking)) break
    const revised = yield* revise(scene, protocol, history, round)
    if (revised === null) break
    history.splice(-1, 1, ...revised)
    latest = revised[1].said
    record.push(closeRound(scene, latest))
  }
  const decided = yield* decide(scene, latest, history.length)
  return outcomeOf(decided === undefined ? record : [...record, decided])
})
