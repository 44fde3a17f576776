import { visibleText } from "./visibleText.js"

const entities: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" }

/** A text that HTML and SVG show as it is, in elements and in quoted attributes. */
export const escapeXml = (text: string): string => visibleText(text).replace(/[&<>"']/g, (mark) => entities[mark] ?? "")
