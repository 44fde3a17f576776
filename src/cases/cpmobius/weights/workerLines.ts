import { createHash } from "node:crypto"

/** Name and version of the lines that trainer and worker exchange. */
export const workerProtocol = "gain-weights/1"

const sha256 = (text: string) => createHash("sha256").update(text, "utf8").digest("hex")

/** A message as one line: protocol, sha256 of the JSON, JSON. */
export const writeWorkerLine = (message: Readonly<Record<string, unknown>>): string => {
  const text = JSON.stringify(message)
  return `${workerProtocol} ${sha256(text)} ${text}\n`
}

/** What a line of the worker holds, or why it cannot be trusted. */
export type WorkerLine =
  | { readonly kind: "message"; readonly message: unknown }
  | { readonly kind: "broken"; readonly problem: string }

/**
 * Reads one line of the worker.
 *
 * A line of another protocol, with another sha256 than that of its content, or without JSON is `broken`: whoever wrote it is
 * not the worker that was started, or bytes were lost.
 */
export const readWorkerLine = (line: string): WorkerLine => {
  const [protocol, digest] = line.split(" ", 2)
  if (protocol !== workerProtocol) {
    return { kind: "broken", problem: `a line that does not begin with ${workerProtocol}: ${line.slice(0, 80)}` }
  }
  const text = line.slice(workerProtocol.length + 66)
  if (digest === undefined || digest !== sha256(text)) {
    return { kind: "broken", problem: "a line whose sha256 is not that of its content" }
  }
  try {
    return { kind: "message", message: JSON.parse(text) }
  } catch {
    return { kind: "broken", problem: "a line whose content is no JSON" }
  }
}
