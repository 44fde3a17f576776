import { oneLine } from "../text/oneLine.js"

/** The strategies by name: what one run does ("one agent …"), and what its answers are called when several are drawn. */
const strategies: Readonly<Record<string, { readonly one: string; readonly many: string }>> = {
  direct: { one: "answering directly", many: "direct answers" },
  "chain-of-thought": { one: "thinking step by step", many: "chains" },
  refine: { one: "criticising and correcting its own answer", many: "self-corrected answers" },
  "best-of-n": { one: "judging its own answer", many: "chains" },
  "read-in-turn": { one: "reading window after window with notes of its own", many: "readings" }
}

interface Strategy {
  readonly one: string
  readonly many: string
}

/** `chain-of-thought-0.6@big`: a strategy, a temperature other than 1, a model other than the default. */
const strategyWords = (id: string): Strategy => {
  const window = /^window-(\d+)-only$/.exec(id)?.[1]
  if (window !== undefined) return { one: `seeing window ${window} only`, many: `answers from window ${window} only` }
  const parts = /^(.+?)(?:-(greedy|\d+(?:\.\d+)?))?(?:@(.+))?$/.exec(id)
  const known = Object.hasOwn(strategies, parts?.[1] ?? "") ? strategies[parts?.[1] ?? ""] : undefined
  if (known === undefined) return { one: `under the policy “${id}”`, many: `answers of “${id}”` }
  const heat = parts?.[2] === undefined ? "" : parts[2] === "greedy" ? " greedily" : ` at temperature ${parts[2]}`
  const model = parts?.[3] === undefined ? "" : ` on the model ${parts[3]}`
  return { one: `${known.one}${heat}${model}`, many: `${known.many}${heat}${model}` }
}

const policies: ReadonlyArray<readonly [RegExp, (count: string, strategy: Strategy) => string]> = [
  [/^self-consistency of (\d+(?: or \d+)?) \((.+)\)$/, (count, { many }) => `voting over ${count} of its own ${many}`],
  [
    /^best of (\d+(?: or \d+)?) by own judgement \((.+)\)$/,
    (count, { many }) => `picking what it judges best of ${count} of its own ${many}`
  ],
  [
    /^adaptive self-consistency of at most (\d+(?: or \d+)?) \((.+)\)$/,
    (count, { many }) => `voting over at most ${count} of its own ${many}`
  ]
]

/** What a single agent does under a named policy, as it continues "one agent …". */
export const policyWords = (policy: string | null): string => {
  if (policy === null) return "alone"
  const name = oneLine(policy)
  for (const [pattern, words] of policies) {
    const match = pattern.exec(name)
    if (match?.[1] !== undefined && match[2] !== undefined) return words(match[1], strategyWords(match[2]))
  }
  return strategyWords(name).one
}
