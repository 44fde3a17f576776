import * as Effect from "effect/Effect"
import { audience, speakers } from "../../blueprint/audience.js"
import { passOrder } from "../../blueprint/edgesOf.js"
import type { Ask, Stop } from "../Conversation.js"
import { decide, holdBackForJudge } from "../decide.js"
import { handOver } from "../handOver.js"
import { closeRound, frameOf, type Outcome, outcomeOf, type Round, type Scene, solving } from "../Scene.js"
import type { Message } from "../Turn.js"

/** What an agent does with what it reads, by its role. */
const going = (scene: Scene, position: number, peers: ReadonlyArray<Message>, round: number): Ask => {
  const frame = frameOf(scene, position)
  const first = peers[0]
  if (first === undefined) return solving(scene, position, round)
  switch (scene.blueprint.agents[position]?.role) {
    case "aggregator":
      return { agent: position, round, turn: { kind: "aggregate", ...frame, peers } }
    case "critic":
    case "verifier": {
      const last = peers.at(-1) ?? first
      const solution = { ...last, text: scene.conversation.show(last) }
      return { agent: position, round, turn: { kind: "criticise", ...frame, solution } }
    }
    case "summariser": {
      const material = peers.map((peer) => scene.conversation.show(peer)).join("\n")
      return { agent: position, round, turn: { kind: "condense", ...frame, material, tokens: 96 } }
    }
    default:
      return { agent: position, round, turn: { kind: "revise", ...frame, own: null, peers } }
  }
}

/** One pass along the edges: who has read all it reads speaks; those of one step at the same time. */
export const pass = Effect.fnUntraced(function* (scene: Scene): Effect.fn.Return<Outcome, Stop> {
  holdBackForJudge(scene)
  const { agents, aggregation, topology } = scene.blueprint
  const judged = aggregation.kind === "judge"
  const speaking = new Set(speakers(scene.blueprint))
  const steps = (passOrder(topology, agents.length) ?? []).map((step) =>
    step.filter((position) => speaking.has(position))
  )
  const latest: Array<Message | null> = agents.map(() => null)
  const passed: Array<Message | null> = agents.map(() => null)
  const record: Array<Round> = []
  for (const [round, step] of steps.entries()) {
    const spoken = new Set(steps.slice(0, round).flat())
    const heard = (position: number): ReadonlyArray<number> =>
      audience(scene.blueprint, position).filter((peer) => spoken.has(peer))
    const said = yield* scene.conversation.askAll(
      step.map((position) => {
        const peers = scene.conversation.arrange(
          heard(position).flatMap((peer) => passed[peer] ?? []),
          `${round}.${position}`
        )
        return going(scene, position, peers, round)
      })
    )
    for (const [index, position] of step.entries()) latest[position] = said[index]?.message ?? null
    const fresh = latest.map((message, position) => (step.includes(position) ? message : null))
    const handed = yield* handOver(
      scene,
      fresh,
      round,
      (position) =>
        judged ||
        steps
          .slice(round + 1)
          .flat()
          .some((reader) => audience(scene.blueprint, reader).includes(position))
    )
    for (const position of step) passed[position] = handed[position] ?? null
    record.push(closeRound(scene, latest))
  }
  const decided = yield* decide(scene, latest, steps.length, [...speaking], passed)
  return outcomeOf(decided === undefined ? record : [...record, decided])
})
