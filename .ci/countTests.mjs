// Prints "passed failed" of a vitest JSON report. A file that could not be loaded has no tests and counts as one failure, and
// so does a run that failed although none of its tests did, or left no report.
import { readFileSync } from "node:fs"

const [, , path, status] = process.argv
let passed = 0
let failed = 0
try {
  const report = JSON.parse(readFileSync(path, "utf8"))
  passed = report.numPassedTests
  failed = report.numFailedTests
  for (const file of report.testResults) {
    if (file.status === "failed" && !file.assertionResults.some((test) => test.status === "failed")) failed++
  }
} catch {
  // No report: counted below.
}
if (status !== "0" && failed === 0) failed = 1
console.log(`${passed} ${failed}`)
