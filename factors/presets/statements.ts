/** What a preset is, in one sentence; what is believed about it; and who says so. */
export interface PresetStatement {
  readonly summary: string
  readonly claim: string
  readonly source: string
}

const macnet = "Qian et al. (2024), arXiv 2406.07155"
const macnetClaim = "More agents along a graph without circles refine an answer; irregular graphs do best."

/**
 * What the library says about each of its presets, by id.
 *
 * @category presets
 */
export const presetStatements: Readonly<Record<string, PresetStatement>> = {
  direct: {
    summary: "One agent answers at once.",
    claim: "None: the cheapest point of the design space.",
    source: "Brown et al. (2020), arXiv 2005.14165"
  },
  "chain-of-thought": {
    summary: "One agent reasons step by step, then answers.",
    claim: "Written steps make the answer better.",
    source: "Wei et al. (2022), arXiv 2201.11903"
  },
  "self-consistency": {
    summary: "One agent reasons five times anew; the most frequent answer wins.",
    claim: "Right ways of reasoning meet in one answer, wrong ones scatter.",
    source: "Wang et al. (2022), arXiv 2203.11171"
  },
  "self-refine": {
    summary: "One agent criticises and corrects its own answer, up to three times.",
    claim: "A model's own feedback improves its answer.",
    source: "Madaan et al. (2023), arXiv 2303.17651"
  },
  "best-of-n": {
    summary: "One agent judges each of its answers; the best-judged of n is picked.",
    claim: "Recognising a right answer is easier than finding one.",
    source: "Cobbe et al. (2021), arXiv 2110.14168"
  },
  "independent-ensemble": {
    summary: "Three solvers answer alone; the majority decides.",
    claim: "None: the control without communication, at which Γ = 1 is the truth.",
    source: "Wang et al. (2022), arXiv 2203.11171"
  },
  debate: {
    summary: "Three solvers answer, read each other, and answer again; the majority decides.",
    claim: "Models that see where others disagree correct themselves.",
    source: "Du et al. (2023), arXiv 2305.14325"
  },
  "planner-solver": {
    summary: "A planner divides the problem; a solver carries the plan out.",
    claim: "Planning apart from solving avoids missed steps.",
    source: "Wang et al. (2023), arXiv 2305.04091"
  },
  "critic-revise": {
    summary: "A solver answers, a critic judges, the solver corrects.",
    claim: "Finding an error is easier than avoiding it.",
    source: "Madaan et al. (2023), arXiv 2303.17651"
  },
  aggregator: {
    summary: "Four solvers answer alone; an aggregator reads their answers and decides.",
    claim: "A model that reads proposals beats a vote among them.",
    source: "Wang et al. (2024), arXiv 2406.04692"
  },
  "mixture-of-agents": {
    summary: "Two layers of three agents and one aggregator; each layer reads all of the one before.",
    claim: "Replies of others, even of weaker models, make the next reply better.",
    source: "Wang et al. (2024), arXiv 2406.04692"
  },
  "macnet-chain": { summary: "Five solvers in a row.", claim: macnetClaim, source: macnet },
  "macnet-star": { summary: "Four solvers alone; the fifth reads them all.", claim: macnetClaim, source: macnet },
  "macnet-tree": { summary: "Children report to parents, two to each.", claim: macnetClaim, source: macnet },
  "macnet-mesh": { summary: "Each of five solvers reads all before it.", claim: macnetClaim, source: macnet },
  "macnet-layer": { summary: "Layers of two, two and one.", claim: macnetClaim, source: macnet },
  "macnet-random": { summary: "Five solvers on a random graph without circles.", claim: macnetClaim, source: macnet },
  hierarchy: {
    summary: "A planner, four workers, two managers, one orchestrator.",
    claim: "A hierarchy keeps each agent's reading short and stops errors at the next level.",
    source: "Kim et al. (2025), arXiv 2512.08296"
  },
  blackboard: {
    summary: "Three solvers write in turn on one board without names.",
    claim: "A shared workspace lets whoever has something add it.",
    source: "Han and Zhang (2025), arXiv 2507.01701"
  },
  "hidden-profile": {
    summary: "Three agents hold a share of the facts each and pool them.",
    claim: "A group that pools its facts finds what no member could.",
    source: "Stasser and Titus (1985), Journal of Personality and Social Psychology 48(6)"
  },
  "teacher-student": {
    summary: "A teacher reasons; the student reads the shortest beginning that suffices, and answers.",
    claim: "An explanation makes a weaker model answer better, and a short one does.",
    source: "Saha, Hase and Bansal (2023), arXiv 2306.09299"
  },
  relay: {
    summary: "Three readers with a window of facts each pass a note on.",
    claim: "Readers with short contexts solve together what none of them could see.",
    source: "Zhang et al. (2024), arXiv 2406.02818"
  }
}
