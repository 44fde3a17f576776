import { InvalidArgumentError } from "commander"

/** Reads a whole number of at least `least` from the command line. */
export const wholeNumber =
  (least: number) =>
  (text: string): number => {
    const value = Number(text)
    if (!Number.isSafeInteger(value) || value < least) {
      throw new InvalidArgumentError(`Must be a whole number of at least ${least}.`)
    }
    return value
  }
