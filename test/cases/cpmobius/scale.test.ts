import { spawnSync } from "node:child_process"
import { readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import * as Effect from "effect/Effect"
import { beforeAll, describe, expect, it } from "vitest"
import type { CpmobiusConfig } from "../../../src/cases/cpmobius/CpmobiusConfig.js"
import type { CpmobiusRun } from "../../../src/cases/cpmobius/CpmobiusRun.js"
import { buildTrainingReport } from "../../../src/cases/cpmobius/report/buildTrainingReport.js"
import { runCpmobius } from "../../../src/cases/cpmobius/runCpmobius.js"
import { exportTraining, trlSettings, verlOverrides } from "../../../src/cases/cpmobius/scale/exportTraining.js"
import { importTraining } from "../../../src/cases/cpmobius/scale/importTraining.js"
import { standardWorld } from "../../../src/cases/cpmobius/simulated/SimulatedWorld.js"
import { simulatedItems } from "../../../src/cases/cpmobius/simulated/simulatedItems.js"
import { simulatedLearner } from "../../../src/cases/cpmobius/simulated/simulatedLearner.js"
import { simulatedConfig, standardSetting } from "../../../src/cases/cpmobius/simulated/simulatedStudy.js"
import { readTraining } from "../../../src/cases/cpmobius/study/readTraining.js"
import { vote } from "../../../src/cases/cpmobius/vote.js"
import { readFixture } from "../../fixtures/readFixture.js"
import { temporaryFolder } from "../../fixtures/temporaryFolder.js"

const seed = 11
const items = simulatedItems({ world: standardWorld, seed, probe: 12, held: 1 })
const config: CpmobiusConfig = {
  ...simulatedConfig({ setting: standardSetting, seed, rollouts: 1e9 }),
  problems: 3,
  answers: 4,
  steps: 3,
  warmUp: null
}
let run: CpmobiusRun
beforeAll(async () => {
  run = await runCpmobius({ config, trainer: simulatedLearner({ seed }), items }, { exact: true })
})

const exported = async (options: Partial<Parameters<typeof exportTraining>[2]> = {}) => {
  const folder = options.folder ?? temporaryFolder()
  const scale = await Effect.runPromise(
    exportTraining(run, items, { trainer: "verl", model: "Qwen/Qwen2.5-7B-Instruct", ...options, folder })
  )
  const text = (name: string) => readFileSync(join(folder, name), "utf8")
  const rows = (name: string) =>
    text(name)
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => JSON.parse(line))
  return { folder, scale, text, rows }
}

const python = (code: string): unknown => {
  const { stdout, stderr, status } = spawnSync("python3", ["-c", code], { encoding: "utf8", timeout: 60_000 })
  if (status !== 0) throw new Error(stderr)
  return JSON.parse(stdout)
}

const hasPython = spawnSync("python3", ["--version"]).status === 0
if (!hasPython) console.log("Skipped: no python3 on the path; the reward file and the training script are not run.")

