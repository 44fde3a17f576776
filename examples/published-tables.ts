// Γ of published tables, recomputed from the means they print, each with what is known of the budgets behind it.
// Run it: npx jiti examples/published-tables.ts
import { readFileSync } from "node:fs"

interface Side {
  readonly name: string
  readonly score: number
  readonly turns?: number
  /** Successes per thousand tokens. */
  readonly perThousandTokens?: number
}
interface Published {
  readonly work: string
  readonly source: string
  /** Whether the figures come from the paper itself or from notes about it. */
  readonly reading: string
  /** What the paper says of the budgets. */
  readonly claims: string
  /** What is said of them elsewhere. */
  readonly realised?: string
  readonly single: Side
  readonly teams: ReadonlyArray<Side>
}

/** `matched`: said and not contradicted. `contradicted`: said, but the table itself, or the paper elsewhere, shows otherwise. */
export type Parity = "matched" | "unmatched" | "contradicted"

const quotient = (above: number | undefined, below: number | undefined): number | null =>
  above === undefined || below === undefined ? null : above / below

/** Means alone have no interval: what stands here is a ratio, and a Γ only where the budgets are matched. */
export const recompute = ({ single, claims, realised, teams }: Published) =>
  teams.map((team) => {
    const gamma = team.score / single.score
    // Tokens are successes over successes per token, in units of the single agent's.
    const efficiency = quotient(single.perThousandTokens, team.perThousandTokens)
    const tokens = efficiency === null ? null : gamma * efficiency
    const turns = quotient(team.turns, single.turns)
    const contradicted = realised !== undefined || (tokens !== null && Math.abs(tokens - 1) > 0.05)
    const parity: Parity = !claims.startsWith("matched") ? "unmatched" : contradicted ? "contradicted" : "matched"
    return { team: team.name, gamma, tokens, turns, efficiency: turns === null ? null : team.score / turns, parity }
  })

export const published: ReadonlyArray<Published> = JSON.parse(
  readFileSync(new URL("./published-tables.json", import.meta.url), "utf8")
)

for (const table of published) {
  console.log(`\n${table.work} (${table.source}; ${table.reading}); budgets: ${table.claims}`)
  for (const { team, gamma, tokens, parity } of recompute(table)) {
    const spent = tokens === null ? "" : `, ${tokens.toFixed(2)} × the tokens`
    console.log(`  ${team}: ${gamma.toFixed(3)}${spent}, ${parity}`)
  }
}
