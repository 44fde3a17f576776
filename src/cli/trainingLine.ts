import { deltaSignalToNoise } from "../cases/cpmobius/deltaNoise.js"
import type { StudyProgress } from "../cases/cpmobius/study/runCpmobiusStudy.js"
import { formatPoint } from "../report/format/formatPoint.js"
import { formatScore } from "../report/format/formatScore.js"
import { formatShare } from "../report/format/formatShare.js"
import { formatSigned } from "../report/format/formatSigned.js"
import type { Terminal } from "./execute.js"

/** Δ that the signal-to-noise ratio is computed from. */
const window = 20

/**
 * Shows how a training goes: accuracy, acceptance, ties, missing answers, Δ and its signal-to-noise ratio. One line that rewrites
 * itself on a terminal; elsewhere a line every quarter of a run. Collapses and rollbacks have a line of their own.
 */
export const trainingLine = (
  stream: NodeJS.WriteStream,
  terminal: Terminal
): {
  readonly show: (progress: StudyProgress) => void
  readonly end: () => void
  /** Whether anything was trained. */
  readonly begun: () => boolean
} => {
  let open = false
  let begun = false
  let run = -1
  let shown = -1
  let gains: Array<number> = []
  const end = (): void => {
    if (open) stream.write("\n")
    open = false
  }
  return {
    end,
    begun: () => begun,
    show: ({ arm, seed, done, runs, config, event }) => {
      begun = true
      const head = `${arm} seed ${seed} (${done + 1}/${runs})`
      if (event.type === "collapse") {
        end()
        terminal.error(
          `${head}: collapse at iteration ${event.step} (${event.signal} ${event.value.toPrecision(3)}); back to ${event.restored}\n`
        )
      }
      if (event.type === "rollback") {
        end()
        terminal.error(`${head}: rollback at iteration ${event.step}, ${event.outcome}\n`)
      }
      if (event.type !== "step") return
      if (run !== done) {
        run = done
        gains = []
        shown = -1
      }
      if (event.g !== null) gains.push(event.g)
      const quarter = Math.floor((4 * event.step) / config.steps)
      if (!stream.isTTY && quarter === shown && event.step < config.steps) return
      shown = quarter
      const snr = gains.length < 5 ? null : deltaSignalToNoise(gains.slice(-window))
      const text = [
        `${head} iteration ${event.step}/${config.steps}`,
        `accuracy ${formatScore(event.accuracy)}`,
        `accepted ${formatShare(event.acceptance)}`,
        `ties ${formatShare(event.ties)}`,
        `none ${formatShare(event.none)}`,
        `Δ ${formatSigned(event.g, 1)}`,
        `SNR ${formatPoint(snr)}`
      ].join(" · ")
      if (stream.isTTY) {
        stream.write(`\r${text}\u001b[K`)
        open = true
      } else terminal.error(`${text}\n`)
    }
  }
}
