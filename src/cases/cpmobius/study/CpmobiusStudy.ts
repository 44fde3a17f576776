import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as SchemaIssue from "effect/SchemaIssue"
import { InputError } from "../../../errors/InputError.js"
import { rivalNames } from "../presets.js"

/** The full loop and its rivals. */
export const armNames = ["full", ...rivalNames] as const
export type ArmName = (typeof armNames)[number]

const Count = Schema.Int.check(Schema.isGreaterThan(0))

/** Who learns: a simulated world, real weights, or text memories in front of a model that stays as it is. */
export const LearnerName = Schema.Literals(["simulated", "weights", "in-context"])
export type LearnerName = typeof LearnerName.Type

/**
 * A Coach–Player study: the loop and its rivals, every arm once a seed. Plain data, kept as `study.json` in its folder, so that
 * a study can be taken up again from the folder alone.
 */
export const CpmobiusStudy = Schema.Struct({
  version: Schema.Literal(1),
  learner: LearnerName,
  preset: Schema.Literals(["paper", "released-1.5b", "released-adv"]),
  /** The first is held against each of the others. */
  arms: Schema.NonEmptyArray(Schema.Literals(armNames)),
  seeds: Schema.NonEmptyArray(Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 0xffffffff }))),
  /** Most iterations of a run. */
  iterations: Count,
  /** A run also ends with the iteration that reaches it; `null`: after all iterations. */
  budget: Schema.NullOr(
    Schema.Struct({
      unit: Schema.Literals(["rollouts", "flops"]),
      amount: Schema.Finite.check(Schema.isGreaterThan(0))
    })
  ),
  /** A model by name or path; the simulated learner has none. */
  model: Schema.NullOr(Schema.String),
  /** Probe items, and held-out items of each kind; `null`: as many as suit the learner. */
  probe: Schema.NullOr(Count),
  held: Schema.NullOr(Count),
  /** Answers of the untrained Player to every held-out question, for the arm without training; 0 leaves it out. */
  votes: Schema.Int.check(Schema.isGreaterThanOrEqualTo(0)),
  /** Fields of the loop's configuration that stand instead of the preset's, in every arm. */
  config: Schema.Record(Schema.String, Schema.Unknown),
  /** Further options of the weight trainer (`method`, `lora`, `adam`, `precision`, `passes`, `device`); empty for others. */
  training: Schema.Record(Schema.String, Schema.Unknown)
})
export type CpmobiusStudy = typeof CpmobiusStudy.Type

const describeIssue = SchemaIssue.makeFormatterStandardSchemaV1()

/** Arms as people write them. */
const aliases: Readonly<Record<string, ArmName>> = {
  frozen: "frozen-coach",
  shuffled: "shuffled-delta",
  random: "random-coach",
  ttrl: "self-problems",
  rent: "entropy-reward",
  "r-zero": "adversarial"
}

/** The arm that a name stands for: itself, or `frozen`, `shuffled`, `random`, `ttrl`, `rent`, `r-zero`. */
export const armNamed = (name: string): string => aliases[name] ?? name

const refuse = (value: string, limit: string, advice: string) =>
  Effect.fail(new InputError({ what: "Coach–Player study", value, limit, advice }))

/** Decodes a study. Errors: InputError, also for arms or seeds that occur twice. */
export const decodeCpmobiusStudy = Effect.fnUntraced(function* (
  value: unknown
): Effect.fn.Return<CpmobiusStudy, InputError> {
  const study = yield* Effect.mapError(Schema.decodeUnknownEffect(CpmobiusStudy)(value), (error) => {
    const issue = describeIssue(error.issue).issues[0]
    const path = (issue?.path ?? []).map(String).join(".")
    return new InputError({
      what: "Coach–Player study",
      value: path === "" ? "(all of it)" : path,
      limit: issue?.message ?? "does not decode",
      advice: `Arms are ${armNames.join(", ")}; \`gain cpmobius run --help\` lists all options.`
    })
  })
  for (const [what, list] of [
    ["arms", study.arms],
    ["seeds", study.seeds]
  ] as const) {
    const twice = list.find((one, index) => list.indexOf(one as never) !== index)
    if (twice !== undefined)
      return yield* refuse(`${what}: ${twice} twice`, "requires different ones", "Name each once.")
  }
  if (study.arms.length > 1 && study.arms[0] !== "full" && study.arms.includes("full")) {
    return yield* refuse(`arms: ${study.arms.join(", ")}`, "`full` is compared with the others", "Name it first.")
  }
  if (study.learner !== "simulated" && study.model === null) {
    return yield* refuse(`learner ${study.learner}`, "requires a model", "Name one, such as embedded:novice.")
  }
  return study
})
