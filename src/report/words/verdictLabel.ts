import type { Verdict } from "../../gain/Estimate.js"
import type { Tone } from "./Tone.js"

/** The short name and the tone of every verdict. */
export const verdictLabel: Readonly<Record<Verdict, { readonly label: string; readonly tone: Tone }>> = {
  positive: { label: "positive", tone: "gain" },
  "positive-below-relevance": { label: "positive, but small", tone: "small-gain" },
  harmful: { label: "harmful", tone: "loss" },
  "no-relevant-gain": { label: "no relevant gain", tone: "same" },
  "non-inferior": { label: "non-inferior", tone: "same" },
  inconclusive: { label: "inconclusive", tone: "open" },
  unmatched: { label: "unmatched", tone: "none" },
  "not-estimable": { label: "not estimable", tone: "none" }
}
