/**
 * The winner of ranked ballots by instant run-off: as long as no option leads on more than half of the ballots that still
 * rank one, the options with the fewest first places are struck; `null` without a ballot.
 *
 * `draw(n)` gives an integer in [0, n) and decides when all that are left are tied.
 */
export const instantRunoff = (
  ballots: ReadonlyArray<ReadonlyArray<string>>,
  draw: (n: number) => number
): string | null => {
  let standing = [...new Set(ballots.flat())]
  for (;;) {
    const firsts = new Map(standing.map((option) => [option, 0]))
    let counted = 0
    for (const ballot of ballots) {
      const first = ballot.find((option) => firsts.has(option))
      if (first === undefined) continue
      firsts.set(first, (firsts.get(first) ?? 0) + 1)
      counted++
    }
    if (counted === 0) return null
    const most = Math.max(...firsts.values())
    const fewest = Math.min(...firsts.values())
    const leading = standing.filter((option) => firsts.get(option) === most)
    if (leading.length === 1 && 2 * most > counted) return leading[0] ?? null
    if (fewest === most) return leading[leading.length < 2 ? 0 : draw(leading.length)] ?? null
    standing = standing.filter((option) => firsts.get(option) !== fewest)
  }
}
