import { cutAtStop } from "./cutAtStop.js"
import { type Constraint, isWholeJson } from "./jsonGrammar.js"
import type { ModelReply, ModelRequest } from "./LanguageModel.js"
import { Ended } from "./llamaErrors.js"
import type { LlamaPrompt } from "./llamaPrompt.js"
import type { LlamaContextSequence, Token } from "./loadNodeLlamaCpp.js"

const randomSeed = 0xffffffff

/**
 * Samples one reply on one sequence, token by token.
 *
 * With a grammar the reply ends with the JSON value, without sampling an end token behind it. Its log-probability is not told:
 * the library reports some tokens under the model's own distribution and some under the constrained one.
 *
 * Assumes: the sequence serves no other call meanwhile. `limit` is the most tokens to sample and fits into the context.
 * Errors: rejects with {@link Ended} at the next token after the signal aborts or the model is closed.
 */
export const sampleReply = async (call: {
  readonly sequence: LlamaContextSequence
  readonly prompt: LlamaPrompt
  readonly request: ModelRequest
  readonly limit: number
  readonly batch: number
  readonly logProbabilities: boolean
  /** Fresh, for this reply alone. */
  readonly constraint?: Constraint
  readonly signal: AbortSignal
  readonly isClosed: () => boolean
}): Promise<ModelReply> => {
  const { sequence, prompt, request, limit, batch, constraint } = call
  const logProbabilities = call.logProbabilities && constraint === undefined
  const model = sequence.model
  const goOn = () => {
    if (call.isClosed()) throw new Ended("the scope of the model is closed")
    if (call.signal.aborted) throw new Ended("the call was interrupted")
  }
  const before = sequence.tokenMeter.getState()
  await sequence.clearHistory()
  // A long prompt goes in by batches, so that an abort need not wait for all of it.
  let sent = 0
  for (; prompt.tokens.length - sent > batch; sent += batch) {
    goOn()
    await sequence.evaluateWithoutGeneratingNewTokens(prompt.tokens.slice(sent, sent + batch))
  }
  goOn()

  const stop = [...request.stop, ...prompt.stop].filter((string) => string !== "")
  // Tokens that may reach back to the begin of a stop string; a token has at least one byte, but for a few control tokens.
  const reach = Math.max(0, ...stop.map((string) => Buffer.byteLength(string))) + 8
  const tokens: Array<Token> = []
  let sampled = 0
  let logProbability = 0
  let finish: ModelReply["finish"] = "length"
  const evaluation: AsyncIterable<{ readonly token: Token; readonly confidence?: number }> =
    sequence.evaluateWithMetadata(prompt.tokens.slice(sent), logProbabilities ? { confidence: true } : {}, {
      temperature: request.temperature,
      // llama.cpp reads this one seed as "take a random one".
      seed: request.seed === randomSeed ? randomSeed - 1 : request.seed,
      topP: 1,
      minP: 0,
      // Absent would mean 40, and 0 sorts the whole vocabulary for every token; null alone leaves the step out.
      topK: null as unknown as number,
      ...constraint,
      yieldEogToken: true
    })
  for await (const { token, confidence } of evaluation) {
    goOn()
    sampled++
    if (confidence !== undefined) logProbability += Math.log(confidence)
    const ended = model.isEogToken(token) || prompt.ends.has(token)
    if (!ended) tokens.push(token)
    const whole = constraint !== undefined && !ended && isWholeJson(model.detokenize(tokens))
    if (
      ended ||
      whole ||
      (stop.length > 0 && cutAtStop(model.detokenize(tokens.slice(-reach)), stop).stoppedBy !== null)
    ) {
      finish = "stop"
      break
    }
    if (sampled >= limit) break
  }

  const after = sequence.tokenMeter.getState()
  const { text, stoppedBy } = cutAtStop(model.detokenize(tokens, false, prompt.tokens.slice(-4)), stop)
  return {
    text,
    finish: stoppedBy === null ? finish : "stop",
    promptTokens: prompt.tokens.length,
    sampledTokens: sampled,
    evaluatedTokens: after.usedInputTokens + after.usedOutputTokens - before.usedInputTokens - before.usedOutputTokens,
    ...(logProbabilities ? { logProbability: logProbability / sampled } : {})
  }
}
