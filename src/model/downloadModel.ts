import * as Effect from "effect/Effect"
import { InputError } from "../errors/InputError.js"
import { ModelError } from "../errors/ModelError.js"
import { loadNodeLlamaCpp, type NodeLlamaCpp } from "./loadNodeLlamaCpp.js"

interface DownloadOptions {
  readonly directory?: string
  readonly onProgress?: (progress: { readonly bytes: number; readonly totalBytes: number }) => void
  readonly stallSeconds?: number
  readonly endpoint?: string
  readonly load?: () => Promise<unknown>
}

const form = /^hf:[^/\s:]+\/[^/\s:]+(\/\S+\.gguf(#\S+)?|:[^/\s:]+)$/u

const unavailable = (spec: string, value: string) =>
  new ModelError({
    reason: "unavailable",
    retryable: true,
    what: `Download of ${spec}`,
    value,
    limit: "a connection to the server of the model is required",
    advice: "Check the network and the name, or fetch the file yourself and give its path; `embedded` needs no network."
  })

const settings = (options: DownloadOptions) => ({
  cli: false,
  ...(options.directory === undefined ? {} : { directory: options.directory }),
  ...(options.endpoint === undefined ? {} : { endpoints: { huggingFace: options.endpoint } })
})

const onDisk = (node: NodeLlamaCpp, spec: string, options: DownloadOptions): Effect.Effect<string | null> =>
  Effect.promise(() =>
    node.resolveModelFile(spec, { ...settings(options), download: false }).then(
      (path) => path,
      () => null
    )
  )

// The library's own requests retry for long and cannot be called off; so the server is asked once before it is let go.
const reach = (spec: string, options: DownloadOptions): Effect.Effect<void, ModelError> =>
  Effect.tryPromise({
    try: (signal) => fetch(options.endpoint ?? "https://huggingface.co/", { method: "HEAD", signal }),
    catch: (cause) => {
      const inner = cause instanceof Error && cause.cause instanceof Error ? cause.cause : cause
      return unavailable(spec, `the server cannot be reached (${String(inner)})`)
    }
  })

const fetchFile = (
  node: NodeLlamaCpp,
  spec: string,
  options: DownloadOptions,
  seen: (bytes: number) => void
): Effect.Effect<string, ModelError> =>
  Effect.tryPromise({
    try: (signal) =>
      node.resolveModelFile(spec, {
        ...settings(options),
        signal,
        onProgress: ({ downloadedSize, totalSize }) => {
          seen(downloadedSize)
          options.onProgress?.({ bytes: downloadedSize, totalBytes: totalSize })
        }
      }),
    catch: (cause) => unavailable(spec, String(cause))
  })

/**
 * The path of a Hugging Face model on this machine, fetched when it is not there yet.
 *
 * Errors: InputError for a name of another form; ModelError `unavailable` (retryable) when the server cannot be reached or
 * the download makes no progress for `stallSeconds` (default 12).
 */
export const downloadModel = (spec: string, options: DownloadOptions): Effect.Effect<string, InputError | ModelError> =>
  Effect.gen(function* () {
    if (!form.test(spec)) {
      return yield* new InputError({
        what: "Model",
        value: spec,
        limit: "requires hf:user/repo/file.gguf or hf:user/repo:quant",
        advice: "For example hf:HuggingFaceTB/SmolLM2-135M-Instruct-GGUF:Q8_0."
      })
    }
    const node = yield* loadNodeLlamaCpp(options.load)
    const present = yield* onDisk(node, spec, options)
    if (present !== null) return present

    const stall = (options.stallSeconds ?? 12) * 1000
    let bytes = 0
    const stalled: Effect.Effect<never, ModelError> = Effect.gen(function* () {
      for (;;) {
        const before = bytes
        yield* Effect.sleep(stall)
        if (bytes === before)
          return yield* unavailable(spec, `no progress for ${stall / 1000} seconds at ${bytes} bytes`)
      }
    })
    const fetched = Effect.andThen(
      reach(spec, options),
      fetchFile(node, spec, options, (count) => {
        bytes = count
      })
    )
    return yield* Effect.raceFirst(fetched, stalled)
  })
