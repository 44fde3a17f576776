// Prints "passed failed" of a vitest JSON report. A file that could not be loaded has no tests and counts as one failure, and
// so does a run that failed although none of its tests did, or one that left no report or an empty one.
import { readFileSync } from "node:fs"

const [, , path, status] = process.argv
const counts = { passed: 0, failed: 0 }
try {
  const report = JSON.parse(readFileSync(path, "utf8"))
  for (const file of report.testResults) {
    const results = file.assertionResults.map((test) => test.status)
    counts.passed += results.filter((result) => result === "passed").length
    const failed = results.filter((result) => result === "failed").length
    counts.failed += file.status === "failed" && failed === 0 ? 1 : failed
  }
} catch {
  // No report: nothing passed, which is a failure below.
}
if (counts.failed === 0 && (status !== "0" || counts.passed === 0)) counts.failed = 1
console.log(`${counts.passed} ${counts.failed}`)
