/** Nothing to do: most texts. */
const plain = /^[ -~\n\t]*$/

const bidirectional = new Set([0x061c, 0x200e, 0x200f])

const named = (code: number): string => `⟨U+${code.toString(16).toUpperCase().padStart(4, "0")}⟩`

const visible = (character: string): string => {
  const code = character.codePointAt(0) ?? 0
  if (code === 0x0a || code === 0x09) return character
  if (code === 0x2028 || code === 0x2029) return "\n"
  if (code < 0x20 || (code >= 0x7f && code < 0xa0)) return named(code)
  if (code >= 0xd800 && code <= 0xdfff) return "�"
  if ((code & 0xfffe) === 0xfffe) return "�"
  if (bidirectional.has(code) || (code >= 0x202a && code <= 0x202e) || (code >= 0x2066 && code <= 0x2069))
    return named(code)
  if (code === 0x200b || code === 0x2060 || code === 0xfeff) return named(code)
  if (code >= 0xe0000 && code <= 0xe007f) return named(code)
  return character
}

/**
 * A text from a model or a user made safe to show: control characters, invisible characters and marks that reverse the
 * reading direction become visible, broken surrogates become �. Line breaks and tabs stay.
 */
export const visibleText = (text: string): string =>
  plain.test(text) ? text : Array.from(text.replace(/\r\n?/g, "\n"), visible).join("")
