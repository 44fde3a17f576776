import type { Blueprint } from "../../src/blueprint/Blueprint.js"
import { aggregator } from "./aggregator.js"
import { bestOfN } from "./bestOfN.js"
import { blackboard } from "./blackboard.js"
import { chainOfThought } from "./chainOfThought.js"
import { criticRevise } from "./criticRevise.js"
import { debate } from "./debate.js"
import { direct } from "./direct.js"
import { hiddenProfile } from "./hiddenProfile.js"
import { hierarchy } from "./hierarchy.js"
import { independentEnsemble } from "./independentEnsemble.js"
import { macnetChain, macnetLayer, macnetMesh, macnetRandom, macnetStar, macnetTree } from "./macnet.js"
import { mixtureOfAgents } from "./mixtureOfAgents.js"
import { plannerSolver } from "./plannerSolver.js"
import { relay } from "./relay.js"
import { selfConsistency } from "./selfConsistency.js"
import { selfRefine } from "./selfRefine.js"
import { teacherStudent } from "./teacherStudent.js"

/**
 * The named systems that a study may refer to by their id, from one agent to many.
 *
 * @category presets
 */
export const presets: Readonly<Record<string, Blueprint>> = Object.fromEntries(
  [
    direct,
    chainOfThought,
    selfConsistency,
    selfRefine,
    bestOfN,
    independentEnsemble,
    debate,
    plannerSolver,
    criticRevise,
    aggregator,
    mixtureOfAgents,
    macnetChain,
    macnetStar,
    macnetTree,
    macnetMesh,
    macnetLayer,
    macnetRandom,
    hierarchy,
    blackboard,
    hiddenProfile,
    teacherStudent,
    relay
  ].map((preset) => [preset.id, preset])
)
