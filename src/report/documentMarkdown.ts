import type { Block, Inline, ReportDocument, Section, Table, Text, VerdictBlock } from "./ReportDocument.js"
import { codeFence } from "./text/codeFence.js"
import { codeSpan } from "./text/codeSpan.js"
import { escapeMarkdown } from "./text/escapeMarkdown.js"

const inline = (part: Inline): string => {
  if (typeof part === "string") {
    const inner = escapeMarkdown(part)
    return `${/^\s/.test(part) ? " " : ""}${inner}${inner !== "" && /\s$/.test(part) ? " " : ""}`
  }
  switch (part.kind) {
    case "strong":
      return part.text === "" ? "" : `**${escapeMarkdown(part.text)}**`
    case "emphasis":
      return part.text === "" ? "" : `*${escapeMarkdown(part.text)}*`
    case "code":
    case "badge":
      return codeSpan(part.text)
    case "symbol":
      return escapeMarkdown(`${part.base}_${part.index}`)
  }
}

const markdown = (text: Text): string => text.map(inline).join("")

/** A line of text that Markdown does not take for a heading, a quote or a list. */
const paragraph = (text: Text): string =>
  markdown(text)
    .replace(/^(\d+)([.)])/, "$1\\$2")
    .replace(/^[#>+=-]/, "\\$&")

const table = ({ caption, columns, rows }: Table): string =>
  [
    `**${escapeMarkdown(caption)}**`,
    "",
    `| ${columns.map((column) => markdown(column.header)).join(" | ")} |`,
    `| ${columns.map((column) => (column.numeric === true ? "---:" : "---")).join(" | ")} |`,
    ...rows.map(({ cells }) => `| ${cells.map(markdown).join(" | ")} |`)
  ].join("\n")

const verdict = (block: VerdictBlock): string =>
  `- **${escapeMarkdown(block.subject)}: ${escapeMarkdown(block.headline)}.** ${escapeMarkdown(block.body)}`

const block = (item: Block): string => {
  switch (item.kind) {
    case "paragraph":
      return paragraph(item.text)
    case "heading":
      return `### ${markdown(item.text)}`
    case "list":
      return item.items.map((text) => `- ${paragraph(text)}`).join("\n")
    case "facts":
      return item.facts.map(({ name, value }) => `- ${markdown(name)}: ${markdown(value)}`).join("\n")
    case "table":
      return table(item)
    case "figure":
      return `${item.plain.kind === "table" ? table(item.plain) : codeFence(item.plain.text)}\n\n*${markdown(item.caption)}*`
    case "verdict":
      return verdict(item)
    case "turn":
      return [
        `**${escapeMarkdown(item.agent)}**, ${escapeMarkdown(item.turn)}${item.readable ? "" : " (could not be read in the form asked for)"} was sent`,
        codeFence(item.prompt),
        "and said",
        item.reply === "" ? "*nothing*" : codeFence(item.reply)
      ].join("\n\n")
    case "verbatim":
      return `${escapeMarkdown(item.label)}\n\n${codeFence(item.text)}`
    case "fold":
      return [`#### ${markdown(item.title)}`, ...item.blocks.map(block)].join("\n\n")
  }
}

const section = ({ title, blocks }: Section): string =>
  [`## ${escapeMarkdown(title)}`, ...blocks.map(block)].join("\n\n")

/** A document as Markdown: figures as tables or in plain characters; every text is escaped or stands in a code block; no HTML is used. */
export const documentMarkdown = ({ kicker, title, notices, lead, sections }: ReportDocument): string => {
  const warnings = notices.map(
    (notice) => `> **${escapeMarkdown(notice.title)}**\n>\n> **${escapeMarkdown(notice.text)}**`
  )
  return `${[
    `# ${escapeMarkdown(`${kicker}: ${title}`)}`,
    ...warnings,
    ...lead.map(paragraph),
    ...sections.map(section)
  ].join("\n\n")}\n`
}
