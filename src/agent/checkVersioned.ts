import { InputError } from "../errors/InputError.js"

interface Versioned {
  readonly id: string
  readonly version: string
}

/** Gives id and version back; throws InputError where one of them is missing, which callers without types can leave out. */
export const checkVersioned = (what: string, { id, version }: Partial<Versioned>): Versioned => {
  if (typeof id === "string" && id !== "" && typeof version === "string" && version !== "") return { id, version }
  throw new InputError({
    what: `${what} ${JSON.stringify(id) ?? "(without an id)"}`,
    value: `version ${JSON.stringify(version) ?? "missing"}`,
    limit: "code of one's own requires an id and a version, both text",
    advice: "Give a version, and change it whenever the code may answer differently."
  })
}
