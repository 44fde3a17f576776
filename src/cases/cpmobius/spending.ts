import type { ModelReply } from "../../model/LanguageModel.js"
import type { Purpose, Spending, Spent } from "./CpmobiusEvent.js"
import type { PolicyRole, UpdateReport } from "./Trainer.js"
import { trainingFlops } from "./trainingFlops.js"

const nothing: Spent = { calls: 0, promptTokens: 0, sampledTokens: 0 }

/** Nothing spent. */
export const noSpending: Spending = {
  propose: nothing,
  solve: nothing,
  probe: nothing,
  evaluation: nothing,
  coach: { forward: 0, trained: 0 },
  player: { forward: 0, trained: 0 },
  flops: 0,
  rollouts: 0
}

const plus = (a: number | null, b: number | null): number | null => (a === null || b === null ? null : a + b)

/** Parameters of the two policies; `null` where unknown. */
export interface Sizes {
  readonly coach: number | null
  readonly player: number | null
}

const tokens = ({ promptTokens, sampledTokens }: Spent): number | null => plus(promptTokens, sampledTokens)

/** FLOPs and rollouts that follow from the tokens. Evaluation on held-out items is not charged. */
const charged = (spent: Omit<Spending, "flops" | "rollouts">, sizes: Sizes): Spending => {
  const coachForward = plus(tokens(spent.propose), spent.coach.forward)
  const playerForward = plus(plus(tokens(spent.solve), tokens(spent.probe)), spent.player.forward)
  const coach = coachForward === null ? null : trainingFlops(sizes.coach, { ...spent.coach, forward: coachForward })
  const player =
    playerForward === null ? null : trainingFlops(sizes.player, { ...spent.player, forward: playerForward })
  return { ...spent, flops: plus(coach, player), rollouts: spent.solve.calls + spent.probe.calls }
}

/** Adds replies that were paid for. */
export const afterCalls = (
  spent: Spending,
  purpose: Purpose,
  replies: ReadonlyArray<ModelReply>,
  sizes: Sizes
): Spending => {
  const sum = replies.reduce<Spent>(
    (before, reply) => ({
      calls: before.calls + 1,
      promptTokens: plus(before.promptTokens, reply.promptTokens),
      sampledTokens: plus(before.sampledTokens, reply.sampledTokens)
    }),
    spent[purpose]
  )
  return charged({ ...spent, [purpose]: sum }, sizes)
}

/** Adds a training pass. */
export const afterUpdate = (
  spent: Spending,
  role: PolicyRole,
  report: Pick<UpdateReport, "forwardTokens" | "trainedTokens">,
  sizes: Sizes
): Spending => {
  const { forward, trained } = spent[role]
  const sum = { forward: forward + report.forwardTokens, trained: trained + report.trainedTokens }
  return charged({ ...spent, [role]: sum }, sizes)
}
