import { InputError } from "../errors/InputError.js"

/** Imports a part of LangChain, which is an optional dependency. Throws InputError with the install line where it is missing. */
const load = async <A>(importing: () => Promise<A>): Promise<A> => {
  try {
    return await importing()
  } catch (cause) {
    throw new InputError({
      what: "LangChain",
      value: cause instanceof Error ? (cause.message.split("\n")[0] ?? "") : String(cause),
      limit: "collaboration-gain/langchain needs the package @langchain/core, version 1.4 or later",
      advice: "Run: npm install @langchain/core"
    })
  }
}

export const { BaseChatModel } = await load(() => import("@langchain/core/language_models/chat_models"))
export const { assembleStructuredOutputPipeline, createContentParser } = await load(
  () => import("@langchain/core/language_models/structured_output")
)
export const { AIMessageChunk } = await load(() => import("@langchain/core/messages"))
export const { ChatGenerationChunk } = await load(() => import("@langchain/core/outputs"))
export const { convertToOpenAITool } = await load(() => import("@langchain/core/utils/function_calling"))
export const { toJsonSchema } = await load(() => import("@langchain/core/utils/json_schema"))
