import type { Tone } from "./words/Tone.js"

/** A stretch of text: plain, or with one meaning. All of it is unescaped; the renderers escape. */
export type Inline =
  | string
  | { readonly kind: "strong" | "emphasis" | "code"; readonly text: string }
  /** A letter with an index, e.g. Φ with M. */
  | { readonly kind: "symbol"; readonly base: string; readonly index: string }
  | { readonly kind: "badge"; readonly text: string; readonly tone: Tone }

/** One paragraph's worth of text. */
export type Text = ReadonlyArray<Inline>

/** A column of a table: numbers are set flush right, sentences get room. */
export interface Column {
  readonly header: Text
  readonly numeric?: boolean
  readonly prose?: boolean
}

/** A table whose first column names its rows. Shape: every row has as many cells as there are columns. */
export interface Table {
  readonly kind: "table"
  readonly caption: string
  readonly columns: ReadonlyArray<Column>
  readonly rows: ReadonlyArray<{ readonly cells: ReadonlyArray<Text>; readonly muted?: boolean }>
}

/** A picture: one SVG for wide screens, one for narrow ones, the same in words, and the same in plain characters. */
export interface Figure {
  readonly kind: "figure"
  readonly wide: string
  readonly narrow: string
  readonly caption: Text
  /** What a reader without the picture needs. */
  readonly plain: Table | Verbatim
}

/** The verdict of one row, set apart. */
export interface VerdictBlock {
  readonly kind: "verdict"
  readonly subject: string
  readonly label: string
  readonly tone: Tone
  /** What the number is: Γ, a mere ratio where the budgets are not matched, what a factor multiplies Γ by, or a difference. */
  readonly symbol: "Γ" | "Γ ×" | "Δ" | "ratio"
  /** E.g. `0.97`. */
  readonly point: string
  readonly interval: string
  readonly headline: string
  readonly body: string
}

/** One turn of a conversation: what an agent was sent and what it said. */
export interface TurnBlock {
  readonly kind: "turn"
  readonly agent: string
  readonly turn: string
  readonly prompt: string
  readonly reply: string
  readonly readable: boolean
}

/** A text exactly as it is, line breaks included. */
export interface Verbatim {
  readonly kind: "verbatim"
  readonly label: string
  readonly text: string
}

export type Block =
  | { readonly kind: "paragraph"; readonly text: Text }
  | { readonly kind: "heading"; readonly text: Text }
  | { readonly kind: "list"; readonly items: ReadonlyArray<Text> }
  | { readonly kind: "facts"; readonly facts: ReadonlyArray<{ readonly name: Text; readonly value: Text }> }
  | Table
  | Figure
  | VerdictBlock
  | TurnBlock
  | Verbatim
  /** Blocks behind a title that a reader may open. */
  | { readonly kind: "fold"; readonly title: Text; readonly blocks: ReadonlyArray<Block> }

export interface Section {
  /** Anchor; unique within the document. */
  readonly id: string
  readonly title: string
  readonly blocks: ReadonlyArray<Block>
}

/** A report as a tree, built once by `buildDocument` and walked by every renderer, so that they cannot drift apart. */
export interface ReportDocument {
  readonly kicker: string
  readonly title: string
  /** Warnings of the models; printed before anything else. */
  readonly notices: ReadonlyArray<{ readonly title: string; readonly text: string }>
  readonly lead: ReadonlyArray<Text>
  readonly sections: ReadonlyArray<Section>
}
