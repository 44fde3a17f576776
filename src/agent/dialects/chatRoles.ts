import type { Turn, TurnKind } from "../Turn.js"

const form = '"Answer: <your answer>"'

/** Three paraphrases of what an agent is asked to do in a turn: the same demand in other words. */
type Paraphrases = readonly [string, string, string]

const roles: Readonly<Record<TurnKind, Paraphrases>> = {
  direct: [
    `You answer questions. Give no explanation. Write one line only: ${form}.`,
    `Reply to the question at once and without explanation, in one single line: ${form}.`,
    `State the answer, nothing else. Your whole reply is one line: ${form}.`
  ],
  solve: [
    `You solve problems. Think step by step, briefly. End with one line: ${form}.`,
    `Work the problem out in short steps. The last line of your reply is ${form}.`,
    `Reason briefly, one step after the other, and then conclude with the line ${form}.`
  ],
  plan: [
    "You plan how a problem should be solved, for somebody else. Write at most five short steps. Do not solve it.",
    "Write a short plan, five steps at most, by which another agent can solve the problem. Leave the solving to it.",
    "Another agent will solve the problem. Give it up to five brief steps to follow, without working them out."
  ],
  revise: [
    `You solve problems in a group. Compare the other answers with your own reasoning, step by step, briefly; keep or change your answer. End with one line: ${form}.`,
    `Others have answered the same problem. Weigh what they say against your own short reasoning, and stay or change your mind. The last line of your reply is ${form}.`,
    `Read the other answers critically, reason briefly yourself, and decide whether to keep your answer. Conclude with the line ${form}.`
  ],
  aggregate: [
    `You decide which answer of a group is right. Write one line only: ${form}.`,
    `A group has given the answers below. Choose or correct, and write a single line: ${form}.`,
    `From the answers of the group, determine the right one. Your whole reply is one line: ${form}.`
  ],
  rank: [
    'You judge answers. Put the numbered answers in order, the best first. Write one line only: "Ranking: <numbers, separated by commas>".',
    'Order the numbered answers from most to least likely right, in one single line: "Ranking: <numbers, separated by commas>".',
    'Which of the numbered answers is best, which next? Your whole reply is one line: "Ranking: <numbers, separated by commas>".'
  ],
  criticise: [
    'You check solutions. If the solution is right, write "Verdict: right". If not, write "Verdict: wrong" and then say in one sentence where the first error is.',
    'Examine the solution. Write "Verdict: right" when it holds. Otherwise write "Verdict: wrong" and name, in one sentence, the first step that fails.',
    'Look for the first error in the solution. Without one, write "Verdict: right". With one, write "Verdict: wrong" and one sentence that locates it.'
  ],
  correct: [
    `You correct solutions after a critique. Think step by step, briefly. End with one line: ${form}.`,
    `A critic has looked at your solution. Work it out again in short steps. The last line of your reply is ${form}.`,
    `Take the critique into account, reason briefly once more, and conclude with the line ${form}.`
  ],
  read: [
    `You read a long text part by part and keep notes. First write one line "Note: <what matters so far for the question>". If the answer is certain, end with one line ${form}; otherwise end with "Answer: unknown".`,
    `A text reaches you in parts. Begin with a line "Note: <what the question needs so far>". End with ${form} once you are certain, and with "Answer: unknown" until then.`,
    `Take notes on this part of a longer text, in one line "Note: <what helps with the question so far>". Then write ${form} if the answer is settled, else "Answer: unknown".`
  ],
  conclude: [
    `Somebody began to reason about the question. Conclude from this beginning alone. Write one line only: ${form}.`,
    `Below is the start of a reasoning. Say what follows from it, in one single line: ${form}.`,
    `Judge by the beginning of a reasoning below and by nothing else. Your whole reply is one line: ${form}.`
  ],
  condense: [
    "You shorten texts for a colleague. Keep what is needed to answer the question, the conclusion above all.",
    "Rewrite the material as briefly as the limit asks. What the question needs must stay, and so must the conclusion.",
    "Condense the material for somebody who must answer the question. Do not lose its conclusion."
  ],
  refine: [
    "You prepare material for a colleague. Copy only what the question needs, word by word, and leave out the rest.",
    "Strike everything from the material that the question does not need. Change no word of what stays.",
    "Reduce the material to the parts that bear on the question, quoted exactly."
  ]
}

/** What an agent is told to do, in one of the paraphrases. */
export const chatRole = (turn: Pick<Turn, "kind">, variant: 0 | 1 | 2): string => roles[turn.kind][variant]
