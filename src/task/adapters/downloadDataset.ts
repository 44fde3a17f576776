import { createWriteStream } from "node:fs"
import { access, mkdir, rename, rm } from "node:fs/promises"
import { homedir } from "node:os"
import { dirname, join } from "node:path"
import { Readable } from "node:stream"
import { pipeline } from "node:stream/promises"
import * as Effect from "effect/Effect"
import { InputError } from "../../errors/InputError.js"

export interface DownloadDatasetOptions {
  /** Where files are kept; default `~/.cache/collaboration-gain/datasets`. */
  readonly directory?: string
  /** Default `https://huggingface.co`. */
  readonly endpoint?: string
  /** For files that are given out to known people only. */
  readonly token?: string
  /** Seconds without a byte before the download is given up; default 20. */
  readonly stallSeconds?: number
}

/** A file of a data set: `hf:user/repository/path/in/it`, at a branch, tag or commit after `@`, default `main`. */
export interface DatasetFile {
  readonly repository: string
  readonly path: string
  readonly revision: string
}

const form = /^hf:([\w.-]+\/[\w.-]+)(?:\/([\w.\-/]+))?(?:@([\w.\-/]+))?$/u
const leavesFolder = (path: string): boolean => path.split("/").some((part) => /^\.{0,2}$/u.test(part))

/** Reads an `hf:` name; without a path `fallback` is meant. Errors: InputError for another form. */
export const parseDatasetName = (name: string, fallback: string): Effect.Effect<DatasetFile, InputError> => {
  const match = form.exec(name)
  const [repository = "", path = fallback, revision = "main"] = match?.slice(1) ?? []
  return match === null || [repository, path, revision].some(leavesFolder)
    ? Effect.fail(
        new InputError({
          what: "Data set",
          value: name,
          limit: "requires hf:user/repository, optionally with /path/in/it and @revision",
          advice: "For example hf:openai/gsm8k, or give the path of a file of your own."
        })
      )
    : Effect.succeed({ repository, path, revision })
}

/** What went wrong, in the words of the one who has to do something about it. */
class Refusal extends Error {
  constructor(
    readonly value: string,
    readonly advice: string
  ) {
    super(value)
  }
}

const fetchYourself = "fetch the file yourself and give its path as `file`"

const refusalOf = (status: number): Refusal => {
  if (status === 401 || status === 403) {
    return new Refusal(
      `the server asks who you are (${status})`,
      `Accept the data set's terms on its page, then ${fetchYourself}.`
    )
  }
  if (status === 404) return new Refusal("there is no such file (404)", "Check repository, path and revision.")
  return new Refusal(`the server answered ${status}`, `Try later, or ${fetchYourself}.`)
}

const reasonOf = (cause: unknown): Refusal => {
  if (cause instanceof Refusal) return cause
  const inner = cause instanceof Error && cause.cause instanceof Error ? cause.cause : cause
  return new Refusal(`the server cannot be reached (${String(inner)})`, `Check the network, or ${fetchYourself}.`)
}

const fetchTo = async (url: string, target: string, options: DownloadDatasetOptions, signal: AbortSignal) => {
  const stall = options.stallSeconds ?? 20
  const stalled = new AbortController()
  let timer: NodeJS.Timeout | undefined
  const alive = () => {
    clearTimeout(timer)
    timer = setTimeout(
      () => stalled.abort(new Refusal(`no byte for ${stall} seconds`, `Check the network, or ${fetchYourself}.`)),
      stall * 1000
    )
  }
  const partial = `${target}.partial`
  try {
    alive()
    const response = await fetch(url, {
      signal: AbortSignal.any([signal, stalled.signal]),
      headers: options.token === undefined ? {} : { authorization: `Bearer ${options.token}` }
    })
    if (!response.ok || response.body === null) throw refusalOf(response.status)
    await mkdir(dirname(target), { recursive: true })
    const body = Readable.fromWeb(response.body)
    body.on("data", alive)
    await pipeline(body, createWriteStream(partial))
    await rename(partial, target)
  } catch (cause) {
    await rm(partial, { force: true })
    throw stalled.signal.aborted ? stalled.signal.reason : cause
  } finally {
    clearTimeout(timer)
  }
}

/**
 * The path of a data set's file on this machine, fetched from Hugging Face when it is not there yet.
 *
 * A file that was fetched before is taken as it is, also when its branch has moved on; delete it to fetch it anew.
 *
 * Errors: InputError when the server cannot be reached, refuses, has no such file, or sends nothing for `stallSeconds`. A
 * download that broke off leaves nothing behind.
 */
export const downloadDataset = Effect.fnUntraced(function* (
  file: DatasetFile,
  options: DownloadDatasetOptions = {}
): Effect.fn.Return<string, InputError> {
  const directory = options.directory ?? join(homedir(), ".cache", "collaboration-gain", "datasets")
  const target = join(directory, file.repository, file.revision, file.path)
  const present = yield* Effect.promise(() =>
    access(target).then(
      () => true,
      () => false
    )
  )
  if (present) return target
  const endpoint = options.endpoint ?? "https://huggingface.co"
  const url = `${endpoint}/datasets/${file.repository}/resolve/${encodeURIComponent(file.revision)}/${file.path}`
  yield* Effect.tryPromise({
    try: (signal) => fetchTo(url, target, options, signal),
    catch: (cause) => {
      const { value, advice } = reasonOf(cause)
      return new InputError({
        what: `Download of ${file.repository}/${file.path}`,
        value,
        limit: "the file is required for the task's items",
        advice
      })
    }
  })
  return target
})
