import type { Arm } from "../design/Arm.js"
import { competes } from "../design/competes.js"
import { taskOf } from "../design/Trial.js"
import type { Ledger } from "../ledger/Ledger.js"
import type { GraderFunctions } from "../task/grade.js"
import type { Item } from "../task/Item.js"
import type { Task } from "../task/Task.js"
import { type AnswerReader, answerReader } from "./answerReader.js"
import type { ItemRow } from "./overItems.js"
import { lexicalSimilarity, type Similarity } from "./Similarity.js"
import { type TrialCourse, trialCourses } from "./trialCourses.js"

/** What the ledger does not hold, and how messages are compared. */
export interface DynamicsOptions {
  /** Default: Jaccard of token sets. */
  readonly similarity?: Similarity
  /** Code of `function` graders, by `id@version`; without it what rests on right and wrong is not estimable. */
  readonly graders?: GraderFunctions
}

/** An item with what happened on it, in the order of the seeds. */
export interface ItemCourses {
  readonly item: Item
  readonly courses: ReadonlyArray<TrialCourse>
}

/** An arm with the items on which trials ended, in the order of their ids. */
export interface ArmView {
  readonly arm: Arm
  readonly task: Task
  readonly items: ReadonlyArray<ItemCourses>
}

/** A team with how its answers are read and its messages compared, and the single agent's strategies on the same task. */
export interface TeamView extends ArmView {
  readonly reader: AnswerReader
  readonly similarity: Similarity
  readonly singles: ReadonlyArray<ArmView>
}

/** The teams of a ledger in the order of their slots. */
export const teamViews = (ledger: Ledger, options: DynamicsOptions): ReadonlyArray<TeamView> => {
  const { similarity = lexicalSimilarity(), graders = {} } = options
  const { design } = ledger.start
  const coursesOf = trialCourses(ledger)
  const views = [...design.arms]
    .sort((a, b) => a.slot - b.slot)
    .map((arm) => viewOf(taskOf(design, arm), arm, coursesOf(arm)))
  return views
    .filter(({ arm }) => arm.role === "team")
    .map((view) => ({
      ...view,
      reader: answerReader(view.task, graders),
      similarity: forTexts(similarity, view),
      singles: views.filter(({ arm }) => arm.role === "single" && competes(view.arm, arm))
    }))
}

/** What an item contributes, with the cluster it belongs to. */
export const rowOf = <A>(item: Item, value: A): ItemRow<A> => ({
  cluster: item.group === undefined ? `item ${item.id}` : `group ${item.group}`,
  value
})

const viewOf = (task: Task, arm: Arm, courses: ReadonlyMap<string, ReadonlyArray<TrialCourse>>): ArmView => ({
  arm,
  task,
  items: [...task.items]
    .sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0))
    .flatMap((item) => {
      const here = courses.get(item.id)
      return here === undefined ? [] : [{ item, courses: here }]
    })
})

/** All of the team's messages or none: means over those that happen to be comparable would be of another team. */
const forTexts = (similarity: Similarity, { items }: ArmView): Similarity => {
  const refusal = similarity.refusal(
    items.flatMap(({ courses }) => courses.flatMap(({ utterances }) => utterances.map(({ call }) => call.text)))
  )
  return { ...similarity, refusal: () => refusal }
}
