import type { DatasetAdapter } from "./DatasetAdapter.js"
import { gpqa } from "./gpqa.js"
import { gsm8k } from "./gsm8k.js"
import { hotpotQa } from "./hotpotQa.js"
import { humanEval } from "./humanEval.js"
import { humanEvalJs } from "./humanEvalJs.js"
import { math500 } from "./math500.js"
import { mmluPro } from "./mmluPro.js"
import { musique } from "./musique.js"

/** Names of the data sets that a study may call. */
export const datasetNames = [
  "gsm8k",
  "math-500",
  "mmlu-pro",
  "gpqa",
  "hotpotqa",
  "musique",
  "humaneval",
  "humaneval-js"
] as const
export type DatasetName = (typeof datasetNames)[number]

/** What is known about every data set, by name. */
export const adapters: Readonly<Record<DatasetName, DatasetAdapter>> = {
  gsm8k,
  "math-500": math500,
  "mmlu-pro": mmluPro,
  gpqa,
  hotpotqa: hotpotQa,
  musique,
  humaneval: humanEval,
  "humaneval-js": humanEvalJs
}
