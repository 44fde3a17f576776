import type { FactorAttribution } from "../../attribution/Attribution.js"
import type { DesignAttribution } from "../../attribution/DesignAttribution.js"
import { effectForest } from "../effectForest.js"
import { formatCost } from "../format/formatCost.js"
import { formatDifference } from "../format/formatDifference.js"
import { formatInterval } from "../format/formatInterval.js"
import { formatLevel } from "../format/formatLevel.js"
import { formatP } from "../format/formatP.js"
import { formatPoint } from "../format/formatPoint.js"
import { formatRatio } from "../format/formatRatio.js"
import { formatScore } from "../format/formatScore.js"
import { formatSigned } from "../format/formatSigned.js"
import { interactionMap } from "../interactionMap.js"
import type { Report } from "../Report.js"
import type { Block, Inline, Section, Table, Text } from "../ReportDocument.js"
import { oneLine } from "../text/oneLine.js"
import { countWords } from "../words/countWords.js"
import { designPlace } from "../words/designPlace.js"
import { dimensionWords } from "../words/dimensionWords.js"
import { effectState } from "../words/effectState.js"
import { effectText } from "../words/effectText.js"
import { factorHeadline } from "../words/factorHeadline.js"
import { factorName } from "../words/factorName.js"
import { factorTone } from "../words/factorTone.js"
import { measureNames, measureOf, measureWords } from "../words/measureNames.js"
import { otherReadings } from "../words/otherReadings.js"
import { pairWords } from "../words/pairWords.js"
import { verdictLabel } from "../words/verdictLabel.js"
import { factorSummary, mostInLead } from "./factorSummary.js"

type Result = NonNullable<DesignAttribution["result"]>

const sentence = (text: string): string => {
  const shown = oneLine(text)
  return shown === "" ? "" : `${shown.charAt(0).toUpperCase()}${shown.slice(1)}${/[.!?]$/u.test(shown) ? "" : "."}`
}

const card = (factor: FactorAttribution, entry: DesignAttribution, result: Result): Block => {
  const effect = measureOf(factor, result.contrast)
  const { label, tone } = factorTone(factor, result)
  const { cost } = factor
  const spent =
    cost.difference === null || cost.difference === 0
      ? ""
      : `It ${cost.difference > 0 ? "costs" : "saves"} ${formatCost(Math.abs(cost.difference))} ${dimensionWords(entry.dimension)} a trial.`
  const body = [
    effectState(effect) === "aliased" ? `The number is the sum of all of them.` : sentence(factor.reason),
    otherReadings(factor, result),
    sentence(factor.scaleFlag ?? ""),
    sentence(pairWords(factor.factor, result)),
    spent
  ]
  return {
    kind: "verdict",
    subject: factorName(factor, result),
    label,
    tone,
    symbol: effect.estimate !== null && effect.ratio.value === null ? "Δ" : "Γ ×",
    ...effectText(effect),
    headline: factorHeadline(factor, result),
    body: body.filter((text) => text !== "").join(" ")
  }
}

/** A card for every factor of which something is known; the others stand in the summary, the figure and the aliases. */
const cards = (entry: DesignAttribution, result: Result): ReadonlyArray<Block> => {
  const clear = result.factors.filter((factor) => effectState(measureOf(factor, result.contrast)) === "clear")
  return clear.length > 0
    ? clear.map((factor) => card(factor, entry, result))
    : [
        {
          kind: "paragraph",
          text: [
            {
              kind: "strong",
              text: `These runs tell nothing of ${result.factors.length === 1 ? "the factor" : "any factor"} alone under the declared contrast, ${measureWords[result.contrast]}.`
            }
          ]
        }
      ]
}

/** An effect in a cell: what is not clear says so beside its number. */
const effectCell = (factor: FactorAttribution, measure: Result["contrast"], result: Result): Text => {
  const effect = measureOf(factor, measure)
  const { point, interval } = effectText(effect)
  const numbers = `${point} ${interval}`
  switch (effectState(effect)) {
    case "none":
      return ["–"]
    case "aliased":
      return [{ kind: "emphasis", text: `${numbers} aliased` }]
    case "clear":
      return measure === result.contrast ? [{ kind: "strong", text: numbers }] : [numbers]
  }
}

