import * as Effect from "effect/Effect"
import type { InputError } from "../../errors/InputError.js"
import { runInSandbox } from "../../task/sandbox/runInSandbox.js"
import type { SandboxOutcome } from "../../task/sandbox/runScripts.js"

/** Less than a program under test may use: an agent waits for it, and everybody else for the agent. */
const limits = { kiloSteps: 5_000, megabytes: 32, seconds: 10 } as const

/** Characters of a result that go into the next prompt. */
const mostCharacters = 400

/** Programs often come in a fence of Markdown. */
const bare = (program: string): string => /^```\w*\n([\s\S]*?)\n?```$/.exec(program.trim())?.[1] ?? program

const bounded = (text: string): string => {
  const characters = [...text]
  const more = characters.length - mostCharacters
  return more <= 0 ? text : `${characters.slice(0, mostCharacters).join("")} … (${more} more characters)`
}

const exceeded: Readonly<Record<Extract<SandboxOutcome, { ended: "limit" }>["limit"], string>> = {
  steps: "the program takes too many steps",
  memory: "the program takes too much memory",
  stack: "the program calls itself too deeply",
  seconds: "the program takes too long"
}

const told = (outcome: SandboxOutcome): string => {
  switch (outcome.ended) {
    case "value": {
      const said = [outcome.printed, outcome.value === "undefined" && outcome.printed !== "" ? "" : outcome.value]
      return bounded(said.filter((text) => text !== "").join("\n"))
    }
    case "error":
      return bounded(`error: ${[outcome.message, outcome.printed].filter((text) => text !== "").join("\n")}`)
    case "limit":
      return `error: ${exceeded[outcome.limit]}`
  }
}

/**
 * What a program printed and the value of its last statement, or `error: …`, which the agent gets to read; cut after 400
 * characters.
 *
 * Chance and clock are fixed inside (`Math.random` starts at the same number in every program, it is always 1970), so that a
 * program gives the same text in every run and a resumed trial replays. Limits: 5,000 thousand steps (some 2.5 million turns of
 * a loop), 32 MB, and 10 seconds of wall time for single native calls, the one limit that depends on the machine.
 * Errors: InputError when the sandbox is not installed.
 */
export const javascript = (program: string): Effect.Effect<string, InputError> =>
  Effect.map(runInSandbox([bare(program)], limits), told)
