import type {
  Block,
  Figure,
  Inline,
  ReportDocument,
  Section,
  Table,
  Text,
  TurnBlock,
  Verbatim,
  VerdictBlock
} from "./ReportDocument.js"
import { reportStyle } from "./reportStyle.js"
import { escapeXml } from "./text/escapeXml.js"
import { keepTogether } from "./text/keepTogether.js"

const prose = (text: string): string => escapeXml(keepTogether(text))

const inline = (part: Inline): string => {
  if (typeof part === "string") return prose(part)
  switch (part.kind) {
    case "strong":
      return `<strong>${escapeXml(part.text)}</strong>`
    case "emphasis":
      return `<em>${escapeXml(part.text)}</em>`
    case "code":
      return `<code dir="auto">${escapeXml(part.text)}</code>`
    case "symbol":
      return `${escapeXml(part.base)}<sub>${escapeXml(part.index)}</sub>`
    case "badge":
      return `<span class="badge ${part.tone}">${escapeXml(part.text)}</span>`
  }
}

const html = (text: Text): string => text.map(inline).join("")

const table = ({ caption, columns, rows }: Table): string => {
  const style = (i: number): string =>
    columns[i]?.numeric === true ? ' class="numeric"' : columns[i]?.prose === true ? ' class="prose"' : ""
  const head = columns.map((column, i) => `<th scope="col"${style(i)}>${html(column.header)}</th>`).join("")
  const body = rows.map(({ cells, muted }) => {
    const written = cells.map((cell, i) =>
      i === 0 ? `<th scope="row">${html(cell)}</th>` : `<td${style(i)}>${html(cell)}</td>`
    )
    return `<tr${muted === true ? ' class="muted"' : ""}>${written.join("")}</tr>`
  })
  return `<div class="scroll" tabindex="0" role="region" aria-label="${escapeXml(caption)}">
<table><caption><span>${escapeXml(caption)}</span></caption>
<thead><tr>${head}</tr></thead>
<tbody>
${body.join("\n")}
</tbody></table>
</div>`
}

const pre = (text: string, style = ""): string => `<pre dir="auto"${style}>\n${escapeXml(text)}</pre>`

const verbatim = ({ label, text }: Verbatim): string => `<p class="label">${escapeXml(label)}</p>\n${pre(text)}`

const figure = ({ wide, narrow, caption, plain }: Figure): string => `<figure>
<div class="wide">${wide}</div>
<div class="narrow">${narrow}</div>
<figcaption>${html(caption)}</figcaption>
${plain.kind === "table" ? `<details><summary>The numbers of this figure</summary><div class="inside">${table(plain)}</div></details>` : ""}
</figure>`

const verdict = (block: VerdictBlock): string => {
  const headline = `${block.headline.charAt(0).toUpperCase()}${block.headline.slice(1)}`
  const interval = block.interval === "–" ? "no interval" : block.interval
  return `<article class="verdict ${block.tone}">
<div class="number"><i>${escapeXml(block.symbol)}</i><b>${escapeXml(block.point)}</b><span>${escapeXml(interval)}</span></div>
<div><h4>${escapeXml(block.subject)} <span class="badge ${block.tone}">${escapeXml(block.label)}</span></h4>
<p><strong>${prose(headline)}.</strong> ${prose(block.body)}</p></div>
</article>`
}

const turn = (block: TurnBlock): string => `<div class="turn">
<p class="who"><strong>${escapeXml(block.agent)}</strong>, ${escapeXml(block.turn)}${block.readable ? "" : ' <span class="warn">could not be read in the form asked for</span>'}</p>
<p class="label">was sent</p>
${pre(block.prompt)}
<p class="label">said</p>
${block.reply === "" ? "<p><em>nothing</em></p>" : pre(block.reply, ' class="reply"')}
</div>`

const block = (item: Block): string => {
  switch (item.kind) {
    case "paragraph":
      return `<p>${html(item.text)}</p>`
    case "heading":
      return `<h3>${html(item.text)}</h3>`
    case "list":
      return `<ul class="list">${item.items.map((text) => `<li>${html(text)}</li>`).join("")}</ul>`
    case "facts":
      return `<dl class="facts">${item.facts.map(({ name, value }) => `<dt>${html(name)}</dt><dd>${html(value)}</dd>`).join("\n")}</dl>`
    case "table":
      return table(item)
    case "figure":
      return figure(item)
    case "verdict":
      return verdict(item)
    case "turn":
      return turn(item)
    case "verbatim":
      return verbatim(item)
    case "fold":
      return `<details><summary>${html(item.title)}</summary><div class="inside">
${item.blocks.map(block).join("\n")}
</div></details>`
  }
}

const section = ({ id, title, blocks }: Section): string => `<section aria-labelledby="${id}">
<h2 id="${id}">${escapeXml(title)}</h2>
${blocks.map(block).join("\n")}
</section>`

/**
 * A document as one HTML file: no script, no other file, nothing from the network; light and dark, phone and print.
 *
 * Every text of the document is escaped, and a content security policy in the page forbids scripts altogether.
 */
export const documentHtml = (
  { kicker, title, notices, lead, sections }: ReportDocument,
  options: { readonly skipTo: string; readonly skip: string; readonly footer: string }
): string => {
  const links = sections.map(({ id, title }) => `<li><a href="#${id}">${escapeXml(title)}</a></li>`)
  const warnings = notices.map(
    (notice) =>
      `<aside class="notice" role="note"><strong>${escapeXml(notice.title)}</strong><p>${escapeXml(notice.text)}</p></aside>`
  )
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<link rel="icon" href="data:,">
<title>${escapeXml(`${kicker}: ${title}`)}</title>
<style>
${reportStyle}
</style>
</head>
<body>
<a class="skip" href="#${options.skipTo}">${escapeXml(options.skip)}</a>
<header>
${warnings.join("\n")}
<p class="kicker">${escapeXml(kicker)}</p>
<h1>${escapeXml(title)}</h1>
<div class="lead">
${lead.map((text) => `<p>${html(text)}</p>`).join("\n")}
</div>
<nav aria-label="Sections"><ul>${links.join("")}</ul></nav>
</header>
<main>
${sections.map(section).join("\n")}
</main>
<footer><p>${escapeXml(options.footer)}</p></footer>
</body>
</html>
`
}
