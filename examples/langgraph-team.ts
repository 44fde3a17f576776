// A LangGraph team as an arm: three solvers side by side and a judge who reads them, against a saturated single agent.
// Run it: npx gain run examples/langgraph-team.ts   (needs: npm install @langchain/core @langchain/langgraph)
import { Annotation, END, START, StateGraph } from "@langchain/langgraph"
import { defineStudy } from "collaboration-gain"
import { langChainSystem } from "collaboration-gain/langchain"

const State = Annotation.Root({
  question: Annotation<string>,
  votes: Annotation<Array<string>>({ reducer: (before, more) => [...before, ...more], default: () => [] }),
  answer: Annotation<string | null>
})
type Given = typeof State.State

/** The embedded model's symbols: Q question, T think and answer, P what was passed on, G decide; a reply ends in A<answer>. */
const answerIn = (reply: string): string | undefined => /A([^A]+)$/.exec(reply)?.[1]

const team = langChainSystem({
  id: "graph",
  version: "1",
  agents: ["one", "two", "three", { id: "judge", temperature: 0 }],
  build: ({ judge, ...solvers }, { atHand }) => {
    const solve =
      (name: keyof typeof solvers) =>
      async ({ question }: Given) => {
        const vote = answerIn((await solvers[name].invoke(`Q${question}T`)).text)
        // Should the budget end before the judge, this is the answer.
        if (vote !== undefined) atHand(vote)
        return { votes: vote === undefined ? [] : [vote] }
      }
    const decide = async ({ question, votes }: Given) => {
      const shown = votes.map((vote) => `P${vote}`).join("")
      return { answer: (await judge.invoke(`Q${question}${shown}G`)).text }
    }
    return new StateGraph(State)
      .addNode("one", solve("one"))
      .addNode("two", solve("two"))
      .addNode("three", solve("three"))
      .addNode("decide", decide)
      .addEdge(START, "one")
      .addEdge(START, "two")
      .addEdge(START, "three")
      .addEdge(["one", "two", "three"], "decide")
      .addEdge("decide", END)
      .compile()
  },
  input: ({ question }) => ({ question }),
  output: ({ answer }) => answer
})

export const systems = [team]

export default defineStudy({
  name: "langgraph-team",
  model: "embedded",
  tasks: [{ id: "sums", source: { synthetic: { family: "arithmetic", level: 5, items: 24, seed: 11 } } }],
  teams: [team.blueprint],
  budget: 1200
})
