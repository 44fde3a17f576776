import { type FactorEntry, factorEntries, type PresetEntry, presetEntries } from "./libraryEntries.js"

const cell = (text: string): string => text.replaceAll("|", "\\|")

const factorPart = (factor: FactorEntry): ReadonlyArray<string> => [
  `### \`${factor.id}\`${factor.block ? " (block)" : ""}`,
  "",
  `${factor.claim} Source: ${factor.source}.`,
  "",
  `Moves ${factor.moves.map((part) => `\`${part}\``).join(", ")}. Holds fixed: ${factor.holdsFixed} Version ${factor.version}.`,
  "",
  "| level | meaning |",
  "| --- | --- |",
  ...factor.levels.map((level) => {
    const off = level === factor.nullLevel ? " (null level)" : ""
    return `| \`${level}\`${off} | ${cell(factor.meaning[level] ?? "")} |`
  }),
  "",
  `\`${factor.example}\``,
  ""
]

const presetRow = ({ agents, claim, id, singleAgent, source, summary }: PresetEntry): string =>
  `| \`${id}\` | ${cell(summary)} | ${agents}${singleAgent ? " (one agent)" : ""} | ${cell(claim)} | ${cell(source)} |`

const kinds = [
  ["control", "Control-level presets", "What is fixed before the run."],
  ["information", "Information-level dynamics", "What moves during the run: shared, compressed, remembered, fed back."],
  ["context", "External task context", "What the task brings. These factors act on a study's task, not on the system."]
] as const

/** The page docs/factors.md, from the library itself. */
export const factorsPage = (): string =>
  [
    "# Factors and presets",
    "",
    "Written by `gain factors --markdown`; a test holds it against the library.",
    "",
    "A factor is one typed dimension of the design space with a finite list of levels. At its null level it is off. A level that",
    "a system cannot have is refused with the reason. A study crosses factors under `designs` (see [designs](designs.md)); code",
    "sets them with `compose` and `vary`. What each family does to Γ on the embedded model stands in",
    "[factor examples](factor-examples.md).",
    "",
    ...kinds.flatMap(([kind, title, words]) => [
      `## ${title}`,
      "",
      words,
      "",
      ...factorEntries.filter((factor) => factor.kind === kind).flatMap(factorPart)
    ]),
    "## Presets",
    "",
    "Named points of the design space: plain data, no code of their own. *One agent* marks systems whose calls all share one set",
    "of model, memory, tools and information, as long as a study does not give their agents different ones.",
    "",
    "| preset | what it is | agents | claim | source |",
    "| --- | --- | --- | --- | --- |",
    ...presetEntries.map(presetRow),
    ""
  ].join("\n")
