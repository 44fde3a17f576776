import type { OwnProtocol } from "./CustomSystem.js"
import { checkVersioned } from "./checkVersioned.js"
import type { ProtocolScene } from "./ProtocolScene.js"

/**
 * Makes a protocol of an async function that asks the blueprint's agents for turns in an order of its own.
 *
 * The turns are the ordinary ones (solve, revise, criticise …): worded in the model's dialect, with the facts that the agent's
 * information grants, and read back. Who reads whom is the protocol's own choice; `hears` says what the topology grants.
 * `version` stands for the code: change it whenever the protocol may play differently.
 *
 * Assumes: turns are asked for one after the other, side by side only through `askAll`; then a resumed run asks the same and
 * nothing is paid twice.
 * Errors: throws InputError without an id or a version.
 *
 * @example
 * ```ts
 * import { ownProtocol } from "collaboration-gain"
 * import { debate } from "collaboration-gain/factors"
 *
 * const secondThoughts = ownProtocol({
 *   id: "second-thoughts",
 *   version: "1",
 *   play: async (scene) => {
 *     const first = await scene.askAll(scene.agents.map((_, agent) => ({ agent, turn: { kind: "solve" } })))
 *     const messages = first.map((said) => said?.message ?? null)
 *     scene.closeRound(messages)
 *     const last = await scene.ask({
 *       agent: 0,
 *       turn: { kind: "revise", own: messages[0] ?? null, peers: scene.hears(0).flatMap((peer) => messages[peer] ?? []) }
 *     })
 *     return scene.decide([last?.message ?? messages[0] ?? null, ...messages.slice(1)])
 *   }
 * })
 * const team = { ...debate, id: "second-thoughts", protocol: secondThoughts.protocol }
 * console.log(team.protocol) // {"kind": "custom", "id": "second-thoughts", "version": "1"}
 * ```
 *
 * @category agent
 */
export const ownProtocol = (options: {
  readonly id: string
  readonly version: string
  /** Gives the system's answer; `null` is none. */
  readonly play: (scene: ProtocolScene) => Promise<string | null>
}): OwnProtocol => {
  const { id, version } = checkVersioned("Protocol", options)
  return { kind: "protocol", id, version, protocol: { kind: "custom", id, version }, play: options.play }
}
