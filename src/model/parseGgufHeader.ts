import { ggmlTypes } from "./ggmlTypes.js"

/** What the first bytes of a GGUF file say: single values of its metadata, and what its tensor table requires. */
export interface ParsedGguf {
  readonly version: number
  /** Numbers, strings and booleans by key; of an array, its length. */
  readonly metadata: ReadonlyMap<string, string | number | boolean>
  /** Elements of all tensors. */
  readonly elements: number
  /** Bytes that the file must have at least for every tensor to be complete. */
  readonly bytesNeeded: number
}

/** `short`: the header goes on behind these bytes. `damaged`: no more bytes can mend it. */
export type ParsedGgufResult =
  | { readonly kind: "header"; readonly header: ParsedGguf }
  | { readonly kind: "short" }
  | { readonly kind: "damaged"; readonly problem: string }

class Short extends Error {}
class Damaged extends Error {}

const mostDimensions = 4
const mostStringBytes = 64 * 1024 * 1024
const arrayType = 9
const stringType = 8
const widths: ReadonlyMap<number, number> = new Map([
  [0, 1],
  [1, 1],
  [2, 2],
  [3, 2],
  [4, 4],
  [5, 4],
  [6, 4],
  [7, 1],
  [10, 8],
  [11, 8],
  [12, 8]
])

const reader = (bytes: Buffer) => {
  let at = 0
  const take = (count: number): number => {
    const from = at
    if (from + count > bytes.length) throw new Short()
    at += count
    return from
  }
  const uint32 = () => bytes.readUInt32LE(take(4))
  const uint64 = () => Number(bytes.readBigUInt64LE(take(8)))
  const stringSpan = (): readonly [number, number] => {
    const length = uint64()
    if (length > mostStringBytes) throw new Damaged(`a string of ${length} bytes`)
    const from = take(length)
    return [from, from + length]
  }
  const text = () => bytes.toString("utf8", ...stringSpan())

  const scalar = (type: number): string | number | boolean => {
    switch (type) {
      case 0:
        return bytes.readUInt8(take(1))
      case 1:
        return bytes.readInt8(take(1))
      case 2:
        return bytes.readUInt16LE(take(2))
      case 3:
        return bytes.readInt16LE(take(2))
      case 4:
        return uint32()
      case 5:
        return bytes.readInt32LE(take(4))
      case 6:
        return bytes.readFloatLE(take(4))
      case 7:
        return bytes.readUInt8(take(1)) !== 0
      case stringType:
        return text()
      case 10:
        return uint64()
      case 11:
        return Number(bytes.readBigInt64LE(take(8)))
      case 12:
        return bytes.readDoubleLE(take(8))
      default:
        throw new Damaged(`a value of unknown type ${type}`)
    }
  }
  // Vocabularies have 10⁵ strings: they are passed over, not read.
  const skipArray = (): number => {
    const type = uint32()
    const count = uint64()
    const width = widths.get(type)
    if (width !== undefined) take(count * width)
    else if (type === stringType) for (let i = 0; i < count; i++) stringSpan()
    else if (type === arrayType) for (let i = 0; i < count; i++) skipArray()
    else throw new Damaged(`an array of unknown type ${type}`)
    return count
  }
  const value = (): string | number | boolean => {
    const type = uint32()
    return type === arrayType ? skipArray() : scalar(type)
  }
  return { uint32, uint64, text, value, position: () => at }
}

/**
 * Reads the header of a GGUF file (versions 2 and 3, little-endian) out of its first bytes.
 *
 * Source: the GGUF specification of ggml (docs/gguf.md).
 */
export const parseGgufHeader = (bytes: Buffer): ParsedGgufResult => {
  const read = reader(bytes)
  try {
    if (read.uint32() !== 0x46554747) return { kind: "damaged", problem: "it does not begin with the letters GGUF" }
    const version = read.uint32()
    if (version !== 2 && version !== 3) return { kind: "damaged", problem: `it has GGUF version ${version}` }
    const tensors = read.uint64()
    const entries = read.uint64()

    const metadata = new Map<string, string | number | boolean>()
    for (let i = 0; i < entries; i++) {
      const key = read.text()
      metadata.set(key, read.value())
    }

    let elements = 0
    let dataBytes = 0
    for (let i = 0; i < tensors; i++) {
      const name = read.text()
      const dimensions = read.uint32()
      if (dimensions > mostDimensions)
        return { kind: "damaged", problem: `tensor ${name} has ${dimensions} dimensions` }
      let count = 1
      for (let d = 0; d < dimensions; d++) count *= read.uint64()
      const block = ggmlTypes.get(read.uint32())
      const offset = read.uint64()
      elements += count
      // A type newer than our table: at least its first byte must be there.
      const size = block === undefined ? 1 : Math.ceil(count / block.elements) * block.bytes
      dataBytes = Math.max(dataBytes, offset + size)
    }

    const alignment = metadata.get("general.alignment")
    const unit = typeof alignment === "number" && alignment > 0 ? alignment : 32
    const bytesNeeded = Math.ceil(read.position() / unit) * unit + dataBytes
    return { kind: "header", header: { version, metadata, elements, bytesNeeded } }
  } catch (cause) {
    if (cause instanceof Short) return { kind: "short" }
    if (cause instanceof Damaged) return { kind: "damaged", problem: `it holds ${cause.message}` }
    throw cause
  }
}
