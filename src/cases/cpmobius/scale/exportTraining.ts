import { mkdir, readFile, writeFile } from "node:fs/promises"
import { join } from "node:path"
import * as Effect from "effect/Effect"
import { InputError } from "../../../errors/InputError.js"
import { packageRoot } from "../../../model/packageRoot.js"
import type { Item } from "../../../task/Item.js"
import { keysOf } from "../../../task/keysOf.js"
import type { CpmobiusConfig } from "../CpmobiusConfig.js"
import type { ProblemRecord } from "../CpmobiusEvent.js"
import type { CpmobiusItems } from "../CpmobiusItems.js"
import type { CpmobiusRun } from "../CpmobiusRun.js"
import { dataSources, type LargeTrainer, type ScaleRun, scaleFile } from "./scaleFormat.js"

/** What the large trainer is told after every question, so that answers can be read. */
const boxRequest = "Put the final answer within \\boxed{}."

/** What to export for one run of a large trainer. */
export interface ExportOptions {
  readonly trainer: LargeTrainer
  readonly folder: string
  /** The model to train, by name or path. */
  readonly model: string
  /** Its parameters, for FLOPs; default unknown. */
  readonly parameters?: number
  /** Name of the arm and seed in the comparison; default those of the run. */
  readonly arm?: string
  readonly seed?: number
  /** `vote` (default): the large model's own majority. `label`: the exported run's. */
  readonly labels?: "vote" | "label"
  /** GPUs of the node; default 8. */
  readonly gpus?: number
}

/** One row of a data file, before it takes a trainer's form. */
interface Row {
  readonly source: string
  readonly question: string
  readonly kind: "vote" | "label" | "gold"
  readonly label: string
  readonly group: string
  readonly step: number | null
}

const keptOf = (run: CpmobiusRun): ReadonlyArray<ProblemRecord> =>
  run.problems.filter(({ fate, problem }) => fate === "kept" && problem !== null)

const trainingRows = (run: CpmobiusRun, labels: "vote" | "label"): ReadonlyArray<Row> =>
  keptOf(run).map(({ step, round, place, problem, label }) => ({
    source: dataSources.train,
    question: problem ?? "",
    kind: labels,
    label: label ?? "",
    group: `${step}.${round}.${place}`,
    step
  }))

const itemRows = (source: string, items: ReadonlyArray<Item>): ReadonlyArray<Row> =>
  items.map((item) => ({
    source,
    question: item.question,
    kind: "gold",
    label: keysOf(item)[0] ?? "",
    group: item.id,
    step: null
  }))

const messages = (question: string, instruction: string | undefined) => [
  { role: "user", content: [instruction, question, boxRequest].filter((part) => part !== undefined).join("\n\n") }
]

/** veRL's five fields; the group is what the batch reward manager votes by. */
const verlRow = (
  { source, question, kind, label, group, step }: Row,
  index: number,
  instruction: string | undefined
) => ({
  data_source: source,
  prompt: messages(question, instruction),
  ability: "math",
  reward_model: { style: "rule", ground_truth: label },
  extra_info: { split: kind === "gold" ? "test" : "train", index, kind, group, step: step ?? 0 }
})

/** TRL's conversational prompt-only format; further columns are handed to the reward function. */
const trlRow = ({ question, kind, label, group }: Row, instruction: string | undefined) => ({
  prompt: messages(question, instruction),
  kind,
  label,
  group
})

const lines = (rows: ReadonlyArray<object>): string => rows.map((row) => `${JSON.stringify(row)}\n`).join("")

const optimiserSteps = (run: CpmobiusRun): number => run.steps.filter(({ kept }) => kept > 0).length

