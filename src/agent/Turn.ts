import type { Tool } from "../blueprint/AgentSpec.js"

/** What one agent said: its whole reply, and the answer in it. */
export interface Message {
  readonly agent: string
  readonly text: string
  /** `null`: it abstained or could not be read. */
  readonly answer: string | null
  /** How sure it says it is, in [0, 1]; absent where it was not asked or did not say. */
  readonly confidence?: number
}

/** What came back from a tool. */
export interface ToolResult {
  readonly tool: Tool
  readonly input: string
  readonly output: string
}

/** What every turn may show, besides its own matter. */
export interface Frame {
  readonly question: string
  readonly facts: ReadonlyArray<string>
  /** Who the agent is told to be. */
  readonly persona?: string
  /** A planner's plan. */
  readonly plan?: string
  /** Older messages or their summary, as the blueprint's recall left them. */
  readonly recalled?: ReadonlyArray<string>
  readonly tools?: ReadonlyArray<Tool>
  readonly results?: ReadonlyArray<ToolResult>
  /** Ask for a confidence beside the answer. */
  readonly wantsConfidence?: true
  /** Ask for a JSON object instead of text. */
  readonly structured?: true
}

/** What an agent is asked to do, and the matter that belongs to it alone. */
export type Matter =
  | { readonly kind: "direct" | "solve" | "plan" }
  /** Answer again after reading others; `own` is its last answer, `null` when it has no memory of one. */
  | { readonly kind: "revise"; readonly own: Message | null; readonly peers: ReadonlyArray<Message> }
  /** Decide from others' answers. */
  | { readonly kind: "aggregate"; readonly peers: ReadonlyArray<Message> }
  /** Put the answers in order, best first. */
  | { readonly kind: "rank"; readonly options: ReadonlyArray<string> }
  /** Judge a solution. */
  | { readonly kind: "criticise"; readonly solution: Message }
  /** Solve again after a critique; `peers` are those that the agent reads besides. */
  | {
      readonly kind: "correct"
      readonly solution: Message
      readonly critique: string
      readonly peers: ReadonlyArray<Message>
    }
  /** Go on from a note with one window of facts. */
  | { readonly kind: "read"; readonly note: string | null }
  /** Answer at once from a beginning of a reasoning. */
  | { readonly kind: "conclude"; readonly beginning: string }
  /** Rewrite material in at most so many tokens (`condense`), or strike what the question does not need (`refine`). */
  | { readonly kind: "condense"; readonly material: string; readonly tokens: number }
  | { readonly kind: "refine"; readonly material: string }

/** What an agent is asked to do, with everything that it may see. */
export type Turn = Frame & Matter

export type TurnKind = Turn["kind"]

/** What was read out of a reply. */
export interface Reading {
  /** The reply had the form that was asked for. */
  readonly parsed: boolean
  /** `null`: none was given; an abstention in due form is parsed and has no answer. */
  readonly answer: string | null
  readonly confidence?: number
  /** After `criticise`: whether the solution was accepted. */
  readonly accepted?: boolean
  /** After `read`: the note to hand on. */
  readonly note?: string | null
  /** After `rank`: the options, best first. */
  readonly ranking?: ReadonlyArray<string>
  /** The reply asks for a tool instead of giving an answer. */
  readonly toolCall?: { readonly tool: Tool; readonly input: string }
}