const measures = (entry: DesignAttribution, result: Result): Table => {
  const alpha = Number((1 - result.level).toFixed(12))
  const several = result.factors.some(({ factor }, i) => result.factors.findIndex((one) => one.factor === factor) !== i)
  return {
    kind: "table",
    caption: `Effects of the factors: ${designPlace(entry)}`,
    columns: [
      { header: ["Factor"] },
      { header: [several ? "level against" : "with against without"] },
      ...measureNames.map((measure) => ({
        header: [`${measureWords[measure]}${measure === result.contrast ? ", declared" : ""}`],
        numeric: true
      })),
      { header: ["p"], numeric: true },
      { header: ["p Holm"], numeric: true },
      { header: ["p BH"], numeric: true },
      { header: [`${dimensionWords(entry.dimension)} a trial`], numeric: true },
      { header: ["smallest detectable"], numeric: true },
      { header: ["share of variance"], numeric: true },
      { header: ["class"] }
    ],
    rows: result.factors.map((factor) => {
      const effect = measureOf(factor, result.contrast)
      const { label, tone } = factorTone(factor, result)
      const { cost } = factor
      return {
        muted: tone === "none",
        cells: [
          [{ kind: "strong", text: factorName(factor, result) } satisfies Inline],
          [`${oneLine(factor.level)} / ${oneLine(factor.against)}`],
          ...measureNames.map((measure) => effectCell(factor, measure, result)),
          [formatP(effect.p, alpha)],
          [formatP(effect.pHolm, alpha)],
          [formatP(effect.pBH, alpha)],
          [
            cost.difference === null
              ? "–"
              : `${formatSigned(cost.difference, 0)} ${formatDifferenceOf(cost.lower, cost.upper)}`.replace(/ –$/u, "")
          ],
          [formatRatio(factor.minimumDetectable)],
          [factor.sobol === null ? "–" : formatScore(factor.sobol.total)],
          [{ kind: "badge", text: label, tone } satisfies Inline]
        ]
      }
    })
  }
}

const formatDifferenceOf = (lower: number | null, upper: number | null): string =>
  lower === null || upper === null
    ? formatDifference(lower, upper)
    : `[${formatSigned(lower, 0)}, ${formatSigned(upper, 0)}]`

const effects = (entry: DesignAttribution, result: Result): Block => ({
  kind: "figure",
  wide: effectForest(result),
  narrow: effectForest(result, { layout: "narrow" }),
  caption: [
    `What each factor multiplies ${entry.basis === "gamma" ? "Γ" : "the score"} by, with its ${formatLevel(result.level)} interval. First and in colour: ${measureWords[result.contrast]}, declared before the run to decide the class. From full: the whole system against the whole without the factor; from base: the factor alone against nothing; main effect and Shapley value: averages over what else is on. Grey and dashed: cannot be told from other effects.`
  ],
  plain: measures(entry, result)
})

const pairTable = (entry: DesignAttribution, result: Result): Table => {
  const alpha = Number((1 - result.level).toFixed(12))
  const told = (effect: Parameters<typeof effectText>[0]): string => {
    const { point, interval } = effectText(effect)
    return effect.estimate === null ? "–" : `${point} ${interval}${effect.clear ? "" : " aliased"}`
  }
  return {
    kind: "table",
    caption: `Interactions: ${designPlace(entry)}`,
    columns: [
      { header: ["Pair"] },
      { header: ["interaction"], numeric: true },
      { header: ["p Holm"], numeric: true },
      { header: ["first without second"], numeric: true },
      { header: ["first with second"], numeric: true },
      { header: ["second without first"], numeric: true },
      { header: ["second with first"], numeric: true },
      { header: ["finding"] }
    ],
    rows: result.interactions.map((pair) => ({
      muted: !pair.effect.clear,
      cells: [
        [{ kind: "strong", text: pair.factors.map(oneLine).join(" × ") }],
        [told(pair.effect)],
        [pair.effect.clear ? formatP(pair.effect.pHolm, alpha) : "–"],
        [told(pair.firstWithout)],
        [told(pair.firstWith)],
        [told(pair.secondWithout)],
        [told(pair.secondWith)],
        [pair.diagnosis.replace("-", " ")]
      ]
    }))
  }
}