/** Command-line overrides of `python3 -m verl.trainer.main_ppo` that say what the configuration says. */
export const verlOverrides = (
  config: CpmobiusConfig,
  of: { readonly model: string; readonly gpus: number; readonly steps: number; readonly reward: string }
): ReadonlyArray<readonly [key: string, value: string]> => {
  const { playerUpdate: update, player, probe } = config
  const greedy = probe.temperature === 0
  return [
    ["algorithm.adv_estimator", "grpo"],
    ["algorithm.norm_adv_by_std_in_grpo", config.advantageScale === "none" ? "False" : "True"],
    ["algorithm.use_kl_in_reward", "False"],
    ["data.train_files", "$HERE/train.jsonl"],
    ["data.val_files", "[$HERE/probe.jsonl,$HERE/held.jsonl,$HERE/ood.jsonl]"],
    ["data.train_batch_size", String(config.problems)],
    ["data.max_prompt_length", "1024"],
    ["data.max_response_length", String(player.replyTokens)],
    ["data.shuffle", "False"],
    ["actor_rollout_ref.model.path", of.model],
    ["actor_rollout_ref.actor.ppo_mini_batch_size", String(config.problems)],
    ["actor_rollout_ref.actor.ppo_epochs", "1"],
    ["actor_rollout_ref.actor.use_dynamic_bsz", "True"],
    ["actor_rollout_ref.actor.optim.lr", String(update.learningRate)],
    ["actor_rollout_ref.actor.clip_ratio", String(update.clip)],
    ["actor_rollout_ref.actor.grad_clip", String(update.gradientClip)],
    ["actor_rollout_ref.actor.use_kl_loss", update.kl > 0 ? "True" : "False"],
    ["actor_rollout_ref.actor.kl_loss_coef", String(update.kl)],
    ["actor_rollout_ref.actor.kl_loss_type", "low_var_kl"],
    // veRL takes the entropy off the loss; here it is added.
    ["actor_rollout_ref.actor.entropy_coeff", String(update.entropy === 0 ? 0 : -update.entropy)],
    ["actor_rollout_ref.actor.loss_agg_mode", update.average === "token" ? "token-mean" : "seq-mean-token-sum"],
    ["actor_rollout_ref.rollout.name", "vllm"],
    ["actor_rollout_ref.rollout.n", String(config.answers)],
    ["actor_rollout_ref.rollout.temperature", String(player.temperature)],
    ["actor_rollout_ref.rollout.top_p", "1"],
    ["actor_rollout_ref.rollout.tensor_model_parallel_size", "1"],
    ["actor_rollout_ref.rollout.val_kwargs.do_sample", greedy ? "False" : "True"],
    ["actor_rollout_ref.rollout.val_kwargs.temperature", String(probe.temperature)],
    ["actor_rollout_ref.rollout.val_kwargs.n", String(probe.samples)],
    ["reward_model.reward_manager", "batch"],
    ["custom_reward_function.path", "$HERE/reward.py"],
    ["custom_reward_function.name", "compute_score"],
    ["trainer.critic_warmup", "0"],
    ["trainer.logger", "[console,file]"],
    ["trainer.project_name", "cpmobius"],
    ["trainer.experiment_name", of.reward],
    ["trainer.nnodes", "1"],
    ["trainer.n_gpus_per_node", String(of.gpus)],
    ["trainer.val_before_train", "True"],
    ["trainer.test_freq", String(config.evaluateEvery)],
    ["trainer.save_freq", String(config.checkpointEvery)],
    ["trainer.total_training_steps", String(of.steps)],
    ["trainer.total_epochs", "1"]
  ]
}

const verlScript = (overrides: ReadonlyArray<readonly [string, string]>, rule: string): string => `#!/usr/bin/env bash
# One training run of the Player by veRL (0.5 to 0.6: FSDP, vLLM, batch reward manager). The log is read again by
# \`gain cpmobius compare\` from this very folder.
set -euo pipefail
HERE="$(cd "$(dirname "\${BASH_SOURCE[0]}")" && pwd)"
export VERL_FILE_LOGGER_PATH="$HERE/metrics.jsonl"
python3 -m verl.trainer.main_ppo \\
${overrides.map(([key, value]) => `  "${key}=${value}" \\`).join("\n")}
${rule}  "$@"
`

const pythonValue = (value: string | number | boolean): string =>
  typeof value === "boolean" ? (value ? "True" : "False") : JSON.stringify(value)

/** What the vote's rule is to the reward file. */
const ruleOf = (config: CpmobiusConfig): Readonly<Record<string, string | number | boolean>> => ({
  raw: config.answerKey === "raw",
  none: config.none,
  right: 1,
  wrong: config.playerReward.kind === "majority" && config.playerReward.values === "zero-one" ? 0 : -1
})

