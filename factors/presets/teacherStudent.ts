import type { Blueprint } from "../../src/blueprint/Blueprint.js"
import { solver } from "./solver.js"

/**
 * A teacher reasons; the student reads no more of it than the teacher itself needs for its conclusion, and answers. Two calls an
 * item and a few short ones that find the beginning that suffices.
 *
 * Claim: an explanation makes a weaker model answer better, and a short one does. Moves: what is handed over. Holds fixed: one
 * model; the source has two, which is another `model` for the student.
 *
 * Source: Saha, Hase and Bansal (2023), arXiv 2306.09299.
 *
 * @category presets
 */
export const teacherStudent: Blueprint = {
  id: "teacher-student",
  agents: [
    { id: "teacher", ...solver, memory: "own" },
    { id: "student", ...solver, memory: "own" }
  ],
  topology: { kind: "chain" },
  protocol: { kind: "pass" },
  message: { kind: "sufficient-prefix" },
  aggregation: { kind: "last" }
}
