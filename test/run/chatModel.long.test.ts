import { existsSync, readdirSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { expect, it } from "vitest"
import { debate } from "../../factors/presets/debate.js"
import type { Blueprint } from "../../src/blueprint/Blueprint.js"
import { singleStrategies } from "../../src/blueprint/singleStrategies.js"
import { runStudy } from "../../src/study.js"
import { temporaryFolder } from "../fixtures/temporaryFolder.js"

const shelf = fileURLToPath(new URL("../../../shared/models/", import.meta.url))
const found = existsSync(shelf) ? readdirSync(shelf).find((name) => name.endsWith(".gguf")) : undefined
const path = process.env.GAIN_TEST_MODEL ?? (found === undefined ? undefined : join(shelf, found))
if (path === undefined) {
  console.log("skipped: no instruct model; set GAIN_TEST_MODEL to a .gguf with a chat template")
}

/** Replies short enough for a test on a processor. */
const short = (blueprint: Blueprint): Blueprint => {
  const [first, ...rest] = blueprint.agents
  return {
    ...blueprint,
    agents: [{ ...first, replyTokens: 48 }, ...rest.map((agent) => ({ ...agent, replyTokens: 48 }))]
  }
}

it.skipIf(path === undefined)(
  "a study on a real instruct model: parse rates and a status for every row, no crash",
  async () => {
    const { report, outcome } = await runStudy(
      {
        name: "chat",
        model: path ?? "",
        tasks: [{ id: "sums", source: { synthetic: { family: "arithmetic", level: 1, items: 4, seed: 1 } } }],
        teams: [short(debate)],
        singles: [singleStrategies()[0] as Blueprint],
        pool: { first: 1, most: 1 },
        budget: { tokens: 4000 }
      },
      { out: join(temporaryFolder(), "run") }
    )
    expect(outcome).toBe("done")
    for (const row of report.estimates) {
      console.log(`${row.system}: status ${row.status}, parse rate ${row.parseRate}, verdict ${row.verdict}`)
      expect(row.parseRate).toBeGreaterThanOrEqual(0)
    }
    expect(report.models[0]?.dialect).toBe("chat")
  },
  600_000
)
