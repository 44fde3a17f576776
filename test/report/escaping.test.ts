import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { renderHtml } from "../../src/report/renderHtml.js"
import { renderMarkdown } from "../../src/report/renderMarkdown.js"
import { renderSvg } from "../../src/report/renderSvg.js"
import { hostileTexts, reportWith } from "../fixtures/hostileReport.js"
import { elementsOf, parseXml } from "../fixtures/parseXml.js"

const seed = 20261125
const tame = reportWith(["word"])

/** A page without its figures, whose lines depend on the length of names, and without its style. */
const plain = (page: string): string =>
  page
    .replace(/<div class="(?:wide|narrow)"><svg [\s\S]*?<\/svg>\n<\/div>/gu, "")
    .replace(/<style>[\s\S]*?<\/style>/gu, "")

/** The tags of a page with the names of their attributes, one a line: everything but its words. */
const tagsOf = (page: string): string =>
  [...plain(page).matchAll(/<[^>]*>/gu)].map(([tag]) => tag.replace(/="[^"]*"/gu, "").replace(/\s+/gu, " ")).join("\n")

/** The content between tags must hold no angle bracket of its own. */
const wordsOf = (page: string): string => plain(page).replace(/<[^>]*>/gu, "")

interface Line {
  readonly kind: string
  readonly text: string
}

/** Markdown line by line, by the rules of CommonMark and its tables that matter here; what is fenced is one line. */
const linesOf = (page: string): ReadonlyArray<Line> => {
  const lines: Array<Line> = []
  let fence = ""
  for (const text of page.split("\n")) {
    if (fence !== "") {
      if (/^`+$/u.test(text) && text.length >= fence.length) fence = ""
      continue
    }
    const open = /^(`{3,})[^`]*$/u.exec(text)
    if (open?.[1] !== undefined) {
      fence = open[1]
      lines.push({ kind: "fence", text: "" })
    } else if (text.startsWith("|")) {
      const cells = text.replace(/\\./gu, "xx").split("|").length - 2
      lines.push({ kind: `row of ${cells}`, text })
    } else {
      const mark = /^(#{1,6} |- |> ?|\d+[.)] |[-=*_~+]{3,}$|\s{4,}| {0,3}[*+] )/u.exec(text)?.[1]
      lines.push({ kind: mark ?? (text === "" ? "blank" : "text"), text })
    }
  }
  if (fence !== "") lines.push({ kind: "a fence that never closes", text: "" })
  return lines
}

const kindsOf = (lines: ReadonlyArray<Line>): string => lines.map(({ kind }) => kind).join("\n")

const tameTags = tagsOf(renderHtml(tame))
const tameKinds = kindsOf(linesOf(renderMarkdown(tame)))

const expectTame = (texts: ReadonlyArray<string>): void => {
  const report = reportWith(texts)
  const page = renderHtml(report)
  expect(tagsOf(page)).toBe(tameTags)
  expect(wordsOf(page)).not.toMatch(/[<>]/u)
  const lines = linesOf(renderMarkdown(report))
  expect(kindsOf(lines)).toBe(tameKinds)
  for (const { text } of lines) {
    // Code spans stay as they are; anywhere else a tag, a link or an entity would come to life.
    const bare = text.replace(/(?<!\\)(`+)(?!`).*?(?<!`)\1(?!`)/gu, "").replace(/\\./gu, "")
    expect(bare).not.toMatch(/<[a-z/!?]|\]\(|\]\[|`/iu)
  }
  for (const { svg } of renderSvg(report)) {
    const figure = parseXml(svg)
    const names = new Set(elementsOf(figure, () => true).map(({ name }) => name))
    for (const name of names) expect(["svg", "style", "text", "line", "path", "rect", "circle"]).toContain(name)
  }
}

describe("the structure that hostile texts are measured by", () => {
  it("has tags, tables and code, and no script", () => {
    expect(tameTags.split("\n").length).toBeGreaterThan(1000)
    expect(tameTags).not.toMatch(/script|onerror|onload/iu)
    expect(tameKinds).toContain("row of 10")
    expect(tameKinds).toContain("fence")
  })
})

describe("free texts", () => {
  it.each(
    hostileTexts.map((text) => [text.slice(0, 40)] as const).map(([name], i) => [name, hostileTexts[i] ?? ""] as const)
  )("cannot change the page: %j", (_, text) => expectTame([text]))

  it("cannot change the page together", () => expectTame(hostileTexts))

  it("cannot change the page, whatever they are", () => {
    const mark = fc.constantFrom(..."<>&\"'`|*_[](){}#~$\\!-+.:=\n\r\t 1ax\u202e\u0000\ud800\u{1f642}")
    const text = fc
      .oneof(
        fc.string({ unit: "binary", maxLength: 20 }),
        fc.array(mark, { maxLength: 24 }).map((marks) => marks.join(""))
      )
      // A text of white space alone is no text.
      .map((text) => `t${text}`)
    fc.assert(
      fc.property(fc.array(text, { minLength: 1, maxLength: 7 }), (texts) => expectTame(texts)),
      { seed, numRuns: 6 }
    )
  })
})

describe("transcripts", () => {
  const reply = "two\nlines & <b>one</b> \u202E mark"

  it("are shown word for word, with invisible marks made visible", () => {
    const page = renderHtml(reportWith([reply]))
    expect(page).toContain("two\nlines &amp; &lt;b&gt;one&lt;/b&gt; ⟨U+202E⟩ mark</pre>")
    expect(renderMarkdown(reportWith([reply]))).toContain("```text\ntwo\nlines & <b>one</b> ⟨U+202E⟩ mark\n```")
  })
})

describe("the page", () => {
  it("asks for nothing from outside and forbids scripts", () => {
    const page = renderHtml(tame)
    expect(page).toContain("default-src 'none'")
    expect(page).not.toMatch(/<script|<link(?! rel="icon" href="data:,")|@import|url\(|\ssrc=/iu)
    const addresses = page.match(/https?:\/\/[^"'\s<]+/gu) ?? []
    expect(new Set(addresses)).toEqual(new Set(["http://www.w3.org/2000/svg"]))
  })
})
