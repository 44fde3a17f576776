/**
 * The Coach–Player loop, and training of real weights.
 *
 * @packageDocumentation
 */

export type {
  Checkpoint,
  PolicyRole,
  ReplyEntropies,
  Trainer,
  TrainingGroup,
  TrainingReply,
  UpdateOptions,
  UpdateReport
} from "./cases/cpmobius/Trainer.js"
export { type TrainingWorkerOptions, WorkerMachine } from "./cases/cpmobius/weights/TrainingWorker.js"
export {
  type LoraTarget,
  type ReplyScore,
  type WeightTrainer,
  type WeightTrainerOptions,
  type WeightUpdateReport,
  weightTrainer
} from "./cases/cpmobius/weights/WeightTrainer.js"
// policies that learn
export { TrainerError } from "./errors/TrainerError.js"
