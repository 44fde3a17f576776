import * as Schema from "effect/Schema"
import { Blueprint } from "../blueprint/Blueprint.js"
import { RunLimits } from "../budget/Budget.js"
import { Price } from "../budget/Price.js"
import { DatasetSource } from "../task/DatasetSource.js"
import { Grader } from "../task/Grader.js"
import { Item } from "../task/Item.js"
import { SyntheticSpec } from "../task/SyntheticSpec.js"
import { TraitFilter } from "../task/selectItems.js"
import { Analysis } from "./Analysis.js"
import { DeclaredContrast } from "./FactorDesign.js"
import { PlanSpec } from "./plans/PlanSpec.js"
import { Stopping } from "./Stopping.js"

const Count = Schema.Int.check(Schema.isGreaterThan(0))

/** A blueprint, or the name of a preset. */
const System = Schema.Union([Schema.NonEmptyString, Blueprint])

/** Where the items of a task come from: drawn from a seeded family, read from a JSONL file or a public data set, or given in place. */
const Source = Schema.Union([
  Schema.Struct({ synthetic: SyntheticSpec }),
  /** Path, relative to the study file. */
  Schema.Struct({ file: Schema.NonEmptyString }),
  Schema.Struct({ items: Schema.NonEmptyArray(Item) }),
  DatasetSource
])

/** One task of a study. */
export const StudyTask = Schema.Struct({
  id: Schema.NonEmptyString,
  source: Source,
  /** Only items with these traits, before `items` counts them. Absent: all. */
  where: Schema.optionalKey(TraitFilter),
  /** Absent: the family of a synthetic source, the data set, else the id. */
  family: Schema.optionalKey(Schema.NonEmptyString),
  /** Absent: the grader of a synthetic source or data set, else `exact`. */
  grader: Schema.optionalKey(Grader),
  /** Told to models that were not trained on the family. */
  instruction: Schema.optionalKey(Schema.NonEmptyString),
  /** Range of scores; its lower end is a true zero. Absent: [0, 1]. */
  range: Schema.optionalKey(Schema.Tuple([Schema.Finite, Schema.Finite])),
  guessRate: Schema.optionalKey(Schema.Finite),
  /** Most facts one call may carry, in either arm. */
  window: Schema.optionalKey(Count)
})
export type StudyTask = typeof StudyTask.Type

/** A team of a study. */
export const StudyTeam = Schema.Struct({
  system: System,
  /** Ids of the tasks that it runs on. Absent: all. */
  tasks: Schema.optionalKey(Schema.NonEmptyArray(Schema.NonEmptyString))
})
export type StudyTeam = typeof StudyTeam.Type

const Name = Schema.NonEmptyString

/** A factor of a study's design: by id, by id with some of its levels, or several that are set together. */
export const StudyFactor = Schema.Union([
  Name,
  Schema.Struct({
    id: Name,
    /** Those that are tried, the null level among them. Absent: all. */
    levels: Schema.optionalKey(Schema.NonEmptyArray(Name)),
    /** The level that counts as "with". Absent: the other one of two; of more, the first that is not the null level. */
    on: Schema.optionalKey(Name)
  }),
  /** All members at their null level (`without`) or all at their on level (`with`), as one factor under a name of its own. */
  Schema.Struct({
    group: Name,
    of: Schema.NonEmptyArray(Schema.Union([Name, Schema.Struct({ id: Name, on: Name })]))
  })
])
export type StudyFactor = typeof StudyFactor.Type

/** A plan over factors: every configuration becomes a team, and the report says which factor moves Γ. */
export const StudyDesign = Schema.Struct({
  /** Unique among the study's designs. */
  id: Name,
  /** The system that the factors change. */
  base: System,
  /** They are applied in the order in which the library lists them, whatever the order here. */
  factors: Schema.NonEmptyArray(StudyFactor),
  /** Which configurations to run. Absent: all. */
  plan: Schema.optionalKey(PlanSpec),
  /** Ids of the tasks that it runs on. Absent: all. */
  tasks: Schema.optionalKey(Schema.NonEmptyArray(Name)),
  /** The comparison that decides a factor's class, declared before the run. Absent: `from-full`. */
  contrast: Schema.optionalKey(DeclaredContrast),
  /** On which effects are measured. Absent: `log`. */
  scale: Schema.optionalKey(Schema.Literals(["log", "linear"])),
  /**
   * Combinations of levels that are not to be run: every configuration that has all of one entry's levels is left out.
   * A d-optimal plan goes around them, and around what a factor refuses, by itself.
   */
  forbidden: Schema.optionalKey(Schema.NonEmptyArray(Schema.Record(Schema.String, Name)))
})
export type StudyDesign = typeof StudyDesign.Type

