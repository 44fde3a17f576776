import type { factors } from "collaboration-gain/factors"

/** The examples of this folder, one a family. */
export const files = [
  "topology",
  "mechanism",
  "structured",
  "diversity",
  "roles",
  "personas",
  "tools",
  "scale",
  "schedule",
  "reasoning",
  "aggregation",
  "confidence",
  "sharing",
  "message",
  "refinement",
  "memory",
  "feedback",
  "partition",
  "anonymity",
  "context",
  "wording"
] as const
export type Family = (typeof files)[number]

/** Which examples move a factor; a factor without one does not compile. */
export const familyOf: Readonly<Record<(typeof factors)[number]["id"], readonly [Family, ...ReadonlyArray<Family>]>> = {
  agents: ["scale"],
  models: ["diversity"],
  temperatures: ["diversity"],
  reasoning: ["reasoning"],
  memory: ["memory"],
  tools: ["tools"],
  personas: ["personas"],
  partition: ["partition"],
  topology: ["topology"],
  mechanism: ["mechanism", "structured"],
  schedule: ["schedule"],
  sharing: ["sharing"],
  history: ["sharing"],
  recall: ["memory"],
  message: ["message", "refinement"],
  refinement: ["refinement"],
  anonymity: ["anonymity"],
  order: ["anonymity"],
  roles: ["roles"],
  planner: ["personas"],
  feedback: ["feedback"],
  aggregation: ["aggregation", "confidence"],
  promptVariant: ["wording"],
  informationSplit: ["context"],
  decomposability: ["context"],
  verifiability: ["context"],
  horizon: ["context"],
  toolNeed: ["context"],
  window: ["partition"]
}
