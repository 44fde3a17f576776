import { cutAtStop } from "./cutAtStop.js"
import type { ModelReply, ModelRequest } from "./LanguageModel.js"

/** One token a character (code point, not UTF-16 unit). */
export const countCharacters = (text: string): number => [...text].length

/**
 * What a model would send back that set out to say `text`: cut before the first stop string and at the reply limit.
 *
 * The tokens of the stop string count as sampled, as they do for a model that has to write it to be stopped.
 */
export const limitReply = (
  text: string,
  request: Pick<ModelRequest, "maxTokens" | "stop">,
  countTokens: (text: string) => number = countCharacters
): Pick<ModelReply, "text" | "finish"> & { readonly sampledTokens: number } => {
  const stopped = cutAtStop(text, request.stop)
  const said = stopped.stoppedBy === null ? text : stopped.text + stopped.stoppedBy
  const sampledTokens = countTokens(said)
  if (sampledTokens <= request.maxTokens) return { text: stopped.text, finish: "stop", sampledTokens }

  const characters = [...said]
  let fits = 0
  let beyond = characters.length
  while (beyond - fits > 1) {
    const middle = Math.floor((fits + beyond) / 2)
    if (countTokens(characters.slice(0, middle).join("")) <= request.maxTokens) fits = middle
    else beyond = middle
  }
  const cut = characters.slice(0, fits).join("")
  return { text: cut, finish: "length", sampledTokens: countTokens(cut) }
}