const interactions = (entry: DesignAttribution, result: Result): ReadonlyArray<Block> => {
  if (result.interactions.length === 0) return []
  const known = result.interactions.filter(({ effect }) => effect.estimate !== null)
  const shown = result.interactions.filter(
    ({ diagnosis }) => diagnosis !== "none-shown" && diagnosis !== "not-estimable"
  )
  const heading: Block = { kind: "heading", text: ["Do they need or replace each other?"] }
  if (known.length === 0) {
    const reasons = [
      ...new Set(result.interactions.map(({ effect }) => oneLine(effect.reason ?? "no reason is known")))
    ]
    return [heading, { kind: "paragraph", text: [`No interaction is estimable: ${reasons.join("; ")}.`] }]
  }
  const aliased = known.filter(({ effect }) => !effect.clear).length
  const silent = result.interactions.filter(({ diagnosis }) => diagnosis === "none-shown").length
  return [
    heading,
    ...(shown.length === 0 ? [] : [{ kind: "list", items: shown.map(({ words }): Text => [oneLine(words)]) } as const]),
    ...(silent === 0
      ? []
      : [
          {
            kind: "paragraph",
            text: [
              `No interaction is shown for ${countWords(silent, "pair")}${shown.length === 0 ? "" : " more"}; that does not say that there is none.`
            ]
          } as const
        ]),
    ...(aliased === 0
      ? []
      : [
          {
            kind: "paragraph",
            text: [
              `${countWords(aliased, "pair")} cannot be told from other effects and ${aliased === 1 ? "has" : "have"} no finding.`
            ]
          } as const
        ]),
    {
      kind: "figure",
      wide: interactionMap(result),
      narrow: interactionMap(result, { layout: "narrow" }),
      caption: [
        "Below the diagonal: what two factors multiply Γ by beyond the product of their single effects; above 1 (blue) they reinforce each other, below 1 (orange) they overlap. On the diagonal, framed: the main effect. Bold with a strong tint is shown after Holm’s correction, grey is not. Striped: not estimable. Dashed with ≡: cannot be told from what it names."
      ],
      plain: pairTable(entry, result)
    }
  ]
}

/** What the runs cannot tell apart, as sums: what the table calls A is really A + B × C. */
const aliases = (result: Result): ReadonlyArray<Block> => {
  const effects = [
    ...result.factors.map((factor) => ({ name: factorName(factor, result), effect: factor.main })),
    ...result.interactions.map(({ factors, effect }) => ({ name: factors.map(oneLine).join(" × "), effect }))
  ]
  const rows = effects.filter(({ effect }) => effect.aliasedWith.length > 0)
  if (rows.length === 0) return []
  const resolution = result.resolution === null ? "" : ` Resolution ${result.resolution}.`
  return [
    { kind: "heading", text: ["What the runs cannot tell apart"] },
    {
      kind: "paragraph",
      text: [
        `${countWords(result.cells, "configuration")} were run, not all.${resolution} The number printed for an effect is the sum on the right; only effects without main effects and pairs beside them are called clear.`
      ]
    },
    {
      kind: "table",
      caption: "Aliases",
      columns: [{ header: ["Effect"] }, { header: ["clear"] }, { header: ["what is measured"], prose: true }],
      rows: rows.map(({ name, effect }) => ({
        muted: !effect.clear,
        cells: [[{ kind: "strong", text: name }], [effect.clear ? "yes" : "no"], [`${name} ${aliasSum(effect)}`]]
      }))
    }
  ]
}

