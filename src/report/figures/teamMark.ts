import { svgElement } from "./svgElement.js"

/** A diamond: where a team lies. */
export const teamMark = (x: number, y: number): string =>
  svgElement("path", {
    d: "M0 -7l7 7l-7 7l-7 -7z",
    transform: `translate(${Number(x.toFixed(2))} ${Number(y.toFixed(2))})`,
    class: "team"
  })
