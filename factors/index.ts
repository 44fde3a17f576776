import type { Blueprint } from "../src/blueprint/Blueprint.js"
import { aggregator } from "./presets/aggregator.js"
import { criticRevise } from "./presets/criticRevise.js"
import { debate } from "./presets/debate.js"
import { independentEnsemble } from "./presets/independentEnsemble.js"
import { relay } from "./presets/relay.js"

export { aggregator, criticRevise, debate, independentEnsemble, relay }

/**
 * The named systems that a study may refer to by their id.
 *
 * @category presets
 */
export const presets: Readonly<Record<string, Blueprint>> = {
  [debate.id]: debate,
  [criticRevise.id]: criticRevise,
  [aggregator.id]: aggregator,
  [independentEnsemble.id]: independentEnsemble,
  [relay.id]: relay
}
