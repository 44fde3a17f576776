import { mean } from "../stats/mean.js"
import type { Item } from "../task/Item.js"
import { type Conformity, conformity, type Tally } from "./conformity.js"
import type { ArmDynamics } from "./Dynamics.js"
import { type Held, wrongClaims } from "./errorAmplification.js"
import type { ItemShare } from "./Measure.js"
import { overItems, quotient, refused, shareOverItems } from "./overItems.js"
import { peersHeard } from "./peersHeard.js"
import { rowOf, type TeamView } from "./teamView.js"
import { isAnswering, isJudging } from "./trialCourses.js"

/**
 * How answers spread through a team: the trace form of error amplification, and conformity.
 *
 * Assumes: the answers of a round stand in the order of the agents, as where several agents answer.
 * Errors: not estimable where answers cannot be graded, or where no agent could take over another's answer.
 */
export const answerSpread = (team: TeamView, level: number): Pick<ArmDynamics, "traceAmplification" | "conformity"> => {
  const { items, reader } = team
  const { blueprint } = team.arm
  const { protocol } = blueprint
  const inTurn = protocol.kind === "debate" && protocol.speaking === "in-turn"
  const readers = blueprint.agents.map((_, agent) => peersHeard(blueprint, agent))
  const heard = (agent: number) => readers[agent] ?? []
  let ungraded: string | null = null
  const heldOf = (item: Item, answer: string | null): Held => {
    const right = reader.isRight(item, answer)
    if (typeof right === "string") ungraded ??= right
    return { answer: reader.classOf(item, answer), right: right === true }
  }
  const seen = items.map(({ item, courses }) => ({
    item,
    runs: courses.map(({ end, utterances }) => {
      // A round that only decides between the answers at hand is none in which one could be taken over.
      const answering = utterances.filter((one) => isAnswering(one) && !isJudging(blueprint, one))
      const last = Math.max(0, ...answering.map(({ round }) => round))
      const rounds = end.rounds.slice(0, last + 1).map(({ answers }) => answers.map((answer) => heldOf(item, answer)))
      // The last call of a turn counts: those before it asked for a tool.
      const readable = new Map(answering.map(({ round, agent, call }) => [`${round}.${agent}`, call.parsed]))
      return {
        rounds,
        claims: wrongClaims(rounds, heard),
        tallies: conformity({
          rounds,
          heard,
          inTurn,
          decided: (round, agent) => readable.get(`${round}.${agent}`) === true
        })
      }
    })
  }))
  const exchanged = seen.some(({ runs }) => runs.some(({ rounds }) => rounds.slice(1).some(({ length }) => length > 1)))
  const withheld = ungraded ?? (exchanged ? null : "no agent answered after others whose answers it could take over")
  const usable = withheld === null ? seen : []
  const share = (pick: (tallies: Conformity<Tally>) => Tally): ItemShare =>
    shareOverItems({
      rows: usable.map(({ item, runs }) => rowOf(item, total(runs.map(({ tallies }) => pick(tallies))))),
      level,
      reason: `not estimable: ${withheld ?? "it could never have happened"}`
    })
  return {
    traceAmplification: overItems({
      rows: (inTurn ? [] : usable).map(({ item, runs }) =>
        rowOf(item, [mean(runs.map(({ claims }) => claims.adopted)), mean(runs.map(({ claims }) => claims.made))])
      ),
      level,
      reason: `not estimable: ${withheld ?? (inTurn ? "claims of agents that speak in turn have no common round" : "no trial ended")}`,
      range: [0, Number.POSITIVE_INFINITY],
      combine: (means) => (means[1] === 0 ? refused("no wrong claim was made before the last round") : quotient(means))
    }),
    conformity: {
      rightGivenUp: {
        peersWrong: share(({ rightGivenUp }) => rightGivenUp.peersWrong),
        peersRight: share(({ rightGivenUp }) => rightGivenUp.peersRight)
      },
      wrongGivenUp: {
        peersRight: share(({ wrongGivenUp }) => wrongGivenUp.peersRight),
        peersWrong: share(({ wrongGivenUp }) => wrongGivenUp.peersWrong)
      }
    }
  }
}

const total = (tallies: ReadonlyArray<Tally>): Tally => ({
  events: tallies.reduce((sum, one) => sum + one.events, 0),
  opportunities: tallies.reduce((sum, one) => sum + one.opportunities, 0)
})
