import { availableParallelism } from "node:os"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import { InputError } from "../errors/InputError.js"
import type { ModelError } from "../errors/ModelError.js"
import { Ended, modelError } from "./llamaErrors.js"
import type {
  JinjaTemplateChatWrapper,
  Llama,
  LlamaContextSequence,
  NativeModel,
  NodeLlamaCpp
} from "./loadNodeLlamaCpp.js"
import { isTiny, type LlamaPlan, planLlama } from "./planLlama.js"
import type { GgufHeader } from "./readGguf.js"
import { type SequencePool, sequencePool } from "./SequencePool.js"

/** A model file in memory, with its sequences. */
export interface OpenLlama {
  readonly llama: Llama
  readonly model: NativeModel
  readonly plan: LlamaPlan
  readonly pool: SequencePool<LlamaContextSequence>
  /** Tokens that one context takes in at once. */
  readonly batch: number
  readonly isClosed: () => boolean
  /** Lets the scope wait for a call before it frees the memory that the call uses. */
  readonly keep: (call: Promise<unknown>) => void
}

type Layout = Partial<LlamaPlan> & {
  readonly gpu?: "auto" | false | "cuda" | "vulkan" | "metal"
  readonly adapter?: { readonly path: string }
}

const load = async (node: NodeLlamaCpp, options: Layout, header: GgufHeader) => {
  const llama = await node.getLlama({
    gpu: options.gpu ?? (isTiny(header) ? false : "auto"),
    build: "never",
    progressLogs: false,
    logLevel: node.LlamaLogLevel.error,
    maxThreads: 0
  })
  try {
    // For a device that this system never has, the library falls back to the processor without a word.
    if (typeof options.gpu === "string" && options.gpu !== "auto" && llama.gpu !== options.gpu) {
      throw new node.NoBinaryFoundError(`no ${options.gpu} here`)
    }
    const cores = Math.max(1, Math.min(availableParallelism(), llama.cpuMathCores))
    const plan = planLlama(options, { cores, onGpu: llama.gpu !== false }, header)
    const model = await llama.loadModel({ modelPath: header.path })
    const contexts: Array<ReadonlyArray<LlamaContextSequence>> = []
    let batch = Number.POSITIVE_INFINITY
    for (let index = 0; index < plan.contexts; index++) {
      // Sequences are spread evenly: the first contexts take the remainder.
      const sequences = Math.ceil((plan.sequences - index) / plan.contexts)
      const context = await model.createContext({
        sequences,
        contextSize: plan.contextTokens,
        threads: plan.threads,
        ...(options.adapter === undefined ? {} : { lora: options.adapter.path })
      })
      contexts.push(Array.from({ length: sequences }, () => context.getSequence()))
      batch = Math.min(batch, context.batchSize)
    }
    return { llama, model, plan, pool: sequencePool(contexts), batch }
  } catch (cause) {
    await llama.dispose()
    throw cause
  }
}

/**
 * Loads a model file and makes its contexts. When the scope closes, whoever waits is refused, running calls end at their
 * next token, and then the memory is freed.
 *
 * Errors: ModelError `unavailable` or `out-of-memory`.
 */
export const openLlama = (
  node: NodeLlamaCpp,
  id: string,
  options: Layout,
  header: GgufHeader
): Effect.Effect<OpenLlama, ModelError, Scope.Scope> => {
  const running = new Set<Promise<unknown>>()
  let closed = false
  const acquire = Effect.tryPromise({
    try: async (): Promise<OpenLlama> => ({
      ...(await load(node, options, header)),
      isClosed: () => closed,
      keep: (call) => {
        const end = () => running.delete(call)
        running.add(call)
        call.then(end, end)
      }
    }),
    catch: (cause) => modelError(id, cause)
  })
  return Effect.acquireRelease(acquire, ({ llama, pool }) =>
    Effect.promise(async () => {
      closed = true
      pool.close(new Ended("the scope of the model is closed"))
      await Promise.allSettled(running)
      await llama.dispose()
    })
  )
}

/**
 * The chat template of the file; `null` where it has none.
 *
 * A template that does not render is an error, never replaced by another one: the model would be asked in a form that it
 * was not trained on.
 */
export const openTemplate = (
  node: NodeLlamaCpp,
  model: NativeModel,
  header: GgufHeader
): Effect.Effect<JinjaTemplateChatWrapper | null, InputError> =>
  Effect.try({
    try: () =>
      header.chatTemplate === null
        ? null
        : new node.JinjaTemplateChatWrapper({ template: header.chatTemplate, tokenizer: model.tokenizer }),
    catch: (cause) =>
      new InputError({
        what: "Chat template of the model file",
        value: header.path,
        limit: `requires a template that renders a plain conversation (${String(cause)})`,
        advice: "Take another conversion of the model, or choose the compact dialect."
      })
  })
