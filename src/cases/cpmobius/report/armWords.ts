/** What each arm is, in a line. */
const words: Readonly<Record<string, string>> = {
  full: "Coach and Player, both learning: the Coach from what its problems do to the Player",
  "self-problems": "like TTRL: problems from the Coach as it was, majority vote, no warm-up",
  "entropy-reward": "like RENT: the same problems, the Player paid for being sure",
  adversarial: "like R-Zero: the Coach paid for the Player’s doubt",
  "frozen-coach": "the Coach is warmed up, then never changes",
  "no-gate": "all problems are trained on, easy, hard and ill-posed ones",
  "shuffled-delta": "the Coach learns from the Δ of other steps: noise of the right size",
  "random-coach": "the Coach learns from random rewards",
  "true-reward": "control: the Player is paid by right answers, so the trainer itself is seen to learn"
}

/** What an arm is, in words; an arm of another name is its name. */
export const armWords = (id: string): string => words[id.split("/").at(-1) ?? id] ?? "an arm of your own"

/** Arms whose Coach, if there is one, does not learn from Δ: what a learning Coach must beat. */
const withoutCoach: ReadonlyArray<string> = ["self-problems", "entropy-reward", "frozen-coach"]

/** Whether an arm is one that the Coach must beat. */
export const isWithoutCoach = (id: string): boolean => withoutCoach.includes(id.split("/").at(-1) ?? id)
