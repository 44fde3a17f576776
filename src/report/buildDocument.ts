import type { Report } from "./Report.js"
import type { ReportDocument } from "./ReportDocument.js"
import { budgetsSection } from "./sections/budgetsSection.js"
import { curvesSection } from "./sections/curvesSection.js"
import { decompositionSection } from "./sections/decompositionSection.js"
import { estimatesSection } from "./sections/estimatesSection.js"
import { fixedSection } from "./sections/fixedSection.js"
import { forestSection } from "./sections/forestSection.js"
import { leadOf } from "./sections/leadOf.js"
import { missingSection } from "./sections/missingSection.js"
import { noticesOf } from "./sections/noticesOf.js"
import { paritySection } from "./sections/paritySection.js"
import { transcriptsSection } from "./sections/transcriptsSection.js"
import { verdictsSection } from "./sections/verdictsSection.js"
import { oneLine } from "./text/oneLine.js"

/** The document of a report: what is said and in which order. Every renderer walks this one tree. */
export const buildDocument = (report: Report): ReportDocument => ({
  kicker: "Collaboration gain",
  title: oneLine(report.study),
  notices: noticesOf(report),
  lead: leadOf(report),
  sections: [
    verdictsSection(report),
    forestSection(report),
    estimatesSection(report),
    budgetsSection(report),
    curvesSection(report),
    paritySection(report),
    decompositionSection(report),
    transcriptsSection(report),
    missingSection(report),
    fixedSection(report)
  ]
})
