/** How a Player that has lost ground is brought back. */
export interface RollbackRule {
  /**
   * `released`: fires when the number of bad steps *equals* the patience, and the next Δ is taken from the probe before the
   * reload. `sane`: fires at the patience or beyond, and Δ is taken from the accuracy of the Player that was reloaded.
   */
  readonly kind: "released" | "sane"
  /** First iteration whose result may count as bad. */
  readonly begin: number
  /** Bad steps before the best Player is reloaded. */
  readonly patience: number
}

/** What the loop remembers of the probes; plain data, part of a checkpoint. */
export interface ProbeHistory {
  /** Accuracy that the next Δ is taken from. */
  readonly last: number
  /** Moving average of the accuracies; the first one to begin with. */
  readonly average: number
  /** Highest accuracy so far (the last of the released code's H_best). */
  readonly best: number
  /** Accuracy minus the best one before it, at the last step; `null` before the first. */
  readonly difference: number | null
  readonly bad: number
  /** A Player was saved that a rollback could reload. */
  readonly saved: boolean
}

/** What one probe says. */
export interface ProbeStep {
  readonly history: ProbeHistory
  /** Δ in points: 100 × (accuracy − accuracy before). */
  readonly g: number
  /** Change of the moving average, in points. */
  readonly averageGain: number
  /** `reload`: take the best Player back. `nothing-saved`: the rule fired before any Player was saved. */
  readonly rollback: "none" | "reload" | "nothing-saved"
}

/** The history after the probe of the untrained Player. With the sane rule it is the first that can be reloaded. */
export const firstProbe = (accuracy: number, rule: RollbackRule | null): ProbeHistory => ({
  last: accuracy,
  average: accuracy,
  best: accuracy,
  difference: null,
  bad: 0,
  saved: rule?.kind === "sane"
})

/** Whether the Player must be saved before the next update: the last probe was the best. */
export const savesBest = (history: ProbeHistory): boolean => history.difference !== null && history.difference > 0

/** The history after the Player was saved as the best one. */
export const afterSave = (history: ProbeHistory): ProbeHistory => ({ ...history, bad: 0, saved: true })

/**
 * Takes in the accuracy after an update: Δ, moving average, and whether to roll back.
 *
 * A step is bad when it does not exceed the best accuracy before it, from `begin` on. The rule fires on a strictly lower
 * accuracy when enough steps were bad. A best Player is saved before the step after it, where {@link savesBest} says so.
 *
 * Unit: accuracies 0 to 1, Δ in points. `decay` of the moving average default .99. Without a rule nothing is ever bad.
 * Source: released code of CPMöbius (thunlp/CPMobius e212778); the `sane` rule is this package's.
 *
 * @example
 * const rule = { kind: "released", begin: 0, patience: 3 } as const
 * const { g } = nextProbe(firstProbe(0.3, rule), { step: 1, accuracy: 0.32, rule })
 * g // 2
 *
 * @category cpmobius
 */
export const nextProbe = (
  before: ProbeHistory,
  of: { readonly step: number; readonly accuracy: number; readonly rule: RollbackRule | null; readonly decay?: number }
): ProbeStep => {
  const { step, accuracy, rule, decay = 0.99 } = of
  const difference = accuracy - before.best
  const worse = difference <= 0
  const bad = before.bad + (rule !== null && worse && step >= rule.begin ? 1 : 0)
  const enough = rule !== null && (rule.kind === "released" ? bad === rule.patience : bad >= rule.patience)
  const fires = enough && difference < 0
  const average = decay * before.average + (1 - decay) * accuracy
  const reanchored = fires && rule.kind === "sane" && before.saved
  return {
    history: {
      last: reanchored ? before.best : accuracy,
      average,
      best: Math.max(before.best, accuracy),
      difference,
      bad: fires ? 0 : bad,
      saved: before.saved
    },
    g: 100 * (accuracy - before.last),
    averageGain: 100 * (average - before.average),
    rollback: fires ? (before.saved ? "reload" : "nothing-saved") : "none"
  }
}
