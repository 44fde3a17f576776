/** A count with its noun: "1 item", "3 items". */
export const countWords = (count: number, noun: string, plural = `${noun}s`): string =>
  `${count} ${count === 1 ? noun : plural}`
