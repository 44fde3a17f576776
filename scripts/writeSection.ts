import { readFileSync, writeFileSync } from "node:fs"

/** Puts a section between the marks `<!-- name -->` and `<!-- /name -->` of docs/gain.md. Throws when they are not there. */
export const writeSection = (name: string, section: string): void => {
  const page = new URL("../docs/gain.md", import.meta.url)
  const [begin, end] = [`<!-- ${name} -->`, `<!-- /${name} -->`]
  const text = readFileSync(page, "utf8")
  if (!text.includes(begin) || !text.includes(end))
    throw new Error(`docs/gain.md: requires the marks ${begin} and ${end}`)
  writeFileSync(
    page,
    `${text.slice(0, text.indexOf(begin) + begin.length)}\n${section}\n${text.slice(text.indexOf(end))}`
  )
}
