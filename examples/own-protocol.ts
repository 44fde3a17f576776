// A protocol of your own in one file: everybody answers, the first agent is shown only the answers that differ from its own.
// Run it: npx gain run examples/own-protocol.ts
import { defineStudy, ownProtocol } from "collaboration-gain"
import { debate } from "collaboration-gain/factors"

const dissent = ownProtocol({
  id: "dissent",
  version: "1",
  play: async (scene) => {
    const said = await scene.askAll(scene.agents.map((_, agent) => ({ agent, turn: { kind: "solve" } })))
    const messages = said.map((one) => one?.message ?? null)
    const own = messages[0] ?? null
    // What the agents hold now is on record: dynamics and the curve over rounds read it.
    scene.closeRound(messages)
    const against = scene.hears(0).flatMap((peer) => {
      const message = messages[peer]
      return message?.answer === own?.answer || message === null || message === undefined ? [] : [message]
    })
    if (own === null || against.length === 0) return scene.decide(messages)
    const last = await scene.ask({ agent: 0, turn: { kind: "revise", own, peers: against } })
    return scene.decide([last?.message ?? own, ...messages.slice(1)])
  }
})

export const systems = [dissent]

export default defineStudy({
  name: "own-protocol",
  model: "embedded",
  tasks: [{ id: "sums", source: { synthetic: { family: "arithmetic", level: 5, items: 24, seed: 11 } } }],
  teams: [{ ...debate, id: "dissent", protocol: dissent.protocol }],
  budget: 1200
})
