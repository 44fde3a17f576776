import { oneLine } from "./oneLine.js"

/**
 * A text that Markdown shows as it is, on one line, in a paragraph, a heading or a table cell.
 *
 * Only what would mean something is escaped, so that `[0.95, 1.03]` and `p < 0.001` stay readable in the source.
 */
export const escapeMarkdown = (text: string): string =>
  oneLine(text)
    .replace(/[\\`*_|~$]/g, "\\$&")
    .replace(/\](?=[([:])/g, "\\]")
    .replace(/&(?=#?\w+;)/g, "&amp;")
    .replace(/<(?=[a-z/!?])/gi, "&lt;")
