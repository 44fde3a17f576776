import { createHash } from "node:crypto"
import { basename } from "node:path"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import type { InputError } from "../errors/InputError.js"
import type { ModelError } from "../errors/ModelError.js"
import { contextOverflow } from "./contextOverflow.js"
import { fileDigest } from "./fileDigest.js"
import { jsonGrammar } from "./jsonGrammar.js"
import type { LanguageModel, ModelReply, ModelRequest, Prompt } from "./LanguageModel.js"
import { Ended, modelError, requestProblem } from "./llamaErrors.js"
import { type LlamaPrompt, llamaPromptEncoder } from "./llamaPrompt.js"
import { loadNodeLlamaCpp, type NativeModel } from "./loadNodeLlamaCpp.js"
import { openLlama, openTemplate } from "./openLlama.js"
import { organismName, organismNotice } from "./organismNotice.js"
import { checkLlamaOptions, type LlamaPlan } from "./planLlama.js"
import { readGguf } from "./readGguf.js"
import { refusedCall } from "./refusedCall.js"
import { sampleReply } from "./sampleReply.js"

/** How to open a model file. Only the path is needed. */
export interface LlamaOptions {
  /** A .gguf file. */
  readonly path: string
  /** Name in designs and reports; default: the file's name. */
  readonly id?: string
  /** Default: `auto`, except for files below 50 MB, which are faster on the processor. Never compiles anything. */
  readonly gpu?: "auto" | false | "cuda" | "vulkan" | "metal"
  /** Calls that run at once, over all contexts; further calls wait. Default: see `planLlama`. */
  readonly sequences?: number
  /** Default: one a core for files below 50 MB, else 1. */
  readonly contexts?: number
  /** Tokens of prompt and reply together. Default: what the model was trained on, at most 4,096. */
  readonly contextTokens?: number
  /** Threads of each context. Default: 1 for files below 50 MB, else all cores but one. */
  readonly threads?: number
  /** Default: `compact` for this project's own models (named `organism` in the file), else `chat`. */
  readonly dialect?: "compact" | "chat"
  /** Line that every report on this model prints. Default: this project's own models bring theirs; others have none. */
  readonly notice?: string
  /** sha256 of the file, where it is known already. Default: computed. */
  readonly digest?: string
  /** Report the mean log-probability of the sampled tokens. Default: false. */
  readonly logProbabilities?: boolean
  /** Offer `embed`. Default: false. */
  readonly embeddings?: boolean
  /** A LoRA adapter in a GGUF file of its own, with its sha256: what is run is the file with the adapter added. */
  readonly adapter?: { readonly path: string; readonly digest: string }
  /** Imports node-llama-cpp; for tests, or a build of your own. */
  readonly load?: () => Promise<unknown>
}

/** A model file that is open. */
export interface LlamaModel extends LanguageModel {
  /** How it runs here; part of a run's record, since batching can change replies on a GPU. */
  readonly layout: LlamaPlan & { readonly gpu: string | false; readonly llamaCpp: string }
  /** Sequences that no call holds. */
  readonly idleSequences: () => number
  /** Ids of the tokens that a prompt is sent as. */
  readonly promptTokens: (prompt: Prompt) => ReadonlyArray<number>
  /**
   * Ids of the tokens of a reply to a prompt: those of its text, and where it `ended` itself the end token. A reply may have
   * been sampled in other pieces than the tokenizer cuts its text into; with one token a character it was not.
   */
  readonly replyTokens: (
    prompt: Prompt,
    reply: { readonly text: string; readonly ended: boolean }
  ) => ReadonlyArray<number>
}

const noChat = (id: string) =>
  refusedCall(id, {
    value: "messages",
    limit: "the dialect of this model is compact, and it takes text",
    advice: "Use the compact dialect with it, or take an instruct model."
  })

const lostCharacter = (id: string, character: string) =>
  refusedCall(id, {
    value: `character ${JSON.stringify(character)}`,
    limit: "the vocabulary of the model lacks it and would drop it silently",
    advice: "Write the items in characters that the model knows (printable ASCII for the embedded model)."
  })

/** What identifies a base file with an adapter: the sha256 of their two digests. */
export const adaptedDigest = (base: string, adapter: string): string =>
  createHash("sha256").update(`${base}+${adapter}`).digest("hex")

const openEmbedder = Effect.fnUntraced(function* (id: string, model: NativeModel, plan: LlamaPlan) {
  const context = yield* Effect.tryPromise({
    try: () => model.createEmbeddingContext({ contextSize: plan.contextTokens, threads: plan.threads }),
    catch: (cause) => modelError(id, cause)
  })
  return (texts: ReadonlyArray<string>): Effect.Effect<ReadonlyArray<ReadonlyArray<number>>, ModelError> =>
    Effect.forEach(texts, (text) =>
      Effect.tryPromise({
        try: async () => (await context.getEmbeddingFor(text)).vector,
        catch: (cause) => modelError(id, cause)
      })
    )
})

