import type { Blueprint } from "../blueprint/Blueprint.js"
import { peersHeard } from "./peersHeard.js"
import type { Utterance } from "./trialCourses.js"

/** Messages that passed between agents, and the turns they passed in. */
export interface MessageCounts {
  readonly messages: number
  readonly turns: number
}

/**
 * Counts what agents heard from other agents in one trial; message density c is messages/turns.
 *
 * Unit: a message is what one agent hands to one other for one turn; a reader of three peers gets three. What an agent hears
 * from itself is none. Older messages that it recalls, and what it is shown again after a call of a tool, count once.
 * Assumes: a turn gets what the blueprint grants it: the latest reply of each agent it reads, a critic the solution, a
 * corrector the critique, a reader in turn the note of the reader before, a first answer the plan. A message counts also
 * where it held no answer. Calls that only prepare a message (a summary, a compression) and ballots are turns that hear
 * nothing.
 * Source: arXiv 2512.08296 v2 counts messages a turn; what counts as one here is the library's own.
 */
export const messageCounts = (blueprint: Blueprint, utterances: ReadonlyArray<Utterance>): MessageCounts => {
  const readers = new Map(utterances.map(({ agent }) => [agent, peersHeard(blueprint, agent)]))
  const served = new Set<string>()
  let messages = 0
  for (const [index, reader] of utterances.entries()) {
    const { agent, call, round } = reader
    const turn = `${round}.${agent}.${call.turn}`
    // A critic may judge several agents in one round; all else happens once, or goes on after a tool.
    if (call.turn !== "criticise" && served.has(turn)) continue
    served.add(turn)
    messages += heard(blueprint, { reader, before: utterances.slice(0, index), peers: readers.get(agent) ?? [] })
  }
  return { messages, turns: utterances.length }
}

const heard = (
  { agents, feedback, protocol }: Blueprint,
  at: {
    readonly reader: Utterance
    readonly before: ReadonlyArray<Utterance>
    readonly peers: ReadonlyArray<number>
  }
): number => {
  const { reader, before } = at
  const inTurn = protocol.kind === "debate" && protocol.speaking === "in-turn"
  const spoke = new Set(before.filter(({ round }) => inTurn || round < reader.round).map(({ agent }) => agent))
  const fromPeers = at.peers.filter((peer) => spoke.has(peer)).length
  const fromFeedback = feedback === "self" ? 0 : 1
  const fromLast = (turns: ReadonlyArray<string>): number => {
    const last = before.findLast(({ call }) => turns.includes(call.turn))
    return last === undefined || last.agent === reader.agent ? 0 : 1
  }
  switch (reader.call.turn) {
    case "direct":
    case "solve":
      return fromLast(["plan"])
    case "revise":
    case "aggregate":
      return fromPeers
    case "criticise":
      if (protocol.kind === "debate") return fromFeedback
      return protocol.kind === "pass" ? Math.min(1, fromPeers) : fromLast(["direct", "solve", "correct"])
    case "correct":
      return protocol.kind === "debate" ? fromFeedback + fromPeers : fromLast(["criticise"])
    case "read":
      return fromLast(["read"])
    case "condense":
      return protocol.kind === "pass" && agents[reader.agent]?.role === "summariser" ? fromPeers : 0
    default:
      return 0
  }
}
