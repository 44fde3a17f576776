import { figureStyle } from "./figureStyle.js"
import { svgElement } from "./svgElement.js"

/** A whole figure: fixed coordinates that scale with the page, its own colours for light and dark, a description in words. */
export const svgFigure = (width: number, height: number, description: string, parts: ReadonlyArray<string>): string =>
  `${svgElement(
    "svg",
    {
      xmlns: "http://www.w3.org/2000/svg",
      class: "gain-figure",
      viewBox: `0 0 ${width} ${Math.ceil(height)}`,
      width,
      height: Math.ceil(height),
      role: "img",
      "aria-label": description
    },
    `<style>${figureStyle}</style>\n`,
    parts.join("\n"),
    "\n"
  )}\n`
