import { expect, it } from "vitest"
import { published, recompute } from "../../examples/published-tables.js"

const rowsOf = (title: string) => {
  const table = published.find(({ work }) => work.startsWith(title))
  if (table === undefined) throw new Error(`no table ${title}`)
  return recompute(table)
}
const gammas = (title: string) => rowsOf(title).map(({ gamma }) => Number(gamma.toFixed(3)))

// Figures as printed in the papers or computed by hand from them.
it("recomputes the table on scaling agent systems, and finds that its tokens are not matched", () => {
  const rows = rowsOf("Towards a Science of Scaling")
  expect(gammas("Towards a Science of Scaling")).toEqual([0.794, 1.024, 0.994, 0.97])
  expect(rows.map(({ tokens }) => tokens?.toFixed(2))).toEqual(["1.27", "2.90", "3.13", "4.83"])
  // Turns beyond the single agent's, and success over the ratio of turns, as the paper prints them.
  expect(rows.map(({ turns }) => Math.round(100 * ((turns ?? 0) - 1)))).toEqual([58, 263, 285, 515])
  for (const [index, printed] of [0.234, 0.132, 0.12, 0.074].entries()) {
    // Computed from turns that are printed with one decimal.
    expect(Math.abs((rows[index]?.efficiency ?? 0) - printed)).toBeLessThan(0.001)
  }
  expect(rows.map(({ parity }) => parity)).toEqual(Array(4).fill("contradicted"))
})

it.each([
  ["Single agents and sequential or other teams, 1000", [0.907, 0.928]],
  ["Single agents and sequential or other teams, 5000", [0.904]],
  ["Stop Overvaluing Multi-Agent Debate, MMLU, GPT-4o-mini, against chain of thought", [0.926]],
  ["Stop Overvaluing Multi-Agent Debate, MMLU, GPT-4o-mini, against self-consistency", [0.91]],
  ["MacNet, GPT-3.5, mean", [1.056, 1.089, 1.045, 1.097, 0.978, 1.133, 1.008, 0.897]],
  ["CooperBench, GPT-5", [0.583]],
  ["CooperBench, Claude", [0.553]],
  ["Co-Coder, first", [1.199]],
  ["Co-Coder, second", [1.697]],
  ["Recursive Agent Harnesses", [1.134]],
  ["CodeDelegator", [1.488]],
  ["Illusion of Multi-Agent Advantage", [0.98]],
  ["MAST", [1.376, 1.624]]
])("recomputes %s", (title, expected) => {
  expect(gammas(title)).toEqual(expected)
})

it("shows every topology of MacNet below the single agent on HumanEval", () => {
  const rows = rowsOf("MacNet, GPT-3.5, HumanEval").filter(({ team }) => !["AgentVerse", "GPTSwarm"].includes(team))
  expect(rows).toHaveLength(6)
  expect(rows.every(({ gamma }) => gamma < 1)).toBe(true)
})

it("calls no budget matched that was only requested, or of which nothing is said", () => {
  expect(rowsOf("Single agents and sequential or other teams, 1000")[0]?.parity).toBe("contradicted")
  const flags = new Set(published.flatMap(recompute).map(({ parity }) => parity))
  expect([...flags].sort()).toEqual(["contradicted", "unmatched"])
  expect(rowsOf("MacNet, GPT-3.5, mean").every(({ parity }) => parity === "unmatched")).toBe(true)
})
