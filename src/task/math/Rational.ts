/** A fraction in lowest terms with a positive denominator. */
export interface Rational {
  readonly over: bigint
  readonly under: bigint
}

const gcd = (a: bigint, b: bigint): bigint => {
  let [x, y] = [a < 0n ? -a : a, b]
  while (y !== 0n) [x, y] = [y, x % y]
  return x
}

/** The fraction over/under. Assumes: `under` is not 0. */
export const rational = (over: bigint, under = 1n): Rational => {
  const sign = under < 0n ? -1n : 1n
  const divisor = gcd(over, under * sign) || 1n
  return { over: (sign * over) / divisor, under: (sign * under) / divisor }
}

/** The exact value of digits such as `12`, `.5` or `3.25`, with `repeating` digits after them for ever. */
export const fromDecimal = (digits: string, repeating = ""): Rational => {
  const [whole = "", part = ""] = digits.split(".")
  const shift = 10n ** BigInt(part.length)
  const plain = rational(BigInt(`${whole}${part}` || "0"), shift)
  if (repeating === "") return plain
  return add(plain, rational(BigInt(repeating), shift * (10n ** BigInt(repeating.length) - 1n)))
}

export const add = (a: Rational, b: Rational): Rational =>
  rational(a.over * b.under + b.over * a.under, a.under * b.under)

export const multiply = (a: Rational, b: Rational): Rational => rational(a.over * b.over, a.under * b.under)

/** Assumes: `b` is not 0. */
export const divide = (a: Rational, b: Rational): Rational => rational(a.over * b.under, a.under * b.over)

const bits = (value: bigint): number => (value < 0n ? -value : value).toString(16).length * 4

/** Most bits that a power may have and still be exact. */
const mostBits = 16_384

/** base^exponent when it is small enough to be written out; `null` otherwise, and for 0 to a negative power. */
export const power = (base: Rational, exponent: bigint): Rational | null => {
  if (base.over === 0n) return exponent < 0n ? null : rational(exponent === 0n ? 1n : 0n)
  const size = exponent < 0n ? -exponent : exponent
  if (size > BigInt(mostBits) || Math.max(bits(base.over), bits(base.under)) * Number(size) > mostBits) return null
  const [over, under] = [base.over ** size, base.under ** size]
  return exponent < 0n ? rational(under, over) : rational(over, under)
}

/** The nearest double, or nearly so: within 2 units in the last place. Not finite when it is out of range. */
export const toNumber = ({ over, under }: Rational): number => {
  // Both parts are cut to 64 significant bits, so that neither overflows where their quotient does not.
  const cut = (value: bigint): readonly [number, number] => {
    const shift = Math.max(0, bits(value) - 64)
    return [Number(value >> BigInt(shift)), shift]
  }
  const [[top, up], [bottom, down]] = [cut(over), cut(under)]
  const shift = up - down
  const half = Math.trunc(shift / 2)
  return (top / bottom) * 2 ** half * 2 ** (shift - half)
}
