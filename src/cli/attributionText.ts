import type { Attribution, FactorAttribution } from "../attribution/Attribution.js"
import type { DesignAttribution } from "../attribution/DesignAttribution.js"
import { formatInterval } from "../report/format/formatInterval.js"
import { formatP } from "../report/format/formatP.js"
import { formatPoint } from "../report/format/formatPoint.js"
import { displayWidth } from "../report/text/displayWidth.js"
import { oneLine } from "../report/text/oneLine.js"
import { padText } from "../report/text/padText.js"
import { wrapText } from "../report/text/wrapText.js"
import { countWords } from "../report/words/countWords.js"
import { designPlace } from "../report/words/designPlace.js"
import { effectText } from "../report/words/effectText.js"
import { factorName } from "../report/words/factorName.js"
import { factorTone } from "../report/words/factorTone.js"
import { measureNames, measureOf, measureWords } from "../report/words/measureNames.js"

const width = 110

const hanging = (text: string, first = "• "): ReadonlyArray<string> =>
  wrapText(oneLine(text), width - first.length).map(
    (line, index) => `${index === 0 ? first : " ".repeat(first.length)}${line}`
  )

const aligned = (rows: ReadonlyArray<ReadonlyArray<string>>): ReadonlyArray<string> => {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => displayWidth(row[column] ?? ""))))
  return rows.map((row) =>
    row
      .map((cell, column) => padText(cell, widths[column] ?? 0, "end"))
      .join("  ")
      .trimEnd()
  )
}

const effectCell = (factor: FactorAttribution, measure: (typeof measureNames)[number]): string => {
  const effect = measureOf(factor, measure)
  const { point, interval } = effectText(effect)
  if (effect.estimate === null) return "–"
  return `${point} ${interval}${effect.clear ? "" : " *"}`
}

const factorTable = (result: Attribution): ReadonlyArray<string> => {
  const measures = measureNames.filter((measure) =>
    result.factors.some((factor) => measureOf(factor, measure).estimate !== null)
  )
  const alpha = Number((1 - result.level).toFixed(12))
  return aligned([
    ["factor", ...measures.map((measure) => measureWords[measure]), "p Holm", "class"],
    ...result.factors.map((factor) => [
      factorName(factor, result),
      ...measures.map((measure) => effectCell(factor, measure)),
      formatP(measureOf(factor, result.contrast).pHolm, alpha),
      factorTone(factor, result).label
    ])
  ])
}

const sentence = (text: string): string => (/[.!?]$/u.test(text) ? text : `${text}.`)

const resultLines = (result: Attribution): ReadonlyArray<string> => {
  const aliased = result.factors.some((factor) =>
    measureNames.some((measure) => measureOf(factor, measure).estimate !== null && !measureOf(factor, measure).clear)
  )
  const shown = result.interactions.filter(({ diagnosis }) => !["none-shown", "not-estimable"].includes(diagnosis))
  const open = result.interactions.filter(({ diagnosis }) => diagnosis === "not-estimable").length
  return [
    ...factorTable(result),
    ...(aliased ? ["* the sum of this effect and others that the runs cannot tell from it"] : []),
    "",
    ...result.factors.flatMap((factor) => [
      ...hanging(sentence(factor.reason)),
      ...factor.disagreements.flatMap((words) => hanging(`But ${sentence(words)}`, "  ")),
      ...(factor.scaleFlag === null ? [] : hanging(sentence(factor.scaleFlag), "  "))
    ]),
    ...shown.flatMap(({ words }) => hanging(words)),
    ...(open === 0
      ? []
      : hanging(
          `${open} of ${countWords(result.interactions.length, "pair")} of factors: whether they replace or need each other cannot be read from these runs.`
        ))
  ]
}

const contextLines = ({ contexts }: DesignAttribution): ReadonlyArray<string> =>
  contexts.flatMap((context) => {
    const { factor, level, against, ratio, p, reason } = context
    const name = `${factor}=${level} against ${against}`
    if (ratio.value === null) return hanging(`${name}: not estimable, ${sentence(reason ?? "no reason is known")}`)
    const moderates = context.moderates.filter(({ pHolm }) => pHolm !== null && pHolm < 0.05)
    return hanging(
      `${name}: Γ × ${formatPoint(ratio.value)} ${formatInterval(ratio.lower, ratio.upper)}, p ${formatP(p)}` +
        `${moderates.length === 0 ? "" : `; it changes the effect of ${moderates.map((one) => one.factor).join(", ")}`}.`
    )
  })

const entryLines = (entry: DesignAttribution): ReadonlyArray<string> => {
  const { plan, declared, result, problem, basis, exploratory, notes } = entry
  const contrast = result?.contrast ?? declared.contrast
  const facts = [
    `${plan.spec.kind}, ${countWords(plan.runs, "run")}`,
    ...(plan.resolution === null ? [] : [`resolution ${plan.resolution}`]),
    ...(result === null ? [] : [countWords(result.items, "item")]),
    `classes by ${measureWords[contrast]}`
  ]
  return [
    `${designPlace(entry)} (base ${oneLine(entry.base)}): ${facts.join(", ")}`,
    basis === "gamma"
      ? "Effects are factors on Γ: with the factor against without it."
      : "Effects are factors on the score alone, whatever it costs.",
    ...exploratory.flatMap((words) => hanging(`exploratory: ${words}`, "! ")),
    "",
    ...(result === null
      ? hanging(`Not estimable: ${sentence(problem?.words ?? "no reason is known")}`)
      : resultLines(result)),
    ...contextLines(entry),
    ...[...notes, ...(result?.notes ?? [])].flatMap((note) => hanging(`Note: ${sentence(note)}`))
  ]
}

/** Attributions as plain text for a terminal: a table of factors and what it says in plain words, one part a design and task. */
export const attributionText = (entries: ReadonlyArray<DesignAttribution>): string =>
  entries.length === 0
    ? "This study has no designs over factors.\n"
    : `${entries.map((entry) => entryLines(entry).join("\n")).join("\n\n")}\n`
