import { displayWidth } from "./displayWidth.js"

/** A word in pieces that fit, parted after a hyphen or the like where there is one. */
const broken = (word: string, width: number): ReadonlyArray<string> => {
  if (displayWidth(word) <= width) return [word]
  const characters = Array.from(word)
  let fits = 0
  while (fits < characters.length && displayWidth(characters.slice(0, fits + 1).join("")) <= width) fits += 1
  const seam = characters.slice(0, fits).findLastIndex((character) => "-_/.".includes(character))
  const cut = seam > 0 ? seam + 1 : Math.max(1, fits)
  return [characters.slice(0, cut).join(""), ...broken(characters.slice(cut).join(""), width)]
}

/** Lines of at most `width` terminal columns, broken at spaces, inside a word only where it does not fit on a line. */
export const wrapText = (text: string, width: number): ReadonlyArray<string> => {
  const lines: Array<string> = []
  let line = ""
  for (const word of text.split(" ").flatMap((word) => broken(word, width))) {
    if (line !== "" && displayWidth(line) + 1 + displayWidth(word) > width) {
      lines.push(line)
      line = ""
    }
    line = line === "" ? word : `${line} ${word}`
  }
  return line === "" && lines.length > 0 ? lines : [...lines, line]
}
