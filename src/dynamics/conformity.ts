import type { Held } from "./errorAmplification.js"

/** How often something happened out of how often it could have. */
export interface Tally {
  readonly events: number
  readonly opportunities: number
}

/** Who gives up what, while most of the peers it hears hold what. */
export interface Conformity<A> {
  /** A right answer is given up: the next one is not right. */
  readonly rightGivenUp: { readonly peersWrong: A; readonly peersRight: A }
  /** A wrong answer is given up: the next one is another, right or not. */
  readonly wrongGivenUp: { readonly peersRight: A; readonly peersWrong: A }
}

/**
 * Counts, over the rounds of one run, how often agents give up an answer in the face of their peers.
 *
 * P(gives up a right answer | peers wrong) and P(gives up a wrong one | peers right) are conformity, harmful and helpful.
 * The same with peers that agree on being right or wrong along with the agent are the controls: what it gives up anyway.
 *
 * Shape: rounds × agents, agents in the order of the blueprint; `heard` gives the positions that an agent reads; `decided`
 * says whether an agent spoke in a round and could be read, without which there was no decision.
 * Unit: decisions. Peers count as wrong (right) when more than half of those it hears gave a wrong (right) answer.
 * Assumes: nothing about why. An agent that draws anew gives up answers too; that is what the controls show.
 * Source: the library's own; the setting is that of S. E. Asch (1956).
 *
 * @category dynamics
 */
export const conformity = (of: {
  readonly rounds: ReadonlyArray<ReadonlyArray<Held>>
  readonly heard: (reader: number) => ReadonlyArray<number>
  readonly decided: (round: number, agent: number) => boolean
  /** Within a round agents read those before them, as in a debate in turn. Default false. */
  readonly inTurn?: boolean
}): Conformity<Tally> => {
  const { rounds, heard, decided, inTurn = false } = of
  const cells = new Map<string, Tally>()
  for (const [round, next] of rounds.slice(1).entries()) {
    const now = rounds[round] ?? []
    for (const [agent, own] of now.entries()) {
      const after = next[agent]
      if (after === undefined || own.answer === null || !decided(round + 1, agent)) continue
      const peers = peersAre(heard(agent).flatMap((peer) => (inTurn && peer < agent ? next : now)[peer] ?? []))
      if (peers === null) continue
      const gaveUp = own.right ? !after.right : after.answer !== own.answer
      const key = `${own.right ? "right" : "wrong"} ${peers}`
      const { events, opportunities } = cells.get(key) ?? none
      cells.set(key, { events: events + (gaveUp ? 1 : 0), opportunities: opportunities + 1 })
    }
  }
  const cell = (key: string): Tally => cells.get(key) ?? none
  return {
    rightGivenUp: { peersWrong: cell("right wrong"), peersRight: cell("right right") },
    wrongGivenUp: { peersRight: cell("wrong right"), peersWrong: cell("wrong wrong") }
  }
}

const none: Tally = { events: 0, opportunities: 0 }

const peersAre = (peers: ReadonlyArray<Held>): "right" | "wrong" | null => {
  const right = peers.filter((peer) => peer.right).length
  const wrong = peers.filter((peer) => peer.answer !== null && !peer.right).length
  if (right > peers.length / 2) return "right"
  return wrong > peers.length / 2 ? "wrong" : null
}
