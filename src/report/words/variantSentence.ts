import type { PromptVariantGain } from "../../gain/promptVariants.js"
import { oneLine } from "../text/oneLine.js"

/** What may be said of a team over the wordings of its prompts. */
export const variantSentence = ({ system, task, variants, sign }: PromptVariantGain): string => {
  const shown = variants.filter(({ verdict }) => verdict.startsWith("positive") || verdict === "harmful")
  const names = shown.map(({ wording }) => `v${wording}`).join(", ")
  const side = shown[0]?.verdict === "harmful" ? "below" : "above"
  const of = `${oneLine(system)} on ${oneLine(task)}`
  const all = variants.length
  if (all === 1) return `${of}: run under one wording alone; how far others move Γ is not known.`
  switch (sign) {
    case "every":
      return `${of}: Γ ${side} 1 is shown under every one of ${all} wordings.`
    case "some":
      return `${of}: Γ ${side} 1 is shown under ${shown.length} of ${all} wordings only (${names}). This may be the luck of a prompt: it is not shown to be collaboration.`
    case "contrary":
      return `${of}: Γ is shown above 1 under one wording and below 1 under another (${names}). What the prompt says decides, not collaboration.`
    case "none":
      return `${of}: Γ is not shown to differ from 1 under any of ${all} wordings.`
  }
}
