/** Lower triangular factor of a symmetric positive definite matrix, by rows. */
export interface Cholesky {
  readonly size: number
  readonly factor: Float64Array
  readonly logDeterminant: number
}

/** Pivots below this share of the largest diagonal entry count as 0. */
const smallestPivot = 1e-9

/** Factors a symmetric matrix; answers the first row that depends on those before it where there is one. */
export const cholesky = (matrix: Float64Array, size: number): Cholesky | { readonly dependent: number } => {
  const factor = new Float64Array(size * size)
  let largest = 0
  for (let row = 0; row < size; row++) largest = Math.max(largest, matrix[row * size + row] as number)
  let logDeterminant = 0
  for (let row = 0; row < size; row++) {
    for (let column = 0; column <= row; column++) {
      let sum = matrix[row * size + column] as number
      for (let k = 0; k < column; k++) {
        sum -= (factor[row * size + k] as number) * (factor[column * size + k] as number)
      }
      if (row > column) {
        factor[row * size + column] = sum / (factor[column * size + column] as number)
      } else {
        if (!(sum > smallestPivot * largest)) return { dependent: row }
        factor[row * size + row] = Math.sqrt(sum)
        logDeterminant += Math.log(sum)
      }
    }
  }
  return { size, factor, logDeterminant }
}

/** Solves matrix · x = right for the factored matrix. */
export const solve = ({ size, factor }: Cholesky, right: ArrayLike<number>): Float64Array => {
  const x = Float64Array.from(right)
  for (let row = 0; row < size; row++) {
    let sum = x[row] as number
    for (let k = 0; k < row; k++) sum -= (factor[row * size + k] as number) * (x[k] as number)
    x[row] = sum / (factor[row * size + row] as number)
  }
  for (let row = size - 1; row >= 0; row--) {
    let sum = x[row] as number
    for (let k = row + 1; k < size; k++) sum -= (factor[k * size + row] as number) * (x[k] as number)
    x[row] = sum / (factor[row * size + row] as number)
  }
  return x
}
