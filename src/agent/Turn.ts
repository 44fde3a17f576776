/** What one agent said: its whole reply, and the answer in it. */
export interface Message {
  readonly agent: string
  readonly text: string
  /** `null`: it abstained or could not be read. */
  readonly answer: string | null
}

/** What an agent is asked to do, with everything that it may see. */
export type Turn =
  | { readonly kind: "direct" | "solve"; readonly question: string; readonly facts: ReadonlyArray<string> }
  /** Answer again after reading others; `own` is its last answer, `null` when it has no memory of one. */
  | {
      readonly kind: "revise"
      readonly question: string
      readonly facts: ReadonlyArray<string>
      readonly own: Message | null
      readonly peers: ReadonlyArray<Message>
    }
  /** Decide from others' answers. */
  | {
      readonly kind: "aggregate"
      readonly question: string
      readonly facts: ReadonlyArray<string>
      readonly peers: ReadonlyArray<Message>
    }
  /** Judge a solution. */
  | {
      readonly kind: "criticise"
      readonly question: string
      readonly facts: ReadonlyArray<string>
      readonly solution: Message
    }
  /** Solve again after a critique. */
  | {
      readonly kind: "correct"
      readonly question: string
      readonly facts: ReadonlyArray<string>
      readonly solution: Message
      readonly critique: string
    }
  /** Go on from a note with one window of facts. */
  | {
      readonly kind: "read"
      readonly question: string
      readonly facts: ReadonlyArray<string>
      readonly note: string | null
    }

export type TurnKind = Turn["kind"]

/** What was read out of a reply. */
export interface Reading {
  /** The reply had the form that was asked for. */
  readonly parsed: boolean
  /** `null`: none was given; an abstention in due form is parsed and has no answer. */
  readonly answer: string | null
  /** After `criticise`: whether the solution was accepted. */
  readonly accepted?: boolean
  /** After `read`: the note to hand on. */
  readonly note?: string | null
}