/** Fields of TRL's GRPOConfig that say what the configuration says. */
export const trlSettings = (
  config: CpmobiusConfig,
  of: { readonly gpus: number; readonly steps: number; readonly seed: number }
): Readonly<Record<string, string | number | boolean>> => {
  const { playerUpdate: update, player } = config
  return {
    output_dir: "checkpoints",
    seed: of.seed,
    max_steps: of.steps,
    per_device_train_batch_size: config.answers,
    gradient_accumulation_steps: Math.max(1, Math.ceil(config.problems / of.gpus)),
    per_device_eval_batch_size: config.answers,
    num_generations: config.answers,
    num_iterations: 1,
    max_completion_length: player.replyTokens,
    temperature: player.temperature,
    top_p: 1,
    learning_rate: update.learningRate,
    lr_scheduler_type: "constant",
    beta: update.kl,
    epsilon: update.clip,
    max_grad_norm: update.gradientClip,
    loss_type: update.average === "token" ? "dapo" : "dr_grpo",
    scale_rewards: config.advantageScale === "none" ? "none" : "group",
    shuffle_dataset: false,
    remove_unused_columns: false,
    logging_steps: 1,
    eval_strategy: "steps",
    eval_steps: config.evaluateEvery,
    eval_on_start: true,
    save_steps: config.checkpointEvery,
    report_to: "none"
  }
}

const trlScript = (
  settings: ReturnType<typeof trlSettings>,
  model: string
): string => `"""One training run of the Player by TRL: accelerate launch train_grpo.py. The log is read again by \`gain cpmobius compare\` from this folder."""

import json
import os

from datasets import load_dataset
from transformers import TrainerCallback
from trl import GRPOConfig, GRPOTrainer

from reward import cpmobius_reward

HERE = os.path.dirname(os.path.abspath(__file__))


class WriteLog(TrainerCallback):
    """Every log entry as a line of metrics.jsonl."""

    def on_log(self, args, state, control, logs=None, **kwargs):
        if state.is_world_process_zero:
            with open(os.path.join(HERE, "metrics.jsonl"), "a", encoding="utf-8") as file:
                file.write(json.dumps({"step": state.global_step, **(logs or {})}) + "\\n")


def rows(name):
    return load_dataset("json", data_files=os.path.join(HERE, name + ".jsonl"), split="train")


def main():
    evaluated = [name for name in ("probe", "held", "ood") if os.path.getsize(os.path.join(HERE, name + ".jsonl")) > 0]
    trainer = GRPOTrainer(
        model=${JSON.stringify(model)},
        args=GRPOConfig(
${Object.entries(settings)
  .map(([key, value]) => `            ${key}=${pythonValue(value)},`)
  .join("\n")}
        ),
        reward_funcs=cpmobius_reward,
        train_dataset=rows("train"),
        eval_dataset={name: rows(name) for name in evaluated},
        callbacks=[WriteLog()],
    )
    trainer.train()


if __name__ == "__main__":
    main()
`

const refuse = (value: string, limit: string, advice: string) =>
  new InputError({ what: "Export for a large trainer", value, limit, advice })

/** What of the configuration a large trainer cannot be told. */
const check = (run: CpmobiusRun, trainer: LargeTrainer): InputError | undefined => {
  const { config } = run.start
  if (config.tie === "random-top") {
    return refuse("tie random-top", "requires ties that nobody wins", "Set tie to all-wrong.")
  }
  if (config.playerReward.kind !== "majority") {
    return refuse(`reward ${config.playerReward.kind}`, "requires the majority reward", "Export an arm with a vote.")
  }
  if (config.advantageScale === "population") {
    return refuse(
      "advantageScale population",
      "requires unbiased or none",
      "Both trainers divide by the unbiased deviation."
    )
  }
  if (trainer === "trl" && config.playerUpdate.entropy !== 0) {
    return refuse(
      `entropy ${config.playerUpdate.entropy}`,
      "TRL’s GRPO loss has no entropy term",
      "Set playerUpdate.entropy to 0, or export for veRL."
    )
  }
  return keptOf(run).length === 0
    ? refuse("0 problems", "requires a run with its gallery", "Run it into a folder.")
    : undefined
}

