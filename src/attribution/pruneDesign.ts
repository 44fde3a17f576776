import type { FactorAttribution, Interaction } from "./Attribution.js"
import type { DesignAttribution } from "./DesignAttribution.js"
import { effectUnder } from "./effectUnder.js"

/** A factor that stays or goes, and why. */
export interface PruneChoice {
  readonly factor: string
  readonly why: string
}

/** A design's system without the factors that are safe to take out. */
export interface PrunedDesign {
  readonly design: string
  /** Every factor at its on level, null level for context factors. */
  readonly full: Readonly<Record<string, string>>
  /** The same with the removed factors at their null level. */
  readonly levels: Readonly<Record<string, string>>
  readonly removed: ReadonlyArray<PruneChoice>
  readonly kept: ReadonlyArray<PruneChoice>
}

/**
 * Chooses which factors of a design to take out: those of class II on every task, as many as are safe at once.
 *
 * | rule | why |
 * | --- | --- |
 * | nothing unclassified goes | not shown to help is not shown to be useless |
 * | context factors stay | they are the task, not the system |
 * | of a redundant or overlapping pair at most one goes | each looks useless while the other is there |
 * | of a pair whose interaction the runs cannot show at most one goes | it may be redundant |
 * | of the factors that raise the score elsewhere (alone, on average) at most one goes | they may do one job together |
 *
 * Harmful factors go first, then the one with the smallest effect under the declared contrast. What stays for a pair's sake can go
 * after a further run without the first.
 *
 * Shape: `entries` are all attributions of one design: its tasks and strata.
 * Assumes: classes by the contrast that was declared. Whether the pruned system is as good is for fresh items to show: the
 * choice was made on these.
 * Errors: none; where nothing can go, `removed` is empty and `kept` says why.
 *
 * @category attribution
 */
export const pruneDesign = (entries: ReadonlyArray<DesignAttribution>): PrunedDesign => {
  const [first] = entries
  const factors = first?.factors ?? []
  const removed: Array<PruneChoice> = []
  const kept: Array<PruneChoice> = []
  const views = factors.map((factor) => ({ factor, seen: entries.map((entry) => viewOf(entry, factor)) }))
  const candidates = views.flatMap(({ factor, seen }) => {
    const reason = reasonToKeep(factor, seen)
    if (reason !== undefined) {
      kept.push({ factor: factor.id, why: reason })
      return []
    }
    const own = seen.flatMap((view) => ("found" in view ? [view] : []))
    return [{ id: factor.id, own, harmful: own.every(({ found }) => found.verdict === "harmful"), size: sizeOf(own) }]
  })
  candidates.sort((one, other) => Number(other.harmful) - Number(one.harmful) || one.size - other.size)
  const out: typeof candidates = []
  for (const candidate of candidates) {
    const conflict = out
      .map((other) => ({ other: other.id, why: conflictOf(entries, candidate, other) }))
      .find(({ why }) => why !== undefined)
    if (conflict?.why !== undefined) {
      kept.push({ factor: candidate.id, why: conflict.why })
      continue
    }
    out.push(candidate)
    removed.push({ factor: candidate.id, why: candidate.own.map(({ found }) => found.reason).join(" ") })
  }
  const full = Object.fromEntries(
    factors.map(({ id, kind, onLevel, nullLevel }) => [id, kind === "context" ? nullLevel : onLevel])
  )
  const gone = factors.filter(({ id }) => removed.some(({ factor }) => factor === id))
  return {
    design: first?.design ?? "",
    full,
    levels: { ...full, ...Object.fromEntries(gone.map(({ id, nullLevel }) => [id, nullLevel])) },
    removed,
    kept
  }
}

type View = { readonly found: FactorAttribution; readonly entry: DesignAttribution } | { readonly why: string }

/** What one attribution says of a factor at its on level. */
const viewOf = (entry: DesignAttribution, factor: { readonly id: string; readonly onLevel: string }): View => {
  if (entry.result === null)
    return { why: `not estimable on ${entry.task}: ${entry.problem?.words ?? "no reason is known"}` }
  const found = entry.result.factors.find((one) => one.factor === factor.id && one.level === factor.onLevel)
  return found === undefined ? { why: `held fixed on ${entry.task}` } : { found, entry }
}

const reasonToKeep = (
  { kind, block }: DesignAttribution["factors"][number],
  seen: ReadonlyArray<View>
): string | undefined => {
  if (block === true) return "it is a nuisance, which every system has at some level"
  if (kind === "context") return "it belongs to the task, not to the system"
  for (const view of seen) {
    if ("why" in view) return view.why
    const { found, entry } = view
    if (found.class === "I") return `class I on ${entry.task}: ${found.reason}`
    if (found.class === "unclassified") return `unclassified on ${entry.task}: ${found.reason}`
  }
  return undefined
}

const sizeOf = (own: ReadonlyArray<{ readonly found: FactorAttribution; readonly entry: DesignAttribution }>): number =>
  Math.max(
    ...own.map(({ found, entry }) => {
      const contrast = entry.result?.contrast ?? entry.declared.contrast
      return effectUnder(found, contrast).estimate ?? Number.POSITIVE_INFINITY
    })
  )

/** Some measure shows that the factor raises the score where other factors are absent. */
const raisesElsewhere = ({ fromBase, fromFull, main, shapley }: FactorAttribution): boolean =>
  [fromBase, fromFull, main, shapley].some(({ lower, clear }) => clear && lower !== null && lower > 0)

/** Why two factors must not go together; undefined where they may. */
const conflictOf = (
  entries: ReadonlyArray<DesignAttribution>,
  one: { readonly id: string; readonly own: ReadonlyArray<{ readonly found: FactorAttribution }> },
  other: { readonly id: string; readonly own: ReadonlyArray<{ readonly found: FactorAttribution }> }
): string | undefined => {
  for (const { result } of entries) {
    const pair = result?.interactions.find(
      ({ factors }) => factors.includes(one.id) && factors.includes(other.id) && one.id !== other.id
    )
    const why = pairConflict(pair, other.id)
    if (why !== undefined) return why
  }
  const raises = (of: typeof one) => of.own.some(({ found }) => raisesElsewhere(found))
  return raises(one) && raises(other)
    ? `it raises the score where other factors are absent, as ${other.id} does, which goes: both may do one job, so that one must stay`
    : undefined
}

const pairConflict = (pair: Interaction | undefined, gone: string): string | undefined => {
  switch (pair?.diagnosis) {
    case "redundant":
      return `redundant with ${gone}, which goes: each looks useless while the other is there, and without both the effect is lost`
    case "overlapping":
      return `overlaps with ${gone}, which goes: part of the effect is in both, and would be lost without both`
    case undefined:
    case "not-estimable":
      return `whether it is redundant with ${gone}, which goes, cannot be read from these runs; run again without ${gone} first`
    default:
      return undefined
  }
}
