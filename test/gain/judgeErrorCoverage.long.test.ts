import { expect, it } from "vitest"
import { type AuditPair, correctForJudge, judgeError } from "../../src/gain/judgeError.js"
import { createStream } from "../../src/stats/createStream.js"

/** Item effects shared by both arms; a judge of known error; an audit on the first items. */
const world = (of: {
  readonly phiM: number
  readonly phiS: number
  readonly accepts: { readonly right: number; readonly wrong: number }
  readonly items: number
  readonly audited: number
  readonly runs: number
}) => {
  const stream = createStream(17)
  const chance = (p: number) => (stream.next() < p ? 1 : 0)
  const truth = of.phiM / of.phiS
  const answered = new Array<number>(of.items).fill(1)
  const perfect = judgeError(
    Array.from({ length: 20_000 }, (_, i) => ({ cluster: `${i}`, right: false, accepted: false }))
  )
  const count = { covered: 0, blind: 0, above: 0 }
  for (let run = 0; run < of.runs; run++) {
    const pairs: Array<AuditPair> = []
    const scores = { team: [] as Array<number>, single: [] as Array<number> }
    for (let i = 0; i < of.items; i++) {
      const shift = 0.3 * (stream.next() - 0.5)
      for (const [name, p] of [
        ["team", of.phiM],
        ["single", of.phiS]
      ] as const) {
        const right = chance(p + shift) === 1
        const accepted = chance(right ? of.accepts.right : of.accepts.wrong)
        scores[name].push(accepted)
        if (i < of.audited) pairs.push({ cluster: `${i}`, right, accepted: accepted === 1 })
      }
    }
    const arms = { team: { scores: scores.team, answered }, single: { scores: scores.single, answered }, seed: run }
    const covers = ({ lower, upper }: { readonly lower: number; readonly upper: number | null }) =>
      lower <= truth && truth <= (upper ?? Number.POSITIVE_INFINITY)
    const corrected = correctForJudge({ ...arms, error: judgeError(pairs) })
    if (covers(corrected)) count.covered++
    if (corrected.lower > 1) count.above++
    if (covers(correctForJudge({ ...arms, error: perfect }))) count.blind++
  }
  return { covered: count.covered / of.runs, blind: count.blind / of.runs, above: count.above / of.runs }
}

it("the corrected interval covers the truth at its level, where the judge's own numbers do not", () => {
  const judge = { right: 0.9, wrong: 0.25 }
  const settings = [
    { phiM: 0.6, phiS: 0.4, accepts: judge, items: 150, audited: 60 },
    { phiM: 0.6, phiS: 0.4, accepts: judge, items: 400, audited: 40 },
    { phiM: 0.5, phiS: 0.5, accepts: judge, items: 150, audited: 60 },
    { phiM: 0.5, phiS: 0.4, accepts: { right: 0.7, wrong: 0.05 }, items: 150, audited: 60 }
  ]
  for (const setting of settings) {
    const got = world({ ...setting, runs: 300 })
    console.log(JSON.stringify(setting), JSON.stringify(got))
    // Standard error of a share of 300 is .0126.
    expect(got.covered).toBeGreaterThanOrEqual(0.92)
    expect(got.covered).toBeLessThanOrEqual(0.995)
    if (setting.phiM === setting.phiS) expect(got.above).toBeLessThanOrEqual(0.06)
    if (setting.items === 400) expect(got.blind).toBeLessThan(0.6)
  }
}, 300_000)