/**
 * Writes a run's batches and configuration for a large trainer: \`train.jsonl\` with the problems that passed the gate, in the
 * order of the steps, \`probe.jsonl\`, \`held.jsonl\` and \`ood.jsonl\` with the items' right answers, \`coach.jsonl\` with the
 * Coach's problems and rewards, \`reward.py\`, a script that starts the training, and \`scale.json\` for reading its log.
 *
 * Shape: veRL: its five fields a row; TRL: conversational prompts with the columns kind, label and group. Every batch of
 * \`config.problems\` rows is one step of the loop.
 * Assumes: chat models that put answers in boxes. Numbers are compared by value and texts by spelling: no symbolic algebra.
 * Errors: InputError for what the trainer cannot be told, or a folder that cannot be written.
 * Source: veRL \`docs/preparation/prepare_data.rst\`, \`verl/utils/tracking.py\`; TRL \`docs/source/grpo_trainer.md\`.
 *
 * @category cpmobius
 */
export const exportTraining = Effect.fnUntraced(function* (
  run: CpmobiusRun,
  items: CpmobiusItems,
  options: ExportOptions
): Effect.fn.Return<ScaleRun, InputError> {
  const { trainer, folder, model, labels = "vote", gpus = 8 } = options
  const problem = check(run, trainer)
  if (problem !== undefined) return yield* problem
  const { config } = run.start
  const seed = options.seed ?? config.seed
  const arm = options.arm ?? config.id
  const training = trainingRows(run, labels)
  const form = (rows: ReadonlyArray<Row>): string =>
    lines(
      rows.map((row, index) =>
        trainer === "verl" ? verlRow(row, index, items.instruction) : trlRow(row, items.instruction)
      )
    )
  const steps = optimiserSteps(run)
  const rule = ruleOf(config)
  const reward = yield* Effect.promise(() =>
    readFile(join(packageRoot(), "src/cases/cpmobius/scale/reward.py"), "utf8")
  )
  const rules = Object.entries(rule)
    .map(([key, value]) => `"${key}": ${pythonValue(value)}`)
    .join(", ")
  const verlRule = Object.entries(rule)
    .map(
      ([key, value]) =>
        `  "+custom_reward_function.reward_kwargs.${key}=${pythonValue(value).replaceAll('"', "")}" \\\n`
    )
    .join("")
  const scale: ScaleRun = {
    version: 1,
    trainer,
    arm,
    seed,
    config: { ...config, id: arm, seed },
    parameters: options.parameters ?? null,
    items: {
      probe: items.probe.length,
      held: items.held.length,
      outOfDistribution: items.outOfDistribution.length
    },
    problems: training.length,
    labels
  }
  const coach = run.problems.map(({ step, round, place, problem: text, fate, coachReward }) => ({
    step,
    round,
    place,
    text,
    fate,
    reward: coachReward
  }))
  const files: ReadonlyArray<readonly [string, string]> = [
    ["train.jsonl", form(training)],
    ["probe.jsonl", form(itemRows(dataSources.probe, items.probe))],
    ["held.jsonl", form(itemRows(dataSources.held, items.held))],
    ["ood.jsonl", form(itemRows(dataSources.outOfDistribution, items.outOfDistribution))],
    ["coach.jsonl", lines(coach)],
    ["reward.py", reward.replace(/^RULE = \{\}$/mu, `RULE = {${rules}}`)],
    trainer === "verl"
      ? [
          "run_verl.sh",
          verlScript(verlOverrides(config, { model, gpus, steps, reward: `${arm}-seed-${seed}` }), verlRule)
        ]
      : ["train_grpo.py", trlScript(trlSettings(config, { gpus, steps, seed }), model)],
    [scaleFile, `${JSON.stringify(scale, null, 2)}\n`]
  ]
  yield* Effect.tryPromise({
    try: async () => {
      await mkdir(folder, { recursive: true })
      for (const [name, text] of files) await writeFile(join(folder, name), text)
    },
    catch: (cause) =>
      refuse(
        folder,
        `must be writable (${cause instanceof Error ? cause.message : String(cause)})`,
        "Choose another folder."
      )
  })
  return scale
})
