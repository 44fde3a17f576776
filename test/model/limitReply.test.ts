import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import { countCharacters, limitReply } from "../../src/model/limitReply.js"
import { plainTemplate } from "../../src/model/plainTemplate.js"

describe("a limited reply", () => {
  const letters = fc.string({ unit: fc.constantFrom("a", "b", "😀", " "), maxLength: 12 })

  it("is a prefix, never beyond the limit, without a whole stop string, and complete when nothing cut it", () => {
    fc.assert(
      fc.property(
        letters,
        fc.array(letters, { maxLength: 3 }),
        fc.integer({ min: 1, max: 15 }),
        (text, stop, maxTokens) => {
          const reply = limitReply(text, { maxTokens, stop })
          expect(text.startsWith(reply.text)).toBe(true)
          expect(reply.sampledTokens).toBeLessThanOrEqual(maxTokens)
          expect(countCharacters(reply.text)).toBeLessThanOrEqual(reply.sampledTokens)
          const real = stop.filter((string) => string !== "")
          expect(real.some((string) => reply.text.includes(string))).toBe(false)
          if (reply.finish === "length") expect(reply.sampledTokens).toBe(maxTokens)
          else
            expect(reply.text === text || real.some((string) => text.slice(reply.text.length).startsWith(string))).toBe(
              true
            )
        }
      ),
      { seed: 3, numRuns: 500 }
    )
  })
})

describe("the plain template", () => {
  it("writes turns and leaves the assistant's open", () => {
    const system = { role: "system", content: "Be brief." } as const
    const user = { role: "user", content: "2 + 2?" } as const
    expect(plainTemplate([system, user])).toBe("System: Be brief.\n\nUser: 2 + 2?\n\nAssistant:")
    expect(plainTemplate([user, { role: "assistant", content: "It is" }])).toBe("User: 2 + 2?\n\nAssistant: It is")
  })
})
