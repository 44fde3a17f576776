import * as Schema from "effect/Schema"
import type { LoopState } from "../LoopState.js"

/** Wall-clock seconds by role and stage. They depend on the machine, so they stand beside a ledger, never in it. */
export const StageSeconds = Schema.Struct({
  /** Proposing problems. */
  coach: Schema.Finite,
  /** Answering them, and the probe. */
  player: Schema.Finite,
  /** Warm-up and updates of the Coach. */
  coachTraining: Schema.Finite,
  playerTraining: Schema.Finite,
  /** Held-out evaluation, checkpoints and rollbacks. */
  other: Schema.Finite
})
export type StageSeconds = typeof StageSeconds.Type

const stageOf = (at: LoopState["at"]): keyof StageSeconds => {
  switch (at) {
    case "propose":
      return "coach"
    case "first-probe":
    case "solve":
    case "vote":
    case "gate":
    case "probe":
      return "player"
    case "warm-up":
    case "update-coach":
      return "coachTraining"
    case "update-player":
      return "playerTraining"
    case "save-best":
    case "rollback":
    case "checkpoint":
    case "done":
      return "other"
  }
}

/** Adds up the seconds between states, on top of those of earlier sessions. `clock` in milliseconds. */
export const stageTimer = (
  clock: () => number,
  before: StageSeconds | undefined
): { readonly enter: (state: LoopState) => void; readonly read: () => StageSeconds } => {
  const spent = { ...(before ?? { coach: 0, player: 0, coachTraining: 0, playerTraining: 0, other: 0 }) }
  let open: { readonly stage: keyof StageSeconds; readonly since: number } | undefined
  const close = (now: number): void => {
    if (open !== undefined) spent[open.stage] += (now - open.since) / 1000
  }
  return {
    enter: ({ at }) => {
      const now = clock()
      close(now)
      open = { stage: stageOf(at), since: now }
    },
    read: () => {
      const now = clock()
      close(now)
      if (open !== undefined) open = { ...open, since: now }
      return { ...spent }
    }
  }
}
