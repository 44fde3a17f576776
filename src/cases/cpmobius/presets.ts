import type { CpmobiusConfig } from "./CpmobiusConfig.js"

const released: CpmobiusConfig = {
  id: "released",
  seed: 1,
  problems: 16,
  answers: 16,
  steps: 999,
  budget: null,
  coach: { temperature: 0.7, replyTokens: 3300 },
  player: { temperature: 0.7, replyTokens: 3300 },
  instruction: null,
  coachSees: "nothing",
  answerKey: "raw",
  tie: "all-wrong",
  none: "always-wrong",
  playerReward: { kind: "majority", values: "plus-minus" },
  gate: { lower: 0.2, upper: 0.8 },
  resample: "round",
  mostRounds: 32,
  advantageScale: "unbiased",
  coachReward: { kind: "delta" },
  coachBaseline: "none",
  coachClip: null,
  coachLearnsFrom: "kept",
  coachEvery: 1,
  skipIfDeltaZero: true,
  coachUpdate: { learningRate: 1e-6, clip: 0.2, kl: 0.001, entropy: -0.01, gradientClip: 1, average: "token" },
  playerUpdate: { learningRate: 1e-6, clip: 0.2, kl: 0.001, entropy: 0.01, gradientClip: 1, average: "token" },
  probe: { samples: 1, labels: "gold", dice: "fresh", temperature: 0.7 },
  rollback: { kind: "released", begin: 200, patience: 15 },
  warmUp: null,
  guard: null,
  checkpointEvery: 10,
  evaluateEvery: 10
}

/**
 * Named points of the loop's options.
 *
 * - `paper`: what the paper says (arXiv 2602.02979); where it is silent, normalised keys, ties and missing answers all wrong,
 *   unbiased scale, gold probe labels, no entropy terms, and the released code's numbers for the rest.
 * - `released-1.5b`: the script for Qwen2.5-Math-1.5B: every problem earns Δ alike.
 * - `released-adv`: the other three scripts: Δ times the length covariance of the answers; with the sampling of the 7B script,
 *   whose probe is greedy.
 *
 * Warm-up data of the paper were not released: `paper` has a warm-up of as many steps as 4,000 rows in batches of 128 give, on
 * problems that the caller brings. Learning rates are those of 1.5B and 7B models. Top-p, repetition penalty and the plain
 * template of "zero" Players are not options of a request here and are left out.
 *
 * @category cpmobius
 */
export const cpmobiusPresets = {
  paper: {
    ...released,
    id: "paper",
    answerKey: "normalised",
    playerReward: { kind: "majority", values: "zero-one" },
    resample: "item",
    mostRounds: 512,
    coachReward: { kind: "solve-rate-delta" },
    skipIfDeltaZero: false,
    coachUpdate: { ...released.coachUpdate, kl: 0, entropy: 0, average: "reply" },
    playerUpdate: { ...released.playerUpdate, entropy: 0 },
    rollback: null,
    warmUp: { steps: 32, batch: 128, learningRate: 1e-5 }
  },
  "released-1.5b": {
    ...released,
    id: "released-1.5b",
    coach: { temperature: 0.9, replyTokens: 2048 },
    player: { temperature: 0.6, replyTokens: 2048 },
    probe: { ...released.probe, temperature: 0.6 },
    rollback: { kind: "released", begin: 100, patience: 15 }
  },
  "released-adv": {
    ...released,
    id: "released-adv",
    coachReward: { kind: "length-cov-delta" },
    probe: { ...released.probe, temperature: 0 }
  }
} as const satisfies Readonly<Record<string, CpmobiusConfig>>

/** Rivals of the loop: the same Player trained in another way from the same starting point. */
export const rivalNames = [
  "self-problems",
  "entropy-reward",
  "adversarial",
  "frozen-coach",
  "no-gate",
  "shuffled-delta",
  "random-coach",
  "true-reward"
] as const
export type RivalName = (typeof rivalNames)[number]

/**
 * The configuration of a rival arm, made from the full loop's so that it differs in what its name says and in nothing else.
 *
 * - `self-problems` (like TTRL): problems from the untrained Coach, majority vote, the same gate; no warm-up, no Δ.
 * - `entropy-reward` (like RENT): the same problems; the Player is paid for being sure, without a vote or a gate; a reply
 *   without an answer counts as 7 nats.
 * - `adversarial` (like R-Zero): the Coach is paid for uncertainty of the Player and variety, on all it proposes.
 * - `frozen-coach`, `no-gate`, `shuffled-delta`, `random-coach`: one part of the loop off, or fed with noise.
 * - `true-reward`: the Player is paid by the right answers: whether the trainer learns at all.
 *
 * Assumes: the caller gives all arms the same budget of FLOPs or rollouts. Where the Coach does not learn from Δ the probe is
 * still paid for: the single agent has it too (choice of checkpoint).
 *
 * @category cpmobius
 */
export const rivalOf = (full: CpmobiusConfig, name: RivalName): CpmobiusConfig => {
  const named = { ...full, id: name }
  switch (name) {
    case "self-problems":
      return { ...named, coachReward: { kind: "frozen" }, warmUp: null, coachSees: "nothing" }
    case "entropy-reward":
      return {
        ...named,
        coachReward: { kind: "frozen" },
        warmUp: null,
        coachSees: "nothing",
        gate: null,
        playerReward: { kind: "entropy", unreadable: 7 }
      }
    case "adversarial":
      return { ...named, coachReward: { kind: "adversarial" }, coachLearnsFrom: "all", skipIfDeltaZero: false }
    case "frozen-coach":
      return { ...named, coachReward: { kind: "frozen" } }
    case "no-gate":
      return { ...named, gate: null }
    case "shuffled-delta":
      return { ...named, coachReward: { kind: "shuffled-delta" } }
    case "random-coach":
      return { ...named, coachReward: { kind: "random" }, skipIfDeltaZero: false }
    case "true-reward":
      return { ...named, playerReward: { kind: "gold", values: "plus-minus" } }
  }
}
