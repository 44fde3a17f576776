import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"

/** Where the texts of checkpoints are, by the sha256 of their bytes. */
export interface CheckpointStore {
  readonly write: (digest: string, text: string) => void
  readonly read: (digest: string) => string | undefined
  /** Deletes all others. */
  readonly keep: (digests: ReadonlySet<string>) => void
}

const inMemory = (): CheckpointStore => {
  const texts = new Map<string, string>()
  return {
    write: (digest, text) => void texts.set(digest, text),
    read: (digest) => texts.get(digest),
    keep: (digests) => {
      for (const digest of texts.keys()) if (!digests.has(digest)) texts.delete(digest)
    }
  }
}

const inFolder = (folder: string): CheckpointStore => {
  const path = (digest: string) => join(folder, `${digest}.json`)
  return {
    write: (digest, text) => {
      mkdirSync(folder, { recursive: true })
      writeFileSync(`${path(digest)}.part`, text)
      renameSync(`${path(digest)}.part`, path(digest))
    },
    read: (digest) => readFileSync(path(digest), "utf8"),
    keep: (digests) => {
      for (const name of readdirSync(folder)) {
        if (/^[0-9a-f]{64}\.json$/u.test(name) && !digests.has(name.slice(0, 64))) rmSync(join(folder, name))
      }
    }
  }
}

/** A store in a folder, where it outlives the process, or in memory. Each text is written whole or not at all. */
export const checkpointStore = (folder?: string): CheckpointStore =>
  folder === undefined ? inMemory() : inFolder(folder)