const aliasSum = ({ aliasedWith }: FactorAttribution["main"]): string =>
  aliasedWith
    .map(({ effect, weight }) => {
      const size = weight === null || Math.abs(Math.abs(weight) - 1) < 1e-9 ? "" : `${formatPoint(Math.abs(weight))} · `
      return `${weight !== null && weight < 0 ? "−" : "+"} ${size}${oneLine(effect)}`
    })
    .join(" ")

const contexts = (entry: DesignAttribution): ReadonlyArray<Block> =>
  entry.contexts.length === 0
    ? []
    : [
        { kind: "heading", text: ["What the task brings"] },
        {
          kind: "table",
          caption: `Context factors: ${designPlace(entry)}`,
          columns: [
            { header: ["Factor"] },
            { header: ["level against"] },
            { header: ["changes Γ by"], numeric: true },
            { header: ["p"], numeric: true },
            { header: ["effects that differ"], prose: true },
            { header: ["remark"], prose: true }
          ],
          rows: entry.contexts.map((context) => ({
            muted: context.ratio.value === null,
            cells: [
              [{ kind: "strong", text: oneLine(context.factor) }],
              [`${oneLine(context.level)} / ${oneLine(context.against)}`],
              [`${formatPoint(context.ratio.value)} ${formatInterval(context.ratio.lower, context.ratio.upper)}`],
              [formatP(context.p)],
              [
                context.moderates
                  .map(
                    ({ factor, ratio, pHolm }) =>
                      `${oneLine(factor)} ×${formatPoint(ratio.value)} ${formatInterval(ratio.lower, ratio.upper)}, p Holm ${formatP(pHolm)}`
                  )
                  .join("; ")
              ],
              [oneLine(context.reason ?? "")]
            ]
          }))
        }
      ]

const configurations = (entry: DesignAttribution): Block => ({
  kind: "fold",
  title: [`${countWords(entry.cells.length, "configuration")}: score, cost and Γ of each`],
  blocks: [
    {
      kind: "table",
      caption: `Configurations: ${designPlace(entry)}`,
      columns: [
        { header: ["System"] },
        ...entry.factors.map(({ id }) => ({ header: [oneLine(id)] })),
        { header: ["score"], numeric: true },
        { header: [`${dimensionWords(entry.dimension)} a trial`], numeric: true },
        { header: ["best one agent at that cost"], numeric: true },
        { header: ["Γ"], numeric: true },
        { header: ["interval"], numeric: true },
        { header: ["verdict"] }
      ],
      rows: entry.cells.map(({ levels, system, score, cost, baseline, gamma }) => ({
        muted: verdictLabel[gamma.verdict].tone === "none",
        cells: [
          [oneLine(system)],
          ...entry.factors.map(({ id }): Text => [oneLine(Object.hasOwn(levels, id) ? (levels[id] ?? "–") : "–")]),
          [formatScore(score, 3)],
          [formatCost(cost)],
          [formatScore(baseline, 3)],
          [formatPoint(gamma.value)],
          [formatInterval(gamma.lower, gamma.upper)],
          [{ kind: "badge", ...labelOf(gamma.verdict) }]
        ]
      }))
    }
  ]
})

const labelOf = (verdict: keyof typeof verdictLabel) => ({
  text: verdictLabel[verdict].label,
  tone: verdictLabel[verdict].tone
})

const efficiencyWords = ({ efficiency }: Result): string => {
  const { sum, total, holds, reason, scale } = efficiency
  if (sum === null || total === null) return oneLine(reason ?? "not estimable")
  const shown = (value: number) => (scale === "log" ? formatRatio(Math.exp(value)) : formatSigned(value))
  const verb = holds === true ? "equals" : "against"
  return `together ${shown(sum)}, ${verb} full ${scale === "log" ? "÷" : "−"} base ${shown(total)}${reason === undefined ? "" : `; ${oneLine(reason)}`}`
}

