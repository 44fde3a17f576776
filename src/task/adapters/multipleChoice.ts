import type { Item } from "../Item.js"

const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"

/** The letter of an option by its position from 0. */
export const optionLetter = (position: number): string => letters.charAt(position)

/** A question with its options under it, one a line: `A. …`. */
export const withOptions = (question: string, options: ReadonlyArray<string>): string =>
  [question.trim(), ...options.map((option, position) => `${optionLetter(position)}. ${option.trim()}`)].join("\n")

/** Chance of a right guess over items that carry the number of their options as a trait. */
export const guessRateOfOptions = (items: ReadonlyArray<Item>): number =>
  items.reduce((sum, { traits }) => sum + 1 / Number(traits?.options), 0) / items.length
