import * as Effect from "effect/Effect"
import { audience } from "../../blueprint/audience.js"
import type { Ask, Said, Stop } from "../Conversation.js"
import { type ForeignSystem, type OwnProtocol, systemName } from "../CustomSystem.js"
import { decide, holdBackForJudge } from "../decide.js"
import { MeteredCalls } from "../MeteredCalls.js"
import type { OwnAsk, ProtocolScene } from "../ProtocolScene.js"
import { closeRound, factsOf, frameOf, type Outcome, outcomeOf, type Round, type Scene, windowsFor } from "../Scene.js"
import type { Message } from "../Turn.js"
import { UserCode } from "../UserCode.js"

/** Nobody can see what the agents of a foreign system hold: the round knows the system's answer only. */
const foreignRound = (scene: Scene, answer: string | null): Round => ({
  answers: scene.blueprint.agents.map(() => null),
  answer,
  usage: scene.usage()
})

const playForeign = Effect.fnUntraced(function* (scene: Scene, system: ForeignSystem): Effect.fn.Return<Outcome, Stop> {
  const { blueprint, conversation, item } = scene
  const { agents } = blueprint
  conversation.holdRecorded()
  let atHand: string | null = null
  const answer = yield* UserCode.run(systemName(system), conversation.deadline, (code) => {
    const calls = new MeteredCalls(conversation, code)
    const granted = new Set(agents.flatMap((_, position) => factsOf(scene, position)))
    return system.run({
      question: item.question,
      facts: scene.windows.flat().filter((fact) => granted.has(fact)),
      instruction: scene.instruction,
      agents: Object.fromEntries(
        agents.map((agent, position) => [agent.id, calls.model(position, agent, windowsFor(scene, position))])
      ),
      atHand: (kept) => {
        atHand = kept
      },
      seed: conversation.seedFor("system"),
      signal: code.signal
    })
  })
  conversation.chargeUnclaimed()
  if (answer === undefined) conversation.markCut()
  return outcomeOf([foreignRound(scene, answer === undefined ? atHand : answer)])
})

/** The turn as the conversation takes it. Throws SystemError for an agent or a window that is not there. */
const askOf = (scene: Scene, code: UserCode, { agent, turn, window }: OwnAsk, round: number): Ask => {
  const spec = scene.blueprint.agents[agent]
  const last = scene.blueprint.agents.length - 1
  if (spec === undefined) {
    throw code.fault(`asked agent ${agent}`, `positions go from 0 to ${last}`, "Ask an agent of the blueprint.")
  }
  const granted = windowsFor(scene, agent)
  const facts = window === undefined ? undefined : granted[window]
  if (window === undefined ? spec.information === "in-turn" && granted.length > 1 : facts === undefined) {
    throw code.fault(
      `asked agent ${spec.id} with ${window === undefined ? "all windows at once" : `window ${window}`}`,
      `the agent may see ${granted.length} windows, counted from 0${spec.information === "in-turn" ? ", one a call" : ""}`,
      "Name one of its windows."
    )
  }
  return { agent, round, turn: { ...frameOf(scene, agent), ...(facts === undefined ? {} : { facts }), ...turn } }
}

const playOwn = Effect.fnUntraced(function* (scene: Scene, system: OwnProtocol): Effect.fn.Return<Outcome, Stop> {
  const { blueprint, conversation, item } = scene
  holdBackForJudge(scene)
  const record: Array<Round> = []
  const answer = yield* UserCode.run(systemName(system), conversation.deadline, (code) => {
    let busy = false
    /** One thing at a time: turns that overlap would be numbered by chance. */
    const alone = <A>(effect: () => Effect.Effect<A, Stop>): Promise<A> => {
      const carried = async (): Promise<A> => {
        if (code.closed !== undefined) throw code.closed
        if (busy) {
          throw code.fault(
            "asked for a turn while another was being taken",
            "turns are taken one after the other",
            "Await the first, or ask for both with askAll."
          )
        }
        busy = true
        try {
          return await code.carry(effect())
        } finally {
          busy = false
        }
      }
      return code.hand(carried())
    }
    const askAll = (asks: ReadonlyArray<OwnAsk>): Promise<ReadonlyArray<Said | null>> =>
      alone(() => conversation.askAll(asks.map((ask) => askOf(scene, code, ask, record.length))))
    const close = (latest: ReadonlyArray<Message | null>): string | null => {
      const round = closeRound(scene, latest)
      record.push(round)
      return round.answer
    }
    const own: ProtocolScene = {
      question: item.question,
      instruction: scene.instruction,
      agents: blueprint.agents,
      windows: scene.windows.length,
      hears: (agent) => audience(blueprint, agent),
      ask: async (ask) => (await askAll([ask]))[0] ?? null,
      askAll,
      closeRound: close,
      decide: async (latest) => {
        const decided = await alone(() => decide(scene, latest, record.length))
        if (decided === undefined) return close(latest)
        record.push(decided)
        return decided.answer
      },
      draw: scene.draw,
      signal: code.signal
    }
    return system.play(own)
  })
  if (answer === undefined) conversation.markCut()
  const last = record.at(-1)
  // An answer that no round holds is the protocol's own last word.
  if (answer === undefined || (last !== undefined && last.answer === answer)) return outcomeOf(record)
  const answers = last?.answers ?? blueprint.agents.map(() => null)
  return outcomeOf([...record, { answers, answer, usage: scene.usage() }])
})

/** Plays code of the caller's own: a protocol, or a whole foreign system. */
export const custom = (scene: Scene): Effect.Effect<Outcome, Stop> => {
  const { system } = scene
  if (system === undefined)
    return Effect.die(`no code for the protocol of ${scene.blueprint.id}; checked before the run`)
  return system.kind === "foreign" ? playForeign(scene, system) : playOwn(scene, system)
}
