import { type FactorEntry, factorEntries, type PresetEntry, presetEntries } from "./libraryEntries.js"

const kinds = {
  control: "Control: fixed before the run",
  information: "Information: what moves during the run",
  context: "Context: what the task brings"
} as const

const levelList = ({ levels, nullLevel }: FactorEntry): string =>
  levels.map((level) => (level === nullLevel ? `[${level}]` : level)).join(" ")

/** The whole library in a screenful: factors by kind with their levels, presets with one sentence. */
export const libraryText = (): string => {
  const wide = Math.max(...factorEntries.map(({ id }) => id.length), ...presetEntries.map(({ id }) => id.length)) + 2
  const groups = (["control", "information", "context"] as const).flatMap((kind) => [
    kinds[kind],
    ...factorEntries
      .filter((factor) => factor.kind === kind)
      .map((factor) => `  ${factor.id.padEnd(wide)}${levelList(factor)}${factor.block ? "  (block)" : ""}`),
    ""
  ])
  return [
    ...groups,
    "Presets",
    ...presetEntries.map(({ id, summary }) => `  ${id.padEnd(wide)}${summary}`),
    "",
    "[level] is the null level: the factor is off. `gain factors <id>` says more; `--json` gives everything.",
    ""
  ].join("\n")
}

const line = (name: string, value: string): string => `${name.padEnd(12)}${value}`

/** Everything about one factor. */
export const factorText = (factor: FactorEntry): string =>
  [
    `${factor.id} (${factor.kind}${factor.block ? ", block" : ""}, version ${factor.version})`,
    "",
    line("claim", factor.claim),
    line("source", factor.source),
    line("moves", factor.moves.join(", ")),
    line("holds fixed", factor.holdsFixed),
    line("null level", factor.nullLevel),
    "",
    "levels",
    ...factor.levels.map((level) => `  ${level.padEnd(18)}${factor.meaning[level] ?? ""}`.trimEnd()),
    "",
    line("in code", factor.example),
    line("in a study", `"designs": [{ "id": "…", "base": "debate", "factors": ["${factor.id}"] }]`),
    ""
  ].join("\n")

/** Everything about one preset. */
export const presetText = (preset: PresetEntry): string =>
  [
    `${preset.id}: ${preset.summary}`,
    "",
    line("claim", preset.claim),
    line("source", preset.source),
    line("agents", `${preset.agents}${preset.singleAgent ? ", one agent by the rule of the shared tuple" : ""}`),
    "",
    JSON.stringify(preset.blueprint, null, 2),
    ""
  ].join("\n")
