import * as Schema from "effect/Schema"

/** What one agent hands to another: its whole reasoning, or only the conclusion. */
export const MessageForm = Schema.Literals(["full", "conclusion"])
export type MessageForm = typeof MessageForm.Type