const how = (entry: DesignAttribution, result: Result): Block => ({
  kind: "fold",
  title: ["How it was measured: plan, contrast, checks"],
  blocks: [
    {
      kind: "facts",
      facts: [
        { name: ["class decided by"], value: [`${measureWords[result.contrast]}, on the ${result.scale} scale`] },
        {
          name: ["items"],
          value: [
            `${formatCost(result.items)}${result.clusters === result.items ? "" : ` in ${formatCost(result.clusters)} groups`}, the same in every configuration${entry.missing === 0 ? "" : `; ${entry.missing} left out`}`
          ]
        },
        {
          name: ["configurations"],
          value: [
            `${entry.plan.runs} runs, ${entry.plan.systems} different systems${result.complete ? ", every combination" : `, a part${result.resolution === null ? "" : ` of resolution ${result.resolution}`}`}`
          ]
        },
        {
          name: ["base and full system"],
          value: [`score ${formatScore(result.base.score, 3)} and ${formatScore(result.full.score, 3)}`]
        },
        { name: ["Shapley values"], value: [efficiencyWords(result)] },
        ...[...result.notes, ...entry.notes].map((note) => ({ name: ["remark"], value: [sentence(note)] }))
      ]
    },
    {
      kind: "table",
      caption: "Factors as their authors declared them",
      columns: [
        { header: ["Factor"] },
        { header: ["kind"] },
        { header: ["levels"] },
        { header: ["claim before the run"], prose: true },
        { header: ["source"], prose: true }
      ],
      rows: entry.factors.map(({ id, version, kind, levels, claim, source }) => ({
        cells: [
          [{ kind: "strong", text: oneLine(id) }, ` version ${version}`],
          [kind],
          [levels.map(oneLine).join(", ")],
          [oneLine(claim)],
          [oneLine(source)]
        ]
      }))
    },
    { kind: "verbatim", label: "plan", text: entry.plan.text }
  ]
})

const blocksOf = (entry: DesignAttribution, report: Report): ReadonlyArray<Block> => {
  const { result } = entry
  const doubts = [
    ...(entry.basis === "score" ? ["The effects are on scores alone, whatever they cost, not on Γ."] : []),
    ...(entry.exploratory.length === 0
      ? []
      : [`Exploratory: ${entry.exploratory.map(oneLine).join("; ")} differs from what was declared before the run.`])
  ]
  const warnings = doubts.map((text): Block => ({ kind: "paragraph", text: [{ kind: "strong", text }] }))
  const heading: Block = { kind: "heading", text: [designPlace(entry)] }
  if (result === null) {
    return [
      heading,
      ...warnings,
      {
        kind: "paragraph",
        text: [
          { kind: "strong", text: "No effect is estimable. " },
          sentence(entry.problem?.words ?? "no reason is known")
        ]
      },
      configurations(entry)
    ]
  }
  return [
    heading,
    ...warnings,
    ...(report.attribution.length > mostInLead ? [{ kind: "facts", facts: factorSummary(result) } as const] : []),
    ...cards(entry, result),
    effects(entry, result),
    ...interactions(entry, result),
    ...contexts(entry),
    ...aliases(result),
    configurations(entry),
    how(entry, result)
  ]
}

/** Which factor of a design makes the gain, which can go, and what is not known; no section for a study without designs. */
export const factorsSection = (report: Report): ReadonlyArray<Section> =>
  report.attribution.length === 0
    ? []
    : [
        {
          id: "factors",
          title: "Which factors make the gain",
          blocks: [
            {
              kind: "paragraph",
              text: [
                `A driver (class I) raises Γ and the system with it beats the single agent; what can be pruned (class II) is shown to bring less than ${formatRatio(report.analysis.relevance)}, or to harm. Everything else is open: not shown to help is not shown to be useless.`
              ]
            },
            ...report.attribution.flatMap((entry) => blocksOf(entry, report))
          ]
        }
      ]
