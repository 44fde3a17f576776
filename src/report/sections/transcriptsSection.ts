import type { Report } from "../Report.js"
import type { Block, Section } from "../ReportDocument.js"
import { oneLine } from "../text/oneLine.js"
import { shortenText } from "../text/shortenText.js"

type Transcript = Report["transcripts"][number]

const blockOf = (transcript: Transcript): Block => ({
  kind: "fold",
  title: [
    { kind: "strong", text: oneLine(transcript.system) },
    ` on ${oneLine(transcript.task)}, item `,
    { kind: "code", text: shortenText(transcript.item, 40) },
    `: ${transcript.answer === null ? "no answer" : "answered "}`,
    ...(transcript.answer === null ? [] : [{ kind: "code", text: shortenText(transcript.answer, 40) } as const]),
    `, score ${Number(transcript.score.toFixed(3))}`
  ],
  blocks: [
    {
      kind: "facts",
      facts: [
        { name: ["answer key"], value: [{ kind: "code", text: transcript.key }] },
        {
          name: ["final answer"],
          value: [
            transcript.answer === null ? { kind: "emphasis", text: "none" } : { kind: "code", text: transcript.answer }
          ]
        },
        { name: ["trial"], value: [{ kind: "code", text: transcript.trial }] }
      ]
    },
    { kind: "verbatim", label: "question", text: transcript.question },
    ...transcript.turns.map(
      (turn): Block => ({
        kind: "turn",
        agent: turn.agent,
        turn: turn.turn,
        prompt: turn.prompt,
        reply: turn.text,
        readable: turn.parsed
      })
    )
  ]
})

/** Conversations as they were, with invisible characters made visible. */
export const transcriptsSection = (report: Report): Section => ({
  id: "transcripts",
  title: "Transcripts",
  blocks:
    report.transcripts.length === 0
      ? [{ kind: "paragraph", text: ["No transcript was kept."] }]
      : [
          {
            kind: "paragraph",
            text: [
              "What agents were sent and what they said, word for word. The conversations are picked by rule, not by hand; they illustrate and prove nothing."
            ]
          },
          ...report.transcripts.map(blockOf)
        ]
})
