import type { Blueprint } from "../blueprint/Blueprint.js"
import type { TaskSettings } from "./TaskSettings.js"

/** What every factor states about itself, whatever it moves. */
export interface FactorStatement<Id extends string = string, Level extends string = string> {
  /** Unique in a library; must not contain "+", "=" or " × ", which join names. */
  readonly id: Id
  /** Raised whenever a level comes to mean something else; enters the design hash. */
  readonly version: number
  /** What is believed about it, in one sentence that a study can contradict. */
  readonly claim: string
  /** Who says so: author, year, identifier. */
  readonly source: string
  /** At least two different names, the null level among them. */
  readonly levels: readonly [Level, Level, ...ReadonlyArray<Level>]
  /** The level at which the factor is off. */
  readonly nullLevel: NoInfer<Level>
  /** What each level means, in plain words, with its numbers. */
  readonly meaning?: Readonly<Record<NoInfer<Level>, string>>
  /** What else stays as it is, in plain words. */
  readonly holdsFixed: string
  /**
   * A nuisance: crossed with every arm, its variance reported, its effect never a claim about collaboration. Absent: false.
   */
  readonly block?: boolean
}

/** Parts of a blueprint that a factor may move; `agents.x` is the field x of every agent, `agents` their number and order. */
export type BlueprintPart =
  | Exclude<keyof Blueprint, "id" | "agents">
  | "agents"
  | `agents.${Exclude<keyof Blueprint["agents"][number], "id">}`

/**
 * A dimension of a system: fixed before the run (`control`: topology, mechanism, diversity, scale …) or about what moves
 * during it (`information`: sharing, message content, memory, feedback …).
 *
 * A level may lie dormant, such as a topology in a system whose agents speak once: it runs as if the factor were off, and is
 * allowed so that factorial designs are complete. Refused is what cannot run or would mean something else than it says.
 */
export interface BlueprintFactor<Id extends string = string, Level extends string = string, Team extends Level = Level>
  extends FactorStatement<Id, Level> {
  readonly kind: "control" | "information"
  /** The only parts that `apply` may change. */
  readonly moves: ReadonlyArray<BlueprintPart>
  /** Levels that a lone agent cannot have. Absent: none. */
  readonly teamLevels?: ReadonlyArray<Team>
  /** A system on which every level can be seen at work; what `vary` starts from when none is named. */
  readonly base?: Blueprint
  /**
   * The blueprint at a level: absolute, so that the level it had before does not matter, and pure. At the null level the
   * factor is taken out; a blueprint without it comes back as it was.
   */
  apply(level: Level, blueprint: Blueprint): Blueprint
  /** Why a level does not fit a blueprint; `undefined` where it does. Absent: every level fits every blueprint. */
  refuses?(level: Level, blueprint: Blueprint): string | undefined
}

/** A dimension of the task that the system works on: which items, and how their information is split. */
export interface ContextFactor<Id extends string = string, Level extends string = string>
  extends FactorStatement<Id, Level> {
  readonly kind: "context"
  /** The only settings that `apply` may change. */
  readonly moves: ReadonlyArray<keyof TaskSettings>
  /** The task's settings at a level: absolute and pure. At the null level the task comes back as it was without the factor. */
  apply(level: Level, settings: TaskSettings): TaskSettings
  /** Why a level does not fit; `undefined` where it does. */
  refuses?(level: Level, settings: TaskSettings): string | undefined
}

/**
 * One typed dimension of the design space with a finite list of levels, one of them the null level.
 *
 * A factor is a value of its own file; it recombines the members that blueprints have. Nothing of it but id, version and level
 * enters a ledger.
 *
 * @category factors
 */
export type Factor = BlueprintFactor | ContextFactor