describe("export for veRL", () => {
  it("writes the five documented fields, a batch of the loop as a batch of rows", async () => {
    const { rows, scale } = await exported()
    const train = rows("train.jsonl")
    const kept = run.problems.filter(({ fate }) => fate === "kept")
    expect(train.length).toBe(kept.length)
    expect(scale.problems).toBe(kept.length)
    expect(kept.length).toBe(run.steps.length * config.problems)
    for (const [index, row] of train.entries()) {
      expect(Object.keys(row)).toEqual(["data_source", "prompt", "ability", "reward_model", "extra_info"])
      expect(row.prompt).toEqual([{ role: "user", content: expect.stringContaining(kept[index]?.problem ?? "?") }])
      expect(row.reward_model).toEqual({ style: "rule", ground_truth: kept[index]?.label })
      expect(row.extra_info).toMatchObject({ index, kind: "vote", step: kept[index]?.step })
    }
    expect(new Set(train.map((row) => row.extra_info.group)).size).toBe(train.length)
    const held = rows("held.jsonl")
    expect(held.map((row) => row.reward_model.ground_truth)).toEqual(items.held.map(({ answer }) => answer))
    expect(held[0].data_source).toBe("cpmobius/held")
    expect(rows("probe.jsonl").length).toBe(items.probe.length)
    expect(rows("coach.jsonl").length).toBe(run.problems.length)
  })

  it("sets only keys that veRL's configuration has, with the loop's values", async () => {
    const { keys } = readFixture<{ readonly keys: ReadonlyArray<string> }>("verlKeys.json")
    const overrides = verlOverrides(config, { model: "m", gpus: 8, steps: 3, reward: "r" })
    for (const [key] of overrides) expect(keys).toContain(key)
    const value = new Map(overrides)
    expect(value.get("data.train_batch_size")).toBe("3")
    expect(value.get("actor_rollout_ref.rollout.n")).toBe("4")
    expect(value.get("actor_rollout_ref.actor.kl_loss_coef")).toBe("0.001")
    // Penalised entropy is a negative coefficient there; the paper has none.
    expect(value.get("actor_rollout_ref.actor.entropy_coeff")).toBe("0")
    const penalised = { ...config, playerUpdate: { ...config.playerUpdate, entropy: 0.01 } }
    const other = new Map(verlOverrides(penalised, { model: "m", gpus: 8, steps: 3, reward: "r" }))
    expect(other.get("actor_rollout_ref.actor.entropy_coeff")).toBe("-0.01")
    const { text } = await exported()
    expect(text("run_verl.sh")).toContain("VERL_FILE_LOGGER_PATH")
    expect(spawnSync("bash", ["-n"], { input: text("run_verl.sh") }).status).toBe(0)
  })
})

describe("export for TRL", () => {
  it("writes conversational prompts with the reward's columns, and a script that Python reads", async () => {
    const { rows, text } = await exported({ trainer: "trl", labels: "label" })
    const [row] = rows("train.jsonl")
    expect(Object.keys(row)).toEqual(["prompt", "kind", "label", "group"])
    expect(row.kind).toBe("label")
    const settings = trlSettings(config, { gpus: 8, steps: 3, seed })
    expect(settings.num_generations).toBe(config.answers)
    expect(Number(settings.per_device_train_batch_size) % config.answers).toBe(0)
    expect(settings.beta).toBe(config.playerUpdate.kl)
    const parse = ["-c", "import ast,sys; ast.parse(sys.stdin.read())"]
    if (hasPython) expect(spawnSync("python3", parse, { input: text("train_grpo.py") }).status).toBe(0)
  })

  it("refuses what the trainer cannot be told", async () => {
    const with_ = (change: Partial<CpmobiusConfig>, trainer: "verl" | "trl") =>
      Effect.runPromise(
        Effect.flip(
          exportTraining({ ...run, start: { ...run.start, config: { ...config, ...change } } }, items, {
            trainer,
            model: "m",
            folder: temporaryFolder()
          })
        )
      )
    expect((await with_({ tie: "random-top" }, "verl")).message).toContain("random-top")
    expect((await with_({ playerUpdate: { ...config.playerUpdate, entropy: 0.01 } }, "trl")).message).toContain(
      "entropy"
    )
    expect((await with_({ advantageScale: "population" }, "verl")).message).toContain("population")
  })
})

