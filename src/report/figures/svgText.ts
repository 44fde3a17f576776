import { escapeXml } from "../text/escapeXml.js"
import { oneLine } from "../text/oneLine.js"
import { svgElement } from "./svgElement.js"

/** A line of text in an SVG, anchored at its start, middle or end. */
export const svgText = (
  x: number,
  y: number,
  text: string,
  style: string,
  anchor: "start" | "middle" | "end" = "start"
): string => svgElement("text", { x, y, class: style, "text-anchor": anchor }, escapeXml(oneLine(text)))