/**
 * A study as its author writes it: tasks, teams, single agent, model, budget, seeds, analysis. What is left out has the
 * default that its field names; the design that follows from it has nothing left open and is what the hash covers.
 */
export const Study = Schema.Struct({
  name: Schema.NonEmptyString,
  /** `embedded`, a GGUF path, an `hf:` name, or several by alias; blueprints refer to the alias "default". */
  model: Schema.Union([Schema.NonEmptyString, Schema.Record(Schema.String, Schema.NonEmptyString)]),
  /** Money a million tokens by alias, for the `cost` dimension. */
  prices: Schema.optionalKey(Schema.Record(Schema.String, Price)),
  tasks: Schema.NonEmptyArray(StudyTask),
  /** Absent: only the configurations of `designs`. */
  teams: Schema.optionalKey(Schema.NonEmptyArray(Schema.Union([System, StudyTeam]))),
  /** Plans over factors, each with its configurations as teams. Absent: none. */
  designs: Schema.optionalKey(Schema.NonEmptyArray(StudyDesign)),
  /**
   * The strategies that the single agent tries; the best of them is the baseline. Absent: every strategy that the package
   * knows, for every model of the teams.
   */
  singles: Schema.optionalKey(Schema.NonEmptyArray(System)),
  /** Hard caps of one trial; `dimension` defaults to `tokens`. A number caps the tokens. */
  budget: Schema.Union([
    Schema.Finite,
    Schema.Struct({
      dimension: Schema.optionalKey(Schema.Literals(["tokens", "promptTokens", "sampledTokens", "calls", "cost"])),
      tokens: Schema.optionalKey(Schema.Finite),
      promptTokens: Schema.optionalKey(Schema.Finite),
      sampledTokens: Schema.optionalKey(Schema.Finite),
      calls: Schema.optionalKey(Schema.Finite),
      seconds: Schema.optionalKey(Schema.Finite),
      cost: Schema.optionalKey(Schema.Finite)
    })
  ]),
  /** Caps of the whole run; not part of the design, so that a run can be resumed with higher ones. Absent: none. */
  limits: Schema.optionalKey(RunLimits),
  /** Trials of every team on every item; default 1. */
  seeds: Schema.optionalKey(Count),
  /**
   * Wordings of every instruction to run all arms under, as a block: these, or the first so many. Needs a dialect that has
   * several (`chat`). Absent: wording 0 alone, and how much of Γ is the luck of a prompt stays unknown.
   */
  promptVariants: Schema.optionalKey(
    Schema.Union([Schema.Literals([1, 2, 3]), Schema.NonEmptyArray(Schema.Literals([0, 1, 2]))])
  ),
  /** Root of all chance; default 1. */
  seed: Schema.optionalKey(Schema.Int),
  /** Items a task: the first so many of a file, or so many drawn of a family. Absent: all. */
  items: Schema.optionalKey(Count),
  /** Samples an item of every single-agent strategy: the first wave (default 3) and the most it may grow to (default 64). */
  pool: Schema.optionalKey(Schema.Struct({ first: Schema.optionalKey(Count), most: Schema.optionalKey(Count) })),
  /**
   * Lets the run end early by an interval that may be looked at all the time; `{}` takes the defaults: a pilot of 30 items, a look
   * every 16 items, until every team of a task is shown positive, harmful or without relevant gain. Absent: all items are done.
   */
  stopping: Schema.optionalKey(
    Schema.Struct({
      pilot: Schema.optionalKey(Stopping.fields.pilot),
      every: Schema.optionalKey(Stopping.fields.every),
      until: Schema.optionalKey(Stopping.fields.until)
    })
  ),
  /** Analysis settings that differ from the defaults. */
  analysis: Schema.optionalKey(
    Schema.Struct({
      level: Schema.optionalKey(Analysis.fields.level),
      relevance: Schema.optionalKey(Analysis.fields.relevance),
      margin: Schema.optionalKey(Analysis.fields.margin),
      folds: Schema.optionalKey(Analysis.fields.folds),
      coverage: Schema.optionalKey(Analysis.fields.coverage)
    })
  )
})
export type Study = typeof Study.Type
