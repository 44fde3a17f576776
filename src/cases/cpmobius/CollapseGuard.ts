import { mean } from "../../stats/mean.js"
import type { GuardSettings } from "./CpmobiusConfig.js"
import type { CollapseRecord } from "./CpmobiusEvent.js"

/** What the guard sees of one iteration; `null` is unknown and not judged. */
export interface GuardSignals {
  readonly precision: number | null
  readonly entropy: number | null
  readonly acceptance: number
}

/** The guard's memory; plain data, part of a checkpoint. */
export interface GuardMemory {
  /** Signals of the last iterations, the newest last. */
  readonly recent: ReadonlyArray<GuardSignals>
  /** Highest windowed precision so far. */
  readonly bestPrecision: number | null
  readonly collapses: number
}

/** A signal that left its bounds. */
export type Collapse = Pick<CollapseRecord, "signal" | "value" | "bound">

/** A guard that has seen nothing. */
export const freshGuard: GuardMemory = { recent: [], bestPrecision: null, collapses: 0 }

const windowed = (recent: ReadonlyArray<GuardSignals>, signal: keyof GuardSignals): number | null => {
  const values = recent.flatMap((one) => one[signal] ?? [])
  return values.length < recent.length ? null : mean(values)
}

const outside = (
  signal: Collapse["signal"],
  value: number | null,
  bounds: { readonly lower: number; readonly upper: number } | null
): Collapse | null => {
  if (bounds === null || value === null) return null
  if (value < bounds.lower) return { signal, value, bound: bounds.lower }
  return value > bounds.upper ? { signal, value, bound: bounds.upper } : null
}

/**
 * Takes in an iteration and says whether the Player is collapsing: the windowed precision of its pseudo-labels has fallen too
 * far below its best window, or entropy or acceptance left their bounds.
 *
 * After a collapse the window begins anew, since the policies that it described are gone; the best precision stays.
 * Assumes: precision comes from an auditor with the right answers, which a run without gold answers lacks; then it is unknown
 * and only entropy and acceptance are watched.
 *
 * @category cpmobius
 */
export const watchForCollapse = (
  before: GuardMemory,
  signals: GuardSignals,
  settings: GuardSettings
): { readonly memory: GuardMemory; readonly collapse: Collapse | null } => {
  const recent = [...before.recent, signals].slice(-settings.window)
  const full = recent.length === settings.window
  const precision = full ? windowed(recent, "precision") : null
  const least =
    settings.precisionFall === null || before.bestPrecision === null
      ? null
      : before.bestPrecision - settings.precisionFall
  const collapse =
    least !== null && precision !== null && precision < least
      ? { signal: "precision" as const, value: precision, bound: least }
      : full
        ? (outside("entropy", windowed(recent, "entropy"), settings.entropy) ??
          outside("acceptance", windowed(recent, "acceptance"), settings.acceptance))
        : null
  const bestPrecision = precision === null ? before.bestPrecision : Math.max(before.bestPrecision ?? 0, precision)
  return collapse === null
    ? { memory: { ...before, recent, bestPrecision }, collapse }
    : { memory: { recent: [], bestPrecision: before.bestPrecision, collapses: before.collapses + 1 }, collapse }
}
