import type { Attribution, FactorAttribution } from "../../attribution/Attribution.js"
import type { Inline, Text } from "../ReportDocument.js"
import { aliasText } from "../words/aliasText.js"
import { effectState } from "../words/effectState.js"
import { effectText } from "../words/effectText.js"
import { factorName } from "../words/factorName.js"
import { measureOf } from "../words/measureNames.js"
import { pairWords } from "../words/pairWords.js"

/** Up to so many designs are summed up before anything else; of more, each in its own place. */
export const mostInLead = 3

const detail = (factor: FactorAttribution, result: Attribution): string => {
  const effect = measureOf(factor, result.contrast)
  const state = effectState(effect)
  if (state === "none") return " (not estimable)"
  if (state === "aliased") return ` (cannot be told from ${aliasText(effect, 2)})`
  const { point, interval } = effectText(effect)
  const pairs = pairWords(factor.factor, result)
  return ` ${effect.ratio.value === null ? "" : "×"}${point} ${interval}${pairs === "" ? "" : ` (${pairs})`}`
}

/** In ten seconds: what drives the gain, what can go, what is not known. */
export const factorSummary = (result: Attribution): ReadonlyArray<{ readonly name: Text; readonly value: Text }> =>
  (
    [
      ["Drive the gain", "I"],
      ["Can be pruned", "II"],
      ["Not known", "unclassified"]
    ] as const
  ).map(([title, kind]) => {
    const factors = result.factors.filter((factor) => factor.class === kind)
    return {
      name: [{ kind: "strong", text: title }],
      value:
        factors.length === 0
          ? [kind === "unclassified" ? "none" : "none shown"]
          : factors.flatMap(
              (factor, i): ReadonlyArray<Inline> => [
                ...(i === 0 ? [] : ["; "]),
                { kind: "strong", text: factorName(factor, result) },
                detail(factor, result)
              ]
            )
    }
  })
