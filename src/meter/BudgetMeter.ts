import type { Budget, RunLimits } from "../budget/Budget.js"
import { type Price, priceOf } from "../budget/Price.js"
import { addUsage, amount, noUsage, type Usage } from "../budget/Usage.js"
import { BudgetExhausted } from "../errors/BudgetExhausted.js"

/** What a call may use at most: the prompt as it is and a reply limit. */
export interface Need {
  readonly promptTokens: number
  readonly maxTokens: number
  readonly price: Price | undefined
}

/** A promise of the meter that `maxTokens` more tokens can be sampled after this prompt without crossing a cap. */
export interface Reservation extends Need {
  readonly id: number
}

const cappedDimensions = ["tokens", "promptTokens", "sampledTokens", "calls", "cost"] as const
type CappedDimension = (typeof cappedDimensions)[number]

const demand = (need: Need): Usage => ({
  promptTokens: need.promptTokens,
  sampledTokens: need.maxTokens,
  evaluatedTokens: 0,
  calls: 1,
  seconds: 0,
  cost: priceOf(need.price, need.promptTokens, need.maxTokens)
})

/**
 * The hard budget of one trial, or of one run: reserve before a call, settle after it.
 *
 * What is reserved and not yet settled counts as spent, so that parallel agents cannot cross a cap together. A part can be
 * held back for the closing step and is only given to it. A reservation shrinks its reply limit to what is left; when not
 * even one token can be sampled it fails with {@link BudgetExhausted}.
 *
 * Assumes: the prompt count is exact or an upper bound. When a provider then reports more than was reserved, the spend can
 * pass the cap: `overrun` says so.
 */
export class BudgetMeter {
  private settled: Usage = noUsage
  private heldBack: Need | undefined
  private readonly open = new Map<number, Need>()
  private nextId = 0

  constructor(private readonly caps: Budget | RunLimits) {}

  /** What was settled so far; `null` in a dimension that some call did not report. */
  get usage(): Usage {
    return this.settled
  }

  /** True when a settled amount is above its cap. */
  get overrun(): boolean {
    return cappedDimensions.some((dimension) => (amount(this.settled, dimension) ?? 0) > this.cap(dimension))
  }

  /** Keeps what the closing step will need out of the reach of the calls before it. */
  holdBack(need: Need): void {
    this.heldBack = need
  }

  /**
   * Reserves calls that are made side by side, their replies shrunk alike so that all of them fit. A call is refused, in
   * order, when not even one token of reply is left for it beside those before it. One outcome a need, in the same order.
   */
  reserveAll(needs: ReadonlyArray<Need>, closing = false): ReadonlyArray<Reservation | BudgetExhausted> {
    if (closing) this.heldBack = undefined
    const granted: Array<Need> = []
    const decisions = needs.map((need) => {
      const refusal = this.misfit([...granted, need], 1)
      if (refusal === undefined) granted.push(need)
      return refusal ?? need
    })
    const longest = Math.max(0, ...granted.map((need) => need.maxTokens))
    let [fits, fails] = [1, longest + 1]
    while (fails - fits > 1) {
      const middle = Math.floor((fits + fails) / 2)
      if (this.misfit(granted, middle) === undefined) fits = middle
      else fails = middle
    }
    return decisions.map((decision) => {
      if ("_tag" in decision) return decision
      const reservation = { ...shrink(decision, fits), id: this.nextId++ }
      this.open.set(reservation.id, reservation)
      return reservation
    })
  }

  /** Reserves one call, its reply shrunk to what is left. */
  reserve(need: Need, closing = false): Reservation | BudgetExhausted {
    const [reservation] = this.reserveAll([need], closing)
    if (reservation === undefined) throw new Error("one need gives one reservation")
    return reservation
  }

  /** Gives back a reservation whose call brought no reply; its consumption is not known to be anything. */
  release(reservation: Reservation): void {
    this.open.delete(reservation.id)
  }

  /** Counts what was used outside this meter, in an earlier session. */
  charge(usage: Usage): void {
    this.settled = addUsage(this.settled, usage)
  }

  /** Replaces a reservation by what the call really used. */
  settle(reservation: Reservation, usage: Usage): void {
    this.open.delete(reservation.id)
    this.settled = addUsage(this.settled, usage)
  }

  /** The cap that calls with replies of at most `limit` tokens would cross; `undefined` when all fit. */
  private misfit(needs: ReadonlyArray<Need>, limit: number): BudgetExhausted | undefined {
    for (const dimension of cappedDimensions) {
      const left = this.left(dimension)
      if (left === Number.POSITIVE_INFINITY) continue
      // An unknown demand (no price) cannot be held against a cap: fail closed.
      const needed =
        total(
          needs.map((need) => shrink(need, limit)),
          dimension
        ) ?? Number.POSITIVE_INFINITY
      if (needed > left * (1 + 1e-12)) return new BudgetExhausted({ dimension, needed, left: Math.max(0, left) })
    }
    return undefined
  }

  private cap(dimension: CappedDimension): number {
    const cap = (this.caps as Partial<Record<CappedDimension, number>>)[dimension]
    return cap ?? Number.POSITIVE_INFINITY
  }

  /** Cap minus settled, reserved and held back; unknown spend leaves nothing, because it may have been anything. */
  private left(dimension: CappedDimension): number {
    const cap = this.cap(dimension)
    if (cap === Number.POSITIVE_INFINITY) return cap
    const spent = amount(this.settled, dimension)
    const pending = total([...this.open.values(), ...(this.heldBack === undefined ? [] : [this.heldBack])], dimension)
    return spent === null || pending === null ? 0 : cap - spent - pending
  }
}

const shrink = (need: Need, limit: number): Need => ({ ...need, maxTokens: Math.min(need.maxTokens, limit) })

const total = (needs: ReadonlyArray<Need>, dimension: CappedDimension): number | null =>
  amount(needs.map(demand).reduce(addUsage, noUsage), dimension)
