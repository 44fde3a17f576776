import { attributionsFromLedger } from "../attribution/attributionsFromLedger.js"
import { dynamicsOf } from "../dynamics/dynamicsOf.js"
import { parityRows, taskCurves } from "../gain/armSummaries.js"
import { estimatesFromLedger } from "../gain/estimatesFromLedger.js"
import { judgingOf } from "../gain/judging.js"
import { promptVariantGains } from "../gain/promptVariants.js"
import type { Ledger } from "../ledger/Ledger.js"
import { gainViewsOf } from "./gainViewsOf.js"
import { type Report, reportVersion } from "./Report.js"
import { transcriptsOf } from "./transcriptsOf.js"

/**
 * Everything a report says, computed from a ledger alone: no model, no clock, no path.
 *
 * Equal design, items and scores give equal reports, in whatever order the trials ended.
 */
export const buildReport = (ledger: Ledger): Report => {
  const { design, designHash } = ledger.start
  const { dimension, ...caps } = design.budget
  const estimates = estimatesFromLedger(ledger)
  const promptVariants = promptVariantGains(ledger, estimates)
  const judges = judgingOf(ledger, estimates)
  const names = new Map(design.arms.map((arm) => [arm.slot, arm.blueprint.id]))
  return {
    version: reportVersion,
    study: design.name,
    designHash,
    seed: design.seed,
    models: Object.entries(design.models)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([alias, { id, digest, dialect, notice }]) => ({
        alias,
        id,
        digest,
        dialect,
        ...(notice === undefined ? {} : { notice })
      })),
    budget: { dimension, caps },
    analysis: design.analysis,
    estimates,
    parity: parityRows(ledger),
    curves: taskCurves(ledger),
    attribution: attributionsFromLedger(ledger, { estimates }),
    ...gainViewsOf(ledger, estimates),
    ...(promptVariants.length === 0 ? {} : { promptVariants }),
    ...(judges.length === 0 ? {} : { judges }),
    dynamics: dynamicsOf(ledger),
    transcripts: transcriptsOf(ledger),
    missing: ledger.missing.map(({ trial, slot, task, item, error }) => ({
      trial,
      system: names.get(slot) ?? String(slot),
      task,
      item,
      error
    }))
  }
}
