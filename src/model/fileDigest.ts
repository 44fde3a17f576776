import { createHash } from "node:crypto"
import { createReadStream } from "node:fs"
import { pipeline } from "node:stream/promises"
import * as Effect from "effect/Effect"
import { InputError } from "../errors/InputError.js"

/**
 * The sha256 of a file in hexadecimal, read as a stream.
 *
 * Errors: InputError when the file cannot be read.
 */
export const fileDigest = (path: string): Effect.Effect<string, InputError> =>
  Effect.tryPromise({
    try: async () => {
      const hash = createHash("sha256")
      await pipeline(createReadStream(path), hash)
      return hash.digest("hex")
    },
    catch: (cause) =>
      new InputError({
        what: "Model file",
        value: path,
        limit: `a readable file is required (${cause instanceof Error ? cause.message : String(cause)})`,
        advice: "Check the path and its permissions."
      })
  })
