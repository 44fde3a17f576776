import { describe, expect, it } from "vitest"
import { InputError } from "../../src/errors/InputError.js"
import type { Report } from "../../src/report/Report.js"
import { renderJson } from "../../src/report/renderJson.js"
import { richReport } from "../fixtures/factorReport.js"
import { sampleEstimate, sampleReport } from "../fixtures/sampleReport.js"

const withGamma = (gamma: number): Report => ({ ...sampleReport, estimates: [sampleEstimate({ gamma })] })

describe("renderJson", () => {
  it("says everything, and nothing else", () => {
    expect(JSON.parse(renderJson(sampleReport))).toEqual(sampleReport)
    expect(JSON.parse(renderJson(richReport()))).toEqual(richReport())
  })

  it("ends in one line feed and indents by two spaces", () => {
    const text = renderJson(sampleReport)
    expect(text.startsWith('{\n  "version": 1,\n')).toBe(true)
    expect(text.endsWith("\n}\n")).toBe(true)
  })

  it("keeps numbers to the last bit", () => {
    const gamma = 0.1 + 0.2
    expect(renderJson(withGamma(gamma))).toContain('"gamma": 0.30000000000000004')
  })

  it.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])(
    "refuses %s and says where it stands",
    (gamma) => {
      expect(() => renderJson(withGamma(gamma))).toThrow(InputError)
      expect(() => renderJson(withGamma(gamma))).toThrow(/estimates.*gamma/u)
    }
  )

  it("orders caps by name", () => {
    const caps = { tokens: 3, calls: 2, "a b": 1 }
    const text = renderJson({ ...sampleReport, budget: { dimension: "tokens", caps } })
    expect(text.indexOf('"a b": 1')).toBeLessThan(text.indexOf('"calls": 2'))
    expect(text.indexOf('"calls": 2')).toBeLessThan(text.indexOf('"tokens": 3'))
  })
})
