import type { Progress } from "../run/runDesign.js"

/** Shows how far a run is: one line that rewrites itself on a terminal, a line every tenth elsewhere. */
export const progressLine = (stream: NodeJS.WriteStream): Progress => {
  let shown = -1
  return (done, planned) => {
    const percent = Math.floor((100 * done) / planned)
    const step = stream.isTTY ? percent : Math.floor(percent / 10)
    if (step === shown && done < planned) return
    shown = step
    const text = `${done} of ${planned} trials (${percent} %)`
    stream.write(stream.isTTY ? `\r${text}\u001b[K${done === planned ? "\n" : ""}` : `${text}\n`)
  }
}
