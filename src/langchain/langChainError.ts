import * as Predicate from "effect/Predicate"
import { ModelError } from "../errors/ModelError.js"

type Kind = Pick<ModelError, "reason" | "retryable" | "advice">

/** Statuses that a later attempt may get over: busy, too many requests, server errors. */
const passes = (status: number): boolean => status === 408 || status === 409 || status === 429 || status >= 500

const ofStatus = (status: number): Kind | undefined => {
  if (status === 401 || status === 403) {
    return { reason: "refused", retryable: false, advice: "Check the key and what it may use." }
  }
  if (status < 400) return undefined
  const retryable = passes(status)
  return {
    reason: "unavailable",
    retryable,
    advice: retryable ? "Try again later." : "Check the model's name and settings."
  }
}

const codes: Readonly<Record<string, Kind>> = {
  CONTEXT_OVERFLOW: {
    reason: "context-overflow",
    retryable: false,
    advice: "Shorten the messages of the blueprint, or take a model with a longer context."
  },
  MODEL_AUTHENTICATION: { reason: "refused", retryable: false, advice: "Check the key and what it may use." },
  MODEL_NOT_FOUND: { reason: "unavailable", retryable: false, advice: "Check the model's name." },
  MODEL_RATE_LIMIT: { reason: "unavailable", retryable: true, advice: "Ask for less at once, or try again later." },
  MODEL_ABORTED: { reason: "aborted", retryable: false, advice: "Run the trial again." },
  insufficient_quota: { reason: "refused", retryable: false, advice: "Raise the quota of the account." }
}

const names: Readonly<Record<string, string>> = {
  ContextOverflowError: "CONTEXT_OVERFLOW",
  ModelAbortError: "MODEL_ABORTED",
  AbortError: "MODEL_ABORTED"
}

const broken = /^E(?:CONNREFUSED|CONNRESET|TIMEDOUT|HOSTUNREACH|NETUNREACH|PIPE|AI_AGAIN)$|^UND_ERR/u
const overflows = /context.{0,20}(?:length|window)|maximum context|too many tokens|prompt is too long/iu

/** Keys and tokens never reach an error, a ledger or a screen. */
const redact = (text: string): string =>
  text
    .replace(/\b(bearer|basic)\s+[\w.~+/=-]{6,}/giu, "$1 [removed]")
    .replace(/\b(?:sk|pk|rk|gsk|xai|hf|key)[-_][\w-]{6,}/gu, "[removed]")
    .replace(/\bAIza[\w-]{10,}/gu, "[removed]")
    .replace(/((?:api[-_ ]?key|authorization|token|secret)["']?\s*[:=]\s*["']?)[^\s"',;}]{4,}/giu, "$1[removed]")

/** The values of a field of an error and of what it says it was caused by. */
const fieldsOf = (cause: unknown, field: string, depth = 0): ReadonlyArray<unknown> =>
  Predicate.isObject(cause) && depth < 5
    ? [cause[field], ...fieldsOf(cause.cause, field, depth + 1), ...fieldsOf(cause.response, field, depth + 1)]
    : []

const kindOf = (cause: unknown, message: string): Kind => {
  const known = [...fieldsOf(cause, "lc_error_code"), ...fieldsOf(cause, "code"), ...fieldsOf(cause, "name")]
    .filter((code) => typeof code === "string")
    .map((code) => (Object.hasOwn(names, code) ? names[code] : code))
    .flatMap((code) => (code !== undefined && Object.hasOwn(codes, code) ? [codes[code]] : []))
    .find((kind) => kind !== undefined)
  if (known !== undefined) return known
  const status = [...fieldsOf(cause, "status"), ...fieldsOf(cause, "statusCode")].find((one) => typeof one === "number")
  const overflow = codes.CONTEXT_OVERFLOW
  if ((status === 400 || status === 413) && overflow !== undefined && overflows.test(message)) return overflow
  const byStatus = status === undefined ? undefined : ofStatus(status)
  if (byStatus !== undefined) return byStatus
  const network = fieldsOf(cause, "code").some((code) => typeof code === "string" && broken.test(code))
  return {
    reason: "unavailable",
    retryable: network || message === "fetch failed",
    advice: "Make sure that the server answers and the model's settings are right."
  }
}

/** What a LangChain model threw, as an error of the model: an outage, or a context that the prompt overflows. */
export const langChainError = (id: string, cause: unknown): ModelError => {
  const message = cause instanceof Error ? cause.message : String(cause)
  return new ModelError({
    ...kindOf(cause, message),
    what: `Model ${id}`,
    value: redact(message.split("\n")[0] ?? "").slice(0, 300),
    limit: "the call must be answered"
  })
}
