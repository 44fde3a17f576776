import { open } from "node:fs/promises"
import * as Effect from "effect/Effect"
import { InputError } from "../errors/InputError.js"
import { ggufFileTypes } from "./ggmlTypes.js"
import { type ParsedGguf, parseGgufHeader } from "./parseGgufHeader.js"

/** What a GGUF file says about itself. `null` means that it does not say. */
export interface GgufHeader {
  readonly path: string
  /** Size of the file. */
  readonly bytes: number
  readonly version: number
  /** Family of the network, e.g. `llama`. */
  readonly architecture: string | null
  /** `general.name`. */
  readonly name: string | null
  /** Elements of all tensors; `null` for one part of a split model. */
  readonly parameters: number | null
  /** Tokens that the model was trained to have in view. */
  readonly contextLength: number | null
  /** Number of tokens in the vocabulary. */
  readonly vocabulary: number | null
  /** Kind of tokenizer, e.g. `gpt2` (byte-level) or `llama` (sentence pieces). */
  readonly tokenizer: string | null
  readonly hasChatTemplate: boolean
  /** The Jinja template itself. */
  readonly chatTemplate: string | null
  /** Quantisation, e.g. `F16` or `Q4_K_M`. */
  readonly fileType: string | null
}

const firstBytes = 1024 * 1024

const unusable = (path: string, limit: string, advice: string) =>
  new InputError({ what: "Model file", value: path, limit, advice })

const describe = (path: string, bytes: number, parsed: ParsedGguf): GgufHeader => {
  const text = (key: string) => {
    const value = parsed.metadata.get(key)
    return typeof value === "string" ? value : null
  }
  const number = (key: string) => {
    const value = parsed.metadata.get(key)
    return typeof value === "number" ? value : null
  }
  const architecture = text("general.architecture")
  const chatTemplate = text("tokenizer.chat_template")
  const fileType = number("general.file_type")
  return {
    path,
    bytes,
    version: parsed.version,
    architecture,
    name: text("general.name"),
    parameters: (number("split.count") ?? 1) > 1 ? null : parsed.elements,
    contextLength: architecture === null ? null : number(`${architecture}.context_length`),
    vocabulary: number("tokenizer.ggml.tokens"),
    tokenizer: text("tokenizer.ggml.model"),
    hasChatTemplate: chatTemplate !== null,
    chatTemplate,
    fileType: fileType === null ? null : (ggufFileTypes.get(fileType) ?? `type ${fileType}`)
  }
}

const readHeader = async (path: string): Promise<GgufHeader> => {
  const file = await open(path, "r")
  try {
    const { size } = await file.stat()
    for (let length = Math.min(size, firstBytes); ; length = Math.min(size, length * 2)) {
      const bytes = Buffer.alloc(length)
      await file.read(bytes, 0, length, 0)
      const result = parseGgufHeader(bytes)
      if (result.kind === "damaged") {
        throw unusable(path, `a GGUF file is required, but ${result.problem}`, "Give the path of a .gguf file.")
      }
      if (result.kind === "header" && result.header.bytesNeeded <= size) return describe(path, size, result.header)
      if (result.kind === "header" || length === size) {
        const needed =
          result.kind === "header" ? `${result.header.bytesNeeded} bytes are required` : "the header goes on"
        throw unusable(
          path,
          `it ends after ${size} bytes, but ${needed}`,
          "Download or copy the file again: it is truncated."
        )
      }
    }
  } finally {
    await file.close()
  }
}

const fromCause = (path: string, cause: unknown): InputError => {
  if (cause instanceof InputError) return cause
  const code = cause instanceof Error && "code" in cause ? String(cause.code) : "unknown reason"
  return code === "ENOENT"
    ? unusable(path, "no such file", "Check the path; `embedded` is the model that comes with the package.")
    : unusable(path, `a readable file is required (${code})`, "Check what the path points to and its permissions.")
}

/**
 * Reads what a GGUF file says about itself, and makes sure that it is one and that it is complete.
 *
 * Cheap: it reads the header, not the weights. llama.cpp may end the process on a damaged file, so this comes first.
 * Errors: InputError when the file is missing, unreadable, no GGUF (version 2 or 3), or shorter than its tensor table says.
 *
 * @category model
 */
export const readGguf = (path: string): Effect.Effect<GgufHeader, InputError> =>
  Effect.tryPromise({ try: () => readHeader(path), catch: (cause) => fromCause(path, cause) })
