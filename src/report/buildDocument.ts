import type { Report } from "./Report.js"
import type { ReportDocument } from "./ReportDocument.js"
import { budgetsSection } from "./sections/budgetsSection.js"
import { changesSection } from "./sections/changesSection.js"
import { curvesSection } from "./sections/curvesSection.js"
import { decompositionSection } from "./sections/decompositionSection.js"
import { dynamicsSection } from "./sections/dynamicsSection.js"
import { estimatesSection } from "./sections/estimatesSection.js"
import { factorsSection } from "./sections/factorsSection.js"
import { fixedSection } from "./sections/fixedSection.js"
import { forestSection } from "./sections/forestSection.js"
import { gainOverBudgetSection } from "./sections/gainOverBudgetSection.js"
import { judgesSection } from "./sections/judgesSection.js"
import { leadOf } from "./sections/leadOf.js"
import { missingSection } from "./sections/missingSection.js"
import { noticesOf } from "./sections/noticesOf.js"
import { overallSection } from "./sections/overallSection.js"
import { paritySection } from "./sections/paritySection.js"
import { promptVariantsSection } from "./sections/promptVariantsSection.js"
import { transcriptsSection } from "./sections/transcriptsSection.js"
import { unitsSection } from "./sections/unitsSection.js"
import { verdictsSection } from "./sections/verdictsSection.js"
import { oneLine } from "./text/oneLine.js"

/** The document of a report: what is said and in which order. Every renderer walks this one tree. */
export const buildDocument = (report: Report): ReportDocument => ({
  kicker: "Collaboration gain",
  title: oneLine(report.study),
  notices: noticesOf(report),
  lead: leadOf(report),
  sections: [
    ...factorsSection(report),
    verdictsSection(report),
    ...promptVariantsSection(report),
    ...judgesSection(report),
    ...changesSection(report),
    forestSection(report),
    estimatesSection(report),
    budgetsSection(report),
    curvesSection(report),
    ...gainOverBudgetSection(report),
    ...unitsSection(report),
    ...overallSection(report),
    paritySection(report),
    decompositionSection(report),
    ...dynamicsSection(report),
    transcriptsSection(report),
    missingSection(report),
    fixedSection(report)
  ]
})
