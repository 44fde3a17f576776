import type { Dialect } from "./Dialect.js"
import { chat } from "./dialects/chat.js"
import { compact } from "./dialects/compact.js"

const dialects: Readonly<Record<Dialect["id"], Dialect>> = { compact, chat }

/** The dialect of a model, by the id in its metadata. */
export const dialectOf = (id: Dialect["id"]): Dialect => dialects[id]