describe.skipIf(!hasPython)("the reward file", () => {
  const tables: ReadonlyArray<readonly [string, ReadonlyArray<string | null>]> = [
    ["a9 b7", [...Array(9).fill("a"), ...Array(7).fill("b")]],
    ["a8 b8", [...Array(8).fill("a"), ...Array(8).fill("b")]],
    ["None9 a7", [...Array(9).fill(null), ...Array(7).fill("a")]],
    ["a7 None7 b2", [...Array(7).fill("a"), ...Array(7).fill(null), ...Array(2).fill("b")]],
    ["a5 None4 b4 c3", [...Array(5).fill("a"), ...Array(4).fill(null), ...Array(4).fill("b"), ...Array(3).fill("c")]],
    ["12 singletons", [...Array(4).fill("a"), ...Array.from({ length: 12 }, (_, index) => `s${index}`)]]
  ]

  it("pays as the loop's own vote does", async () => {
    const { folder } = await exported()
    const texts = tables.map(([, keys]) => keys.map((key) => (key === null ? "no idea" : `so \\boxed{${key}}`)))
    const found = python(`
import json, sys
sys.path.insert(0, ${JSON.stringify(folder)})
from reward import compute_score
texts = json.loads(${JSON.stringify(JSON.stringify(texts))})
flat = [(t, g) for g, group in enumerate(texts) for t in group]
out = compute_score(["x"] * len(flat), [t for t, _ in flat], [""] * len(flat), [{"kind": "vote", "group": str(g)} for _, g in flat])
print(json.dumps([one["score"] for one in out]))`)
    const expected = tables.flatMap(([, keys]) => [
      ...vote({ keys, rule: { tie: "all-wrong", none: "always-wrong", reward: "plus-minus" }, draw: () => 0 }).rewards
    ])
    expect(found).toEqual(expected)
  })

  it("reads the last box with its braces, numbers by value, held-out items by their answer; an empty reply earns 0", async () => {
    const { folder } = await exported({ trainer: "trl" })
    const found = python(`
import json, sys
sys.path.insert(0, ${JSON.stringify(folder)})
from reward import answer_of, key_of, cpmobius_reward
print(json.dumps([
  answer_of("\\\\boxed{1} then \\\\boxed{\\\\frac{1}{2}}"), answer_of("none"), key_of("07"), key_of("1,000"), key_of("0.50"), key_of("X y "), key_of("07", raw=True),
  cpmobius_reward(prompts=[], completions=[[{"role": "assistant", "content": "\\\\boxed{07}"}], [{"role": "assistant", "content": "\\\\boxed{8}"}]], kind=["gold", "gold"], label=["7", "7"], group=["p", "p"]),
  cpmobius_reward(prompts=[], completions=["", "\\\\boxed{8}", "?"], kind=["label"] * 3, label=["8"] * 3, group=["q"] * 3)]))`)
    expect(found).toEqual(["\\frac{1}{2}", null, "7", "1000", "0.5", "x y", "07", [1, 0], [0, 1, 0]])
  })
})

