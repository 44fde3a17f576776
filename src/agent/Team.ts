import * as Effect from "effect/Effect"
import type { Stop } from "./Conversation.js"
import { critique } from "./protocols/critique.js"
import { custom } from "./protocols/custom.js"
import { debate } from "./protocols/debate.js"
import { independent } from "./protocols/independent.js"
import { pass } from "./protocols/pass.js"
import { relay } from "./protocols/relay.js"
import { verify } from "./protocols/verify.js"
import { workersThenAggregator } from "./protocols/workersThenAggregator.js"
import { frameOf, type Outcome, type Scene } from "./Scene.js"

/** Lets the planner write its plan, which every other agent then sees; the scene as it is where there is no planner. */
const planned = Effect.fnUntraced(function* (scene: Scene): Effect.fn.Return<Scene, Stop> {
  const { agents, protocol } = scene.blueprint
  const planner = agents.findIndex(({ role }) => role === "planner")
  // Code of the caller's own asks its planner itself.
  if (planner < 0 || protocol.kind === "custom") return scene
  const said = yield* scene.conversation.ask({
    agent: planner,
    round: 0,
    turn: { kind: "plan", ...frameOf(scene, planner) }
  })
  return said === null ? scene : { ...scene, plan: said.message.text }
})

/**
 * Runs a blueprint on one item: topology × protocol × memory, until there is an answer or the budget ends.
 *
 * When no further call can be sent, the answers at hand are aggregated without one.
 */
export const runTeam = (bare: Scene): Effect.Effect<Outcome, Stop> =>
  Effect.flatMap(planned(bare), (scene) => {
    const { protocol } = scene.blueprint
    switch (protocol.kind) {
      case "independent":
        return independent(scene)
      case "debate":
        return debate(scene, protocol)
      case "critique":
        return critique(scene, protocol.rounds)
      case "aggregate":
        return workersThenAggregator(scene)
      case "pass":
        return pass(scene)
      case "relay":
        return relay(scene)
      case "verify":
        return verify(scene)
      case "custom":
        return custom(scene)
    }
  })