/**
 * Opens a .gguf file with llama.cpp, for as long as the scope lasts.
 *
 * `temperature` is all that shapes the sampling: no top-k, top-p, min-p or repetition penalty, so that T = 1 samples from
 * the model's own distribution; 0 is greedy. `promptTokens` are the tokens sent, the begin token and the template
 * included; `sampledTokens` count every token that was sampled, the end token included, and are at most `maxTokens`, so
 * that prompt + sampled never pass prompt + maxTokens. `evaluatedTokens` are those the device worked through (the last
 * sampled token never is). A reply that meets the end of the context finishes as `length`. Calls beyond the number of
 * sequences wait their turn.
 *
 * A reply with a `schema` is held to it by a grammar, token by token, which leaves the distribution of the model over the texts
 * that remain at every step; it ends with the JSON value. It can still be cut by `maxTokens`, and is no JSON then: bound the
 * lengths in the schema. Such a reply has no `logProbability`.
 *
 * Assumes: equal seeds give equal replies on a processor whatever runs beside them; on a GPU only with equal batching. The
 * seed 4294967295 is taken as 4294967294, because llama.cpp reads it as "random".
 * `logProbability` is the mean over all sampled tokens, under the distribution that was sampled from; for greedy calls, under
 * the model's own.
 * Errors: InputError for a file that is missing, damaged or no GGUF, a template that does not render, an option out of range;
 * ModelError `unavailable` without node-llama-cpp (its advice is the install line), `out-of-memory`; of a call
 * `context-overflow` before anything is evaluated, `refused` for characters that the vocabulary lacks and for messages
 * where the dialect is compact, `aborted` when the scope closes.
 *
 * @example
 * const program = Effect.gen(function* () {
 *   const model = yield* llamaModel({ path: "models/mid.gguf" })
 *   const prompt = { kind: "text", text: "Q37+48T" } as const
 *   return yield* model.generate({ prompt, maxTokens: 40, temperature: 0, seed: 1, stop: [] })
 * })
 * const reply = await Effect.runPromise(Effect.scoped(program))
 * reply.text // "37+48=85A85"
 *
 * @category model
 */
export const llamaModel: (options: LlamaOptions) => Effect.Effect<LlamaModel, InputError | ModelError, Scope.Scope> =
  Effect.fnUntraced(function* (options: LlamaOptions) {
    const header = yield* readGguf(options.path)
    yield* checkLlamaOptions(options, header)
    const id = options.id ?? basename(options.path)
    const fileSha256 = options.digest ?? (yield* fileDigest(options.path))
    const digest = options.adapter === undefined ? fileSha256 : adaptedDigest(fileSha256, options.adapter.digest)
    const ours = header.name === organismName
    const dialect = options.dialect ?? (ours ? "compact" : "chat")
    const notice = options.notice ?? (ours ? organismNotice : undefined)
    const logProbabilities = options.logProbabilities === true

    const node = yield* loadNodeLlamaCpp(options.load)
    const { llama, model, plan, pool, batch, isClosed, keep } = yield* openLlama(node, id, options, header)
    const template = dialect === "chat" ? yield* openTemplate(node, model, header) : null
    const encode = llamaPromptEncoder(model, { template, byteLevel: header.tokenizer === "gpt2" })
    const grammar = jsonGrammar(node, id, llama, model)
    const embed = options.embeddings === true ? yield* openEmbedder(id, model, plan) : undefined

    const answer = async (prompt: LlamaPrompt, request: ModelRequest, limit: number, signal: AbortSignal) => {
      const sequence = await pool.acquire(signal)
      try {
        const held = request.schema === undefined ? {} : { constraint: await grammar.start(request.schema) }
        return await sampleReply({
          sequence,
          prompt,
          request,
          limit,
          batch,
          logProbabilities,
          signal,
          isClosed,
          ...held
        })
      } finally {
        pool.release(sequence)
      }
    }
    const generate = (request: ModelRequest): Effect.Effect<ModelReply, ModelError> =>
      Effect.suspend(() => {
        const problem = requestProblem(id, request)
        if (problem !== null) return Effect.fail(problem)
        const unheld = request.schema === undefined ? null : grammar.refuses(request.schema)
        if (unheld !== null) return Effect.fail(unheld)
        if (isClosed()) return Effect.fail(modelError(id, new Ended("the scope of the model is closed")))
        if (request.prompt.kind === "messages" && dialect === "compact") return Effect.fail(noChat(id))
        const prompt = encode(request.prompt)
        if (prompt.lost !== undefined) return Effect.fail(lostCharacter(id, prompt.lost))
        const room = plan.contextTokens - prompt.tokens.length
        if (room < 1) return Effect.fail(contextOverflow(id, prompt.tokens.length, plan.contextTokens))
        return Effect.callback<ModelReply, ModelError>((resume, signal) => {
          const call = answer(prompt, request, Math.min(room, request.maxTokens), signal)
          keep(call)
          call.then(
            (reply) => resume(Effect.succeed(reply)),
            (cause) => resume(Effect.fail(modelError(id, cause)))
          )
        })
      })

    return {
      identity: {
        id,
        digest,
        parameters: header.parameters,
        contextTokens: plan.contextTokens,
        dialect,
        ...(notice === undefined ? {} : { notice })
      },
      abilities: {
        seed: true,
        abort: true,
        stop: true,
        logProbabilities,
        embeddings: embed !== undefined,
        grammar: grammar.works,
        exactTokens: true
      },
      layout: { ...plan, gpu: llama.gpu, llamaCpp: llama.llamaCppRelease.release },
      idleSequences: pool.idle,
      countTokens: (prompt) => encode(prompt).tokens.length,
      refuses: (prompt) => encode(prompt).lost,
      promptTokens: (prompt) => encode(prompt).tokens,
      replyTokens: (prompt, { text, ended }) => {
        // Other tokenizers than byte-level ones put a space before a text, which a reply does not have.
        const tokens = model.tokenize(
          text,
          false,
          ...(header.tokenizer === "gpt2" ? [] : (["trimLeadingSpace"] as const))
        )
        const [end = model.tokens.eos] = encode(prompt).ends
        return ended && end !== null ? [...tokens, end] : tokens
      },
      generate,
      ...(embed === undefined ? {} : { embed })
    } satisfies LlamaModel
  })