describe("a log of a large trainer", () => {
  const verlLog = (gain: number) =>
    [0, 1, 2, 3, 4]
      .map((step) =>
        JSON.stringify({
          step,
          data: {
            "val-core/cpmobius/probe/acc/mean@1": 0.3 + gain * step,
            "val-core/cpmobius/held/acc/mean@1": 0.31 + gain * step,
            "val-core/cpmobius/ood/acc/mean@1": 0.21 + (gain / 2) * step,
            "val-aux/cpmobius/held/reward/mean@1": 0.9,
            ...(step === 0
              ? {}
              : {
                  "actor/kl_loss": 0.001 * step,
                  "actor/entropy": 1 - 0.1 * step,
                  "response_length/mean": 400,
                  "perf/total_num_tokens": 9000,
                  "cpmobius/probe_tokens": 500
                })
          }
        })
      )
      .join("\n")

  it("of veRL is judged by the same comparison", async () => {
    const folders: Array<string> = []
    for (const [arm, gain] of [
      ["full", 0.03],
      ["frozen-coach", 0.02]
    ] as const) {
      for (const own of [1, 2]) {
        const { folder } = await exported({ arm, seed: own, parameters: 7e9 })
        writeFileSync(join(folder, "metrics.jsonl"), `${verlLog(gain + own / 1000)}\n`)
        folders.push(folder)
      }
    }
    const report = await Effect.runPromise(
      Effect.flatMap(readTraining(folders), (records) => buildTrainingReport(records))
    )
    expect(report.scope).toBe("imported")
    expect(report.seeds).toEqual([1, 2])
    const [contrast] = report.gammaTrain
    // By hand: accuracies at step 4 are 0.31 + 4 (gain + seed/1000).
    const [m, s] = [0.31 + 4 * 0.0315, 0.31 + 4 * 0.0215]
    expect(contrast?.overall?.gamma).toBeCloseTo(m / s, 12)
    expect(contrast?.overall?.wins).toBe(2)
    expect(report.budget).toBe(4 * config.problems * config.answers + 5 * items.probe.length)
    expect(report.coach?.against).toBe("frozen-coach")
    const points = report.curves[0]?.points ?? []
    expect(points.map(({ kl }) => kl)).toEqual([0.001, 0.002, 0.003, 0.004])
    expect(points[1]?.g).toBeCloseTo(3.1, 9)
    expect(points.every(({ acceptance }) => acceptance === null)).toBe(true)
    // The first probe's tokens are not logged: FLOPs are unknown, not wrong.
    expect(report.cost[0]?.flops).toBeNull()
  })

  it("of veRL knows its FLOPs where the tokens of every probe are logged", async () => {
    const { folder } = await exported({ parameters: 7e9 })
    const log = verlLog(0.01).replace('{"step":0,"data":{', '{"step":0,"data":{"cpmobius/probe_tokens":500,')
    writeFileSync(join(folder, "metrics.jsonl"), log)
    const { run: read } = await Effect.runPromise(importTraining(folder))
    // 4 steps of 9,000 tokens: sampled, old policy and reference forward (2 each), trained (6); 5 probes of 500.
    expect(read.end?.spent.flops).toBe(7e9 * (4 * 9000 * (2 + 2 * 2 + 6) + 5 * 500 * 2))
  })

  it("of TRL is read from its lines and from trainer_state.json alike", async () => {
    const evaluation = (name: string, step: number, value: number) => ({
      [`eval_${name}_loss`]: 0,
      [`eval_${name}_runtime`]: 3,
      "eval_rewards/cpmobius_reward/mean": value,
      eval_reward: value,
      step
    })
    const entries = [0, 1, 2].flatMap((step) => [
      ...(step === 0 ? [] : [{ loss: 0.1, kl: 0.01 * step, entropy: 0.5, "completions/mean_length": 300, step }]),
      evaluation("probe", step, 0.3 + 0.1 * step),
      evaluation("held", step, 0.4 + 0.1 * step),
      evaluation("ood", step, 0.2 + 0.1 * step)
    ])
    const first = await exported({ trainer: "trl" })
    writeFileSync(join(first.folder, "metrics.jsonl"), entries.map((one) => `${JSON.stringify(one)}\n`).join(""))
    const second = await exported({ trainer: "trl" })
    writeFileSync(join(second.folder, "trainer_state.json"), JSON.stringify({ log_history: entries }))
    const [a, b] = [
      await Effect.runPromise(importTraining(first.folder)),
      await Effect.runPromise(importTraining(second.folder))
    ]
    expect(a.run.evaluations).toEqual(b.run.evaluations)
    expect(a.points).toEqual(b.points)
    expect(a.run.evaluations.map(({ overall }) => overall)).toEqual([0.4, 0.5, 0.6000000000000001])
    expect(a.run.evaluations.at(-1)?.outOfDistribution).toBeCloseTo(0.4, 12)
    expect(a.points.map(({ entropy, answerTokens }) => [entropy, answerTokens])).toEqual([
      [0.5, 300],
      [0.5, 300]
    ])
  })

  it("that is cut, not finite, empty or missing is told by file and line", async () => {
    const { folder } = await exported()
    const path = join(folder, "metrics.jsonl")
    const problem = () => Effect.runPromise(Effect.flip(importTraining(folder)))
    expect((await problem()).message).toContain("metrics.jsonl or trainer_state.json")
    writeFileSync(path, `${verlLog(0.1)}\n{"step":9,"data":{"val-co`)
    await expect(Effect.runPromise(importTraining(folder))).resolves.toBeDefined()
    writeFileSync(path, '{"step":1,"data":{"actor/kl_loss":NaN}}\n{"step":2,"data":{}}\n')
    expect((await problem()).message).toMatch(/line 1.*finite/u)
    writeFileSync(path, '{"step":1,"data":{"actor/kl_loss":0.1}}\n')
    expect((await problem()).message).toContain("cpmobius/held")
    writeFileSync(path, "[1]\n")
    expect((await problem()).message).toContain("step")
  })
})
