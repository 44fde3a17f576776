import { buildDocument } from "./buildDocument.js"
import { documentMarkdown } from "./documentMarkdown.js"
import type { Report } from "./Report.js"

/**
 * A report as Markdown: the same tree as the HTML page, with the forest plot in plain characters and the curves as tables.
 *
 * Every text from a model or a user is escaped or stands in a code block; no HTML is used. The same report gives the same
 * bytes.
 *
 * @category report
 */
export const renderMarkdown = (report: Report): string => documentMarkdown(buildDocument(report))
