const wide =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u
const none = /\p{Mn}|\p{Me}|\u200d/u

/** Columns that a text takes in a terminal: wide characters take two, combining marks none. */
export const displayWidth = (text: string): number =>
  Array.from(text).reduce((sum, character) => sum + (none.test(character) ? 0 : wide.test(character) ? 2 : 1), 0)
