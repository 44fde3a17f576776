/** An axis: where a value lies, and the ticks that fit. Unit of `at`: user units of the figure. */
export interface Axis {
  readonly from: number
  readonly to: number
  readonly at: (value: number) => number
  readonly ticks: ReadonlyArray<{ readonly value: number; readonly label: string }>
}
