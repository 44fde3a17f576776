import { escapeXml } from "../text/escapeXml.js"

/** An SVG element as text. Numbers keep two decimals, attribute values are escaped, children are taken as they are. */
export const svgElement = (
  name: string,
  attributes: Readonly<Record<string, string | number>>,
  ...children: ReadonlyArray<string>
): string => {
  const written = Object.entries(attributes).map(([key, value]) => {
    const text = typeof value === "number" ? String(Number(value.toFixed(2))) : escapeXml(value)
    return ` ${key}="${text}"`
  })
  return children.length === 0
    ? `<${name}${written.join("")}/>`
    : `<${name}${written.join("")}>${children.join("")}</${name}>`
}
