/** Sequences of one or several contexts, lent one call at a time. */
export interface SequencePool<S> {
  /** The next free sequence, of the least loaded context; waits its turn when all are out. Rejects when the signal aborts. */
  readonly acquire: (signal: AbortSignal) => Promise<S>
  readonly release: (sequence: S) => void
  /** Refuses whoever waits and whoever comes. */
  readonly close: (reason: Error) => void
  readonly size: number
  readonly idle: () => number
  readonly waiting: () => number
}

interface Waiter<S> {
  readonly give: (sequence: S) => void
  readonly refuse: (reason: Error) => void
}

/**
 * Lends sequences in the order of the requests, each from the context with most of them free.
 *
 * The native library reclaims sequences asynchronously and throws when none is at hand; here a caller waits instead.
 */
export const sequencePool = <S>(contexts: ReadonlyArray<ReadonlyArray<S>>): SequencePool<S> => {
  const home = new Map(contexts.flatMap((sequences, index) => sequences.map((sequence) => [sequence, index] as const)))
  const free = contexts.map((sequences) => [...sequences])
  const waiters = new Set<Waiter<S>>()
  let closed: Error | null = null

  const takeFree = (): S | undefined =>
    free
      .reduce<Array<S> | undefined>((most, own) => (own.length > (most?.length ?? 0) ? own : most), undefined)
      ?.shift()

  return {
    size: home.size,
    idle: () => free.reduce((sum, own) => sum + own.length, 0),
    waiting: () => waiters.size,
    acquire: (signal) =>
      new Promise<S>((resolve, reject) => {
        if (closed !== null) return reject(closed)
        if (signal.aborted) return reject(signal.reason)
        const sequence = takeFree()
        if (sequence !== undefined) return resolve(sequence)
        const leave = () => {
          waiters.delete(waiter)
          signal.removeEventListener("abort", onAbort)
        }
        const onAbort = () => {
          leave()
          reject(signal.reason)
        }
        const waiter: Waiter<S> = {
          give: (given) => {
            leave()
            resolve(given)
          },
          refuse: (reason) => {
            leave()
            reject(reason)
          }
        }
        waiters.add(waiter)
        signal.addEventListener("abort", onAbort)
      }),
    release: (sequence) => {
      const [first] = waiters
      if (first !== undefined) first.give(sequence)
      else free[home.get(sequence) ?? 0]?.push(sequence)
    },
    close: (reason) => {
      closed = reason
      for (const waiter of [...waiters]) waiter.refuse(reason)
    }
  }
}
