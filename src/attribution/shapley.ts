/**
 * Shapley values of a game given by the values of all its subsets: each player's marginal contribution, averaged over all
 * orders in which the players can join.
 *
 * Shape: position c of `values` holds the value of the subset whose i-th bit says that player i is in, so 2^k values for k
 * players; one Shapley value a player, which together make up the value of all minus the value of none.
 * Errors: RangeError when the number of values is no power of two.
 * Source: L. S. Shapley (1953), Contributions to the Theory of Games II.
 *
 * @example
 * // One left glove (player 0) and two right ones: only a pair is worth something.
 * shapley([0, 0, 0, 1, 0, 1, 0, 1]) // [2/3, 1/6, 1/6]
 *
 * @see sampleShapley for more players than can be tried in every combination
 * @category attribution
 */
export const shapley = (values: ReadonlyArray<number>): Array<number> => {
  const players = playersOf(values)
  return Array.from({ length: players }, (_, player) => {
    const weights = shapleyWeights(players, player)
    let sum = 0
    for (let subset = 0; subset < values.length; subset++) {
      sum += (weights[subset] as number) * (values[subset] as number)
    }
    return sum
  })
}

/** Weight of every subset's value in the Shapley value of one player. */
export const shapleyWeights = (players: number, player: number): Float64Array => {
  // share[s] = s!(k−s−1)!/k!: the chance that exactly a given set of s players comes before the player.
  const share = new Array<number>(players).fill(1 / players)
  for (let size = 1; size < players; size++) {
    share[size] = ((share[size - 1] as number) * size) / (players - size)
  }
  const weights = new Float64Array(2 ** players)
  const bit = 1 << player
  for (let subset = 0; subset < weights.length; subset++) {
    const others = bitCount(subset & ~bit)
    weights[subset] = subset & bit ? (share[others] as number) : -(share[others] as number)
  }
  return weights
}

/** Number of players of a game with one value for every subset. */
export const playersOf = (values: ReadonlyArray<number>): number => {
  const players = Math.round(Math.log2(values.length))
  if (values.length === 0 || 2 ** players !== values.length) {
    throw new RangeError(`Values of a game: ${values.length}; requires one for every subset of the players, 2^k`)
  }
  return players
}

/** Number of members of a subset. */
export const bitCount = (subset: number): number => {
  let count = 0
  for (let rest = subset; rest !== 0; rest &= rest - 1) count++
  return count
}
