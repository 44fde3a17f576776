import { expect, it, vi } from "vitest"

it("without LangChain the door says what to install, and the main door opens all the same", async () => {
  vi.doMock("@langchain/core/language_models/chat_models", () => {
    throw new Error("Cannot find package '@langchain/core'")
  })
  await expect(import("../../src/langchain.js")).rejects.toMatchObject({
    _tag: "InputError",
    advice: "Run: npm install @langchain/core"
  })
  expect("foreignSystem" in (await import("../../src/index.js"))).toBe(true)
})
