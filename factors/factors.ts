import { decomposability } from "./context/decomposability.js"
import { horizon } from "./context/horizon.js"
import { informationSplit } from "./context/informationSplit.js"
import { toolNeed } from "./context/toolNeed.js"
import { verifiability } from "./context/verifiability.js"
import { window } from "./context/window.js"
import { agents } from "./control/agents.js"
import { aggregation } from "./control/aggregation.js"
import { mechanism } from "./control/mechanism.js"
import { memory } from "./control/memory.js"
import { models } from "./control/models.js"
import { personas } from "./control/personas.js"
import { planner } from "./control/planner.js"
import { promptVariant } from "./control/promptVariant.js"
import { reasoning } from "./control/reasoning.js"
import { roles } from "./control/roles.js"
import { schedule } from "./control/schedule.js"
import { temperatures } from "./control/temperatures.js"
import { tools } from "./control/tools.js"
import { topology } from "./control/topology.js"
import { anonymity } from "./information/anonymity.js"
import { feedback } from "./information/feedback.js"
import { history } from "./information/history.js"
import { message } from "./information/message.js"
import { order } from "./information/order.js"
import { partition } from "./information/partition.js"
import { recall } from "./information/recall.js"
import { refinement } from "./information/refinement.js"
import { sharing } from "./information/sharing.js"

/**
 * The factors of the library in the order in which `compose` applies them: first how many agents there are, then what each of
 * them is, then how they talk, and last those levels that bring an agent that stands aside.
 *
 * @category factors
 */
export const factors = [
  agents,
  models,
  temperatures,
  reasoning,
  memory,
  tools,
  personas,
  partition,
  topology,
  mechanism,
  schedule,
  sharing,
  history,
  recall,
  message,
  refinement,
  anonymity,
  order,
  roles,
  planner,
  feedback,
  aggregation,
  promptVariant,
  informationSplit,
  decomposability,
  verifiability,
  horizon,
  toolNeed,
  window
] as const
