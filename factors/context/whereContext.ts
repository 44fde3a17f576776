import type { TaskSettings } from "../../src/factor/TaskSettings.js"

type Context = NonNullable<NonNullable<TaskSettings["where"]>["context"]>

/**
 * Settings that want one more trait of an item, or, with `undefined`, want nothing of it; empty filters are left out, so that a
 * trait taken back leaves nothing behind.
 */
export const whereContext = (
  settings: TaskSettings,
  trait: keyof Context,
  wanted: Context | undefined
): TaskSettings => {
  const { where, ...rest } = settings
  const { context, ...traits } = where ?? {}
  const { [trait]: _, ...kept } = context ?? {}
  const now: Context = { ...kept, ...wanted }
  const filter = Object.keys(now).length === 0 ? traits : { ...traits, context: now }
  return Object.keys(filter).length === 0 ? rest : { ...rest, where: filter }
}
