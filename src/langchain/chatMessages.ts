import type { AIMessage, BaseMessage } from "@langchain/core/messages"
import { InputError } from "../errors/InputError.js"
import type { ChatMessage } from "../model/promptFor.js"
import { toolCallText } from "./toolForm.js"

const textOf = (message: BaseMessage): string => {
  const { content } = message
  if (typeof content === "string") return content
  const other = content.find((block) => block.type !== "text")
  if (other === undefined) return message.text
  throw new InputError({
    what: "Message for a language model",
    value: `content of type ${String(other.type)}`,
    limit: "the models of this package read text",
    advice: "Put into words what the content shows."
  })
}

const isAI = (message: BaseMessage): message is AIMessage => message.getType() === "ai"

/**
 * LangChain's messages in the three roles that models of this package know. A tool's result is shown as the user's message; a
 * call stands in the words in which the model made it.
 */
export const chatMessages = (messages: ReadonlyArray<BaseMessage>): ReadonlyArray<ChatMessage> =>
  messages.map((message): ChatMessage => {
    const content = textOf(message)
    const type = message.getType()
    if (isAI(message)) {
      const calls = (message.tool_calls ?? []).map(toolCallText)
      return { role: "assistant", content: [...(content === "" ? [] : [content]), ...calls].join("\n") }
    }
    switch (type) {
      case "system":
      case "developer":
        return { role: "system", content }
      case "tool":
        return { role: "user", content: `Result of ${message.name ?? "the tool"}: ${content}` }
      default:
        return { role: "user", content }
    }
  })
