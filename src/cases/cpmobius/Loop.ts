import * as Effect from "effect/Effect"
import { InputError } from "../../errors/InputError.js"
import type { LedgerError } from "../../errors/LedgerError.js"
import type { ModelError } from "../../errors/ModelError.js"
import type { RunLimitReached } from "../../errors/RunLimitReached.js"
import type { TrainerError } from "../../errors/TrainerError.js"
import type { CallSettled } from "../../ledger/Event.js"
import type { LedgerWriter } from "../../ledger/LedgerWriter.js"
import type { BudgetMeter } from "../../meter/BudgetMeter.js"
import type { ModelReply, Prompt } from "../../model/LanguageModel.js"
import { createStream } from "../../stats/createStream.js"
import { deriveSeed } from "../../stats/deriveSeed.js"
import { mean } from "../../stats/mean.js"
import { grade } from "../../task/grade.js"
import type { Item } from "../../task/Item.js"
import { keysOf } from "../../task/keysOf.js"
import { answerKeys } from "./answerKeys.js"
import { freshGuard, watchForCollapse } from "./CollapseGuard.js"
import type { CpmobiusConfig, UpdateSettings } from "./CpmobiusConfig.js"
import type { CpmobiusEnd, CpmobiusEvent, ProblemRecord, Purpose, StepRecord } from "./CpmobiusEvent.js"
import type { CpmobiusItems } from "./CpmobiusItems.js"
import { clusterShares } from "./clusterShares.js"
import { type CoachedProblem, coachRewards } from "./coachRewards.js"
import { passesGate } from "./gate.js"
import { groupAdvantages } from "./groupAdvantages.js"
import type { Judged, LoopMemory, LoopState, Pending, Proposal, Solved, Voted, Work } from "./LoopState.js"
import { lengthCovariance } from "./lengthCovariance.js"
import { afterSave, firstProbe, nextProbe, savesBest } from "./ProbeHistory.js"
import { coachPrompt, type PlayerReport, problemReply, readProblem, topicOf } from "./proposal.js"
import { type Ask, type Question, Speaker, unsent } from "./Speaker.js"
import { afterCalls, afterUpdate, noSpending, type Sizes } from "./spending.js"
import type { Checkpoint, PolicyRole, Trainer, TrainingGroup, UpdateOptions } from "./Trainer.js"
import { rewardsOf, vote } from "./vote.js"

/** What makes a run stop before its end. What was settled is in the ledger. */
export type LoopError = InputError | ModelError | LedgerError | TrainerError | RunLimitReached

/** What the loop works with. */
export interface LoopSurroundings {
  readonly config: CpmobiusConfig
  readonly trainer: Trainer
  readonly items: CpmobiusItems
  readonly ledger: LedgerWriter<CpmobiusEvent>
  /** Caps of the whole run. */
  readonly limits: BudgetMeter
  /** Calls that are already paid for, by step and call. */
  readonly recorded: Map<number, Map<string, CallSettled>>
  /** Digests that later steps had before an interruption, by step, role and cause. */
  readonly recordedDigests: Map<string, string>
  /** Calls in flight at once. */
  readonly concurrency: number
  readonly retries: number
  /** Take held-out accuracy from the trainer's own probabilities. */
  readonly exact: boolean
}

/** A loop that has done nothing yet. */
export const freshMemory: LoopMemory = {
  history: null,
  gains: [],
  rewardSum: 0,
  rewardSteps: 0,
  report: null,
  best: null,
  pending: [],
  guard: freshGuard,
  good: [],
  spent: noSpending
}

const keyOf = ({ round, place }: Proposal): string => `${round}.${place}`

const freshWork = (step: number): Work => ({
  step,
  round: 0,
  judged: [],
  kept: [],
  player: null,
  coach: null,
  probe: null,
  accuracy: null,
  coachPay: new Map()
})

const meanOrNull = (values: ReadonlyArray<number>): number | null => (values.length === 0 ? null : mean(values))

/**
 * The Coach–Player loop as a machine: {@link Loop.advance} takes one {@link LoopState} to the next, and that is all there is.
 *
 * What is carried between iterations is `memory`, plain data; the policies are the trainer's.
 */
export class Loop {
  private readonly sizes: Sizes
  private readonly speaker: Speaker
  private readonly proposed = new Set<string>()

  constructor(
    private readonly around: LoopSurroundings,
    public memory: LoopMemory,
    proposedBefore: Iterable<string>
  ) {
    const { trainer, config, items } = around
    this.speaker = new Speaker({
      ...around,
      id: config.id,
      seed: config.seed,
      policy: trainer.policy,
      instruction: items.instruction
    })
    this.sizes = {
      coach: trainer.policy("coach").identity.parameters,
      player: trainer.policy("player").identity.parameters
    }
    for (const problem of proposedBefore) this.proposed.add(problem)
  }

  /** Where the loop begins, or goes on after the checkpoint of a step. */
  begin(finished?: number): LoopState {
    const { config } = this.around
    if (finished === undefined) return { at: config.warmUp === null ? "first-probe" : "warm-up" }
    const reason = this.over(finished)
    return reason === null ? { at: "propose", work: freshWork(finished + 1) } : { at: "done", step: finished, reason }
  }

  /** Why the run is over after a step; `null` while it goes on. */
  private over(step: number): CpmobiusEnd["reason"] | null {
    const { config } = this.around
    if (config.guard !== null && this.memory.guard.collapses >= config.guard.most) return "collapsed"
    return this.budgetSpent() ? "budget" : step >= config.steps ? "steps" : null
  }

  /** One transition. */
  advance(state: LoopState): Effect.Effect<LoopState, LoopError> {
    switch (state.at) {
      case "warm-up":
        return this.warmUp()
      case "first-probe":
        return this.probeFirst()
      case "propose":
        return this.propose(state.work)
      case "solve":
        return this.solve(state.work, state.proposals)
      case "vote":
        return Effect.sync(() => ({
          at: "gate",
          work: state.work,
          voted: state.solved.map((one) => this.voted(state.work, one))
        }))
      case "gate":
        return Effect.sync(() => this.judge(state.work, state.voted))
      case "save-best":
        return this.saveBest(state.work)
      case "update-player":
        return this.updatePlayer(state.work)
      case "probe":
        return this.probe(state.work)
      case "update-coach":
        return this.updateCoach(state.work)
      case "rollback":
        return this.rollback(state.work)
      case "checkpoint":
        return this.checkpoint(state.work)
      case "done":
        return Effect.succeed(state)
    }
  }

  private readonly warmUp = Effect.fnUntraced({ self: this }, function* (this: Loop) {
    const { config, trainer, items } = this.around
    const settings = config.warmUp
    if (settings === null) return { at: "first-probe" } as const
    if (items.warmUp.length === 0)
      return yield* missing("warm-up", "problems to imitate", "Give `items.warmUp`, or set warmUp to null.")
    const coach = trainer.policy("coach")
    const prompt = this.coachPrompt()
    const stream = createStream(deriveSeed(config.seed, config.id, "warm-up"))
    for (let step = 1; step <= settings.steps; step++) {
      const groups = Array.from({ length: settings.batch }, (): TrainingGroup => {
        const problem = items.warmUp[stream.int(items.warmUp.length)] ?? ""
        const text = problemReply(coach.identity.dialect, problem)
        return { prompt, replies: [{ text, finish: "stop", sampledTokens: null, reward: 0, advantage: 0 }] }
      })
      const report = yield* trainer.imitate("coach", groups, {
        ...this.updateOptions(config.coachUpdate, step, "warm-up", config.coach.temperature),
        learningRate: settings.learningRate,
        kl: 0,
        entropy: 0
      })
      this.spend((spent) => afterUpdate(spent, "coach", report, this.sizes))
      yield* this.append({ type: "warm-up", step, report })
    }
    yield* trainer.anchor("coach")
    yield* this.note("coach", 0, "warm-up")
    return { at: "first-probe" } as const
  })

  private readonly probeFirst = Effect.fnUntraced({ self: this }, function* (this: Loop) {
    const { config } = this.around
    const accuracy = yield* this.measure(0)
    this.memory = { ...this.memory, history: firstProbe(accuracy, config.rollback) }
    if (this.memory.history?.saved === true) {
      const best = yield* this.around.trainer.save("player")
      this.memory = { ...this.memory, best }
    }
    yield* this.append({ type: "first-probe", accuracy, spent: this.memory.spent })
    yield* this.evaluate(0)
    yield* this.saveAll(0)
    return this.begin(0)
  })

  private readonly propose = Effect.fnUntraced({ self: this }, function* (this: Loop, work: Work) {
    const { config, trainer } = this.around
    const round = work.round + 1
    const missingProblems = config.problems - work.kept.length
    const prompt = this.coachPrompt()
    const { dialect } = trainer.policy("coach").identity
    const asks = Array.from(
      { length: config.resample === "item" ? missingProblems : config.problems },
      (_, place): Ask => ({
        call: `propose.${round}.${place}`,
        role: "coach",
        turn: "propose",
        prompt,
        temperature: config.coach.temperature,
        seed: this.seed("propose", work.step, round, place),
        maxTokens: config.coach.replyTokens,
        readable: (reply) => readProblem(dialect, reply) !== null
      })
    )
    const replies = yield* this.speak(work.step, "propose", asks)
    const proposals = replies.map(
      (reply, place): Proposal => ({ round, place, prompt, reply, problem: readProblem(dialect, reply) })
    )
    return { at: "solve", work: { ...work, round }, proposals } as const
  })

  private readonly solve = Effect.fnUntraced(
    { self: this },
    function* (this: Loop, work: Work, proposals: ReadonlyArray<Proposal>) {
      const { config } = this.around
      const questions = proposals.map(({ problem }) => (problem === null ? null : { question: problem, facts: [] }))
      const asks = proposals.flatMap(({ round, place }, index) => {
        const question = questions[index]
        if (question === null || question === undefined) return []
        const ask = this.question(question, config.player.temperature)
        return Array.from({ length: config.answers }, (_, answer) =>
          ask(`solve.${round}.${place}.${answer}`, this.seed("solve", work.step, round, place, answer))
        )
      })
      const replies = yield* this.speak(work.step, "solve", asks)
      let next = 0
      const solved = proposals.map((proposal, index): Solved => {
        const question = questions[index]
        const solvePrompt = asks[next]?.prompt ?? proposal.prompt
        if (question === null || question === undefined) return { ...proposal, solvePrompt, answers: [] }
        const own = replies.slice(next, next + config.answers)
        next += config.answers
        return {
          ...proposal,
          solvePrompt,
          answers: own.map((reply) => ({ reply, answer: this.read(question, reply) }))
        }
      })
      return { at: "vote", work, solved } as const
    }
  )

  private voted({ step }: Work, solved: Solved): Voted {
    const { config } = this.around
    const { playerReward, tie, none } = config
    const keys = answerKeys(
      solved.answers.map(({ answer }) => answer),
      config.answerKey
    )
    const seed = () => this.seed("tie", step, solved.round, solved.place)
    return {
      ...solved,
      keys,
      vote: vote({
        keys,
        empty: solved.answers.map(({ reply }) => reply.text === ""),
        rule: { tie, none, reward: playerReward.kind === "majority" ? playerReward.values : "plus-minus" },
        draw: (n) => createStream(seed()).int(n)
      })
    }
  }

  private judge(work: Work, voted: ReadonlyArray<Voted>): LoopState {
    const { config } = this.around
    const kept = [...work.kept]
    const judged = voted.map((one): Judged => {
      const passes =
        one.problem !== null && passesGate(config.gate, { winners: one.vote.winners, answers: one.answers.length })
      const fate = !passes ? "dropped" : kept.length < config.problems ? "kept" : "surplus"
      const all: Judged = { ...one, fate }
      if (fate === "kept") kept.push(all)
      return all
    })
    const next = { ...work, judged: [...work.judged, ...judged], kept }
    return kept.length < config.problems && work.round < config.mostRounds
      ? { at: "propose", work: next }
      : { at: "save-best", work: next }
  }

  private readonly saveBest = Effect.fnUntraced({ self: this }, function* (this: Loop, work: Work) {
    const { history } = this.memory
    if (history !== null && savesBest(history) && this.around.config.rollback !== null) {
      const best = yield* this.around.trainer.save("player")
      this.memory = { ...this.memory, best, history: afterSave(history) }
    }
    return { at: "update-player", work } as const
  })

  private readonly updatePlayer = Effect.fnUntraced({ self: this }, function* (this: Loop, work: Work) {
    const { config, trainer } = this.around
    if (work.kept.length === 0) return { at: "probe", work } as const
    const groups = yield* this.playerGroups(work.kept)
    const options = this.updateOptions(config.playerUpdate, work.step, "player", config.player.temperature)
    const player = yield* trainer.updatePlayer(groups, options)
    this.spend((spent) => afterUpdate(spent, "player", player, this.sizes))
    yield* this.note("player", work.step, "update")
    return { at: "probe", work: { ...work, player } } as const
  })

  private readonly probe = Effect.fnUntraced({ self: this }, function* (this: Loop, work: Work) {
    const { config } = this.around
    const { history } = this.memory
    if (history === null || work.step % config.coachEvery !== 0) return { at: "update-coach", work } as const
    const accuracy = yield* this.measure(work.step)
    const decay = config.coachReward.kind === "ema-delta" ? { decay: config.coachReward.decay } : {}
    const probe = nextProbe(history, { step: work.step, accuracy, rule: config.rollback, ...decay })
    this.memory = { ...this.memory, history: probe.history }
    return { at: "update-coach", work: { ...work, probe, accuracy } } as const
  })

  private readonly updateCoach = Effect.fnUntraced({ self: this }, function* (this: Loop, work: Work) {
    const { config, trainer } = this.around
    const learning = config.coachReward.kind === "frozen" ? [] : this.pendingOf(work)
    this.memory = { ...this.memory, pending: [...this.memory.pending, ...learning] }
    const { probe } = work
    if (probe === null) return { at: "rollback", work } as const
    const { pending, gains } = this.memory
    this.memory = { ...this.memory, pending: [], gains: [...gains, probe.g] }
    if (pending.length === 0 || (config.skipIfDeltaZero && probe.g === 0)) return { at: "rollback", work } as const
    const stream = createStream(this.seed("coach-reward", work.step))
    const rewards = coachRewards(config.coachReward, {
      problems: coachedProblems(pending, config.coachReward.kind === "adversarial"),
      g: probe.g,
      averageGain: probe.averageGain,
      earlier: gains,
      draw: stream.next
    })
    if (rewards === null) return { at: "rollback", work } as const
    const { rewardSum, rewardSteps } = this.memory
    const baseline = config.coachBaseline === "running-mean" && rewardSteps > 0 ? rewardSum / rewardSteps : 0
    this.memory = { ...this.memory, rewardSum: rewardSum + mean(rewards), rewardSteps: rewardSteps + 1 }
    const most = config.coachClip ?? Number.POSITIVE_INFINITY
    const groups = pending.map(({ prompt, text, finish, sampledTokens }, index): TrainingGroup => {
      const reward = rewards[index] ?? 0
      const advantage = Math.max(-most, Math.min(most, reward - baseline))
      return { prompt, replies: [{ text, finish, sampledTokens, reward, advantage }] }
    })
    const options = this.updateOptions(config.coachUpdate, work.step, "coach", config.coach.temperature)
    const coach = yield* trainer.updateCoach(groups, options)
    this.spend((spent) => afterUpdate(spent, "coach", coach, this.sizes))
    yield* this.note("coach", work.step, "update")
    const coachPay = new Map(
      pending.flatMap(({ step, key }, index) => (step === work.step ? [[key, rewards[index] ?? 0] as const] : []))
    )
    return { at: "rollback", work: { ...work, coach, coachPay } } as const
  })

  private readonly rollback = Effect.fnUntraced({ self: this }, function* (this: Loop, work: Work) {
    const { config } = this.around
    const { step, probe } = work
    const record = yield* this.stepRecord(work)
    yield* this.append(record)
    if (probe !== null && probe.rollback !== "none") {
      const to = probe.rollback === "reload" ? this.memory.best : null
      if (to !== null) yield* this.restore(to, step, "rollback")
      yield* this.append({ type: "rollback", step, outcome: probe.rollback, to })
    }
    if (config.guard !== null) {
      const { precision, acceptance } = record
      const signals = { precision, acceptance, entropy: record.player?.entropy ?? null }
      const { memory: guard, collapse } = watchForCollapse(this.memory.guard, signals, config.guard)
      this.memory = { ...this.memory, guard }
      const { window } = config.guard
      const good = this.memory.good.findLast((one) => one.step <= step - window) ?? this.memory.good[0]
      if (collapse !== null && good !== undefined) {
        yield* this.restore(good.player, step, "collapse")
        yield* this.restore(good.coach, step, "collapse")
        // Later checkpoints hold policies that were on their way down.
        const kept = this.memory.good.filter((one) => one.step <= good.step)
        this.memory = { ...this.memory, history: good.history, pending: [], good: kept }
        yield* this.append({ type: "collapse", step, ...collapse, restored: good.step })
      }
    }
    return { at: "checkpoint", work } as const
  })

  private readonly checkpoint = Effect.fnUntraced({ self: this }, function* (this: Loop, work: Work) {
    const { config } = this.around
    const { step } = work
    const over = this.over(step) !== null
    if (over || step % config.evaluateEvery === 0) yield* this.evaluate(step)
    if (over || step % config.checkpointEvery === 0) yield* this.saveAll(step)
    return this.begin(step)
  })

  private budgetSpent(): boolean {
    const { budget } = this.around.config
    if (budget === null) return false
    const { flops, rollouts } = this.memory.spent
    // FLOPs that are not known may have been anything.
    return (budget.unit === "rollouts" ? rollouts : (flops ?? Number.POSITIVE_INFINITY)) >= budget.amount
  }

  private append(event: CpmobiusEvent): Effect.Effect<void, LedgerError> {
    return this.around.ledger.append(event)
  }

  private spend(change: (spent: LoopMemory["spent"]) => LoopMemory["spent"]): void {
    this.memory = { ...this.memory, spent: change(this.memory.spent) }
  }

  private seed(...path: ReadonlyArray<string | number>): number {
    const { seed, id } = this.around.config
    return deriveSeed(seed, id, ...path)
  }

  private coachPrompt(): Prompt {
    const { config, trainer } = this.around
    const { dialect } = trainer.policy("coach").identity
    return coachPrompt({ dialect, instruction: config.instruction, sees: config.coachSees, report: this.memory.report })
  }

  private question(of: Question, temperature: number): (call: string, seed: number) => Ask {
    return this.speaker.question(of, { temperature, maxTokens: this.around.config.player.replyTokens })
  }

  private read(of: Question, reply: ModelReply): string | null {
    return this.speaker.read(of, reply)
  }

  private speak(
    step: number,
    purpose: Purpose,
    asks: ReadonlyArray<Ask>
  ): Effect.Effect<ReadonlyArray<ModelReply>, LoopError> {
    const paid = (replies: ReadonlyArray<ModelReply>) =>
      this.spend((spent) => afterCalls(spent, purpose, replies, this.sizes))
    return this.speaker.speak({ step, purpose, paid }, asks)
  }

  /** Writes down which model now stands behind a role; on a resumed run checks that it is the one from before. */
  private readonly note = Effect.fnUntraced(
    { self: this },
    function* (this: Loop, role: PolicyRole, step: number, cause: "warm-up" | "update" | "rollback" | "collapse") {
      const { trainer, recordedDigests, recorded } = this.around
      const { id, digest } = trainer.policy(role).identity
      const before = recordedDigests.get(`${step}.${role}.${cause}`)
      if (before !== undefined && before !== digest) {
        recordedDigests.clear()
        // Calls of this step that came before the update stay; everything sampled from other weights is sampled anew.
        let discarded = 0
        for (const [later, calls] of recorded) {
          for (const call of later < step ? [] : [...calls.keys()]) {
            if (later === step && !/^(?:probe|evaluation)/u.test(call)) continue
            calls.delete(call)
            discarded++
          }
        }
        yield* this.append({ type: "cpmobius-diverged", step, role, recorded: before, found: digest, discarded })
      }
      yield* this.append({ type: "policy", step, role, cause, model: id, digest })
    }
  )

  private readonly restore = Effect.fnUntraced(
    { self: this },
    function* (this: Loop, checkpoint: Checkpoint, step: number, cause: "rollback" | "collapse") {
      yield* this.around.trainer.load(checkpoint)
      yield* this.note(checkpoint.role, step, cause)
    }
  )

  private updateOptions(settings: UpdateSettings, step: number, purpose: string, temperature: number): UpdateOptions {
    return { ...settings, step, seed: this.seed("update", purpose, step), temperature }
  }

  /** Answers of the kept problems with rewards and advantages. */
  private readonly playerGroups = Effect.fnUntraced(
    { self: this },
    function* (this: Loop, kept: ReadonlyArray<Judged>) {
      const { config, trainer, items } = this.around
      const { playerReward } = config
      const rewards: Array<ReadonlyArray<number>> = []
      switch (playerReward.kind) {
        case "majority":
          for (const { vote: outcome } of kept) rewards.push(outcome.rewards)
          break
        case "gold":
          for (const { problem, answers } of kept) {
            const truth = problem === null ? null : (items.auditor?.(problem) ?? null)
            const agrees: Array<boolean> = []
            for (const { answer } of answers) {
              const key = truth?.answer ?? null
              agrees.push(answer !== null && key !== null && (yield* grade(items.grader, answer, key)) >= 1)
            }
            rewards.push(rewardsOf({ agrees, reward: playerReward.values }))
          }
          break
        case "entropy": {
          if (trainer.entropies === undefined) {
            return yield* missing("entropy reward", "a trainer that computes entropies", "Choose another reward.")
          }
          const plain = kept.map((one) => this.group(one, [], []))
          const { values, forwardTokens } = yield* trainer.entropies(plain, config.player.temperature)
          this.spend((spent) => afterUpdate(spent, "player", { forwardTokens, trainedTokens: 0 }, this.sizes))
          for (const [index, { answers }] of kept.entries()) {
            rewards.push(
              answers.map(({ answer }, j) => -(answer === null ? playerReward.unreadable : (values[index]?.[j] ?? 0)))
            )
          }
        }
      }
      return kept.map((one, index) => {
        const own = rewards[index] ?? []
        return this.group(one, own, groupAdvantages(own, { scale: config.advantageScale }))
      })
    }
  )

  private group(of: Judged, rewards: ReadonlyArray<number>, advantages: ReadonlyArray<number>): TrainingGroup {
    return {
      prompt: of.solvePrompt,
      replies: of.answers.map(({ reply: { text, finish, sampledTokens } }, index) => ({
        text,
        finish,
        sampledTokens,
        reward: rewards[index] ?? 0,
        advantage: advantages[index] ?? 0
      }))
    }
  }

  /** What the Coach may learn from in this step. */
  private pendingOf({ step, kept, judged }: Work): ReadonlyArray<Pending> {
    const { config } = this.around
    return (config.coachLearnsFrom === "kept" ? kept : judged).map((one) => {
      const { vote: outcome, answers, keys, reply } = one
      const advantages = groupAdvantages(outcome.rewards, { scale: config.advantageScale })
      const lengths = answers.map((answer) => answer.reply.sampledTokens ?? 0)
      return {
        step,
        key: keyOf(one),
        prompt: one.prompt,
        text: reply.text,
        finish: reply.finish,
        sampledTokens: reply.sampledTokens,
        problem: one.problem,
        seen: {
          solveRate: answers.length === 0 ? 0 : outcome.winners / answers.length,
          agreement: topShare(keys),
          readable: one.problem !== null,
          lengthCovariance: lengthCovariance(lengths, advantages)
        }
      }
    })
  }

  /** Probes the Player: accuracy on the probe items, and the report that the Coach may read. */
  private readonly measure = Effect.fnUntraced({ self: this }, function* (this: Loop, step: number) {
    const { config, items } = this.around
    const { probe } = config
    const dice = probe.dice === "common" ? [] : [step]
    const asks = items.probe.flatMap((item, index) => {
      const ask = this.question(item, probe.temperature)
      return Array.from({ length: probe.samples }, (_, sample) =>
        ask(`probe.${index}.${sample}`, this.seed("probe", index, sample, ...dice))
      )
    })
    const replies = yield* this.speak(step, "probe", asks)
    const scores: Array<number> = []
    const failed: Array<PlayerReport["failed"][number]> = []
    for (const [index, item] of items.probe.entries()) {
      const answers = replies
        .slice(index * probe.samples, (index + 1) * probe.samples)
        .map((reply) => this.read(item, reply))
      const own = yield* this.probeScores(item, answers)
      scores.push(mean(own))
      if (own[0] === 0) failed.push({ question: item.question, answer: answers[0] ?? null })
    }
    const accuracy = mean(scores)
    if (config.coachSees !== "nothing") {
      const names = [...new Set(items.probe.map(topicOf))].sort()
      const topics = names.map((topic) => ({
        topic,
        accuracy: mean(scores.filter((_, index) => topicOf(items.probe[index] as Item) === topic))
      }))
      this.memory = { ...this.memory, report: { accuracy, topics, failed: failed.slice(0, 8) } }
    }
    return accuracy
  })

  private readonly probeScores = Effect.fnUntraced(
    { self: this },
    function* (this: Loop, item: Item, answers: ReadonlyArray<string | null>) {
      const { config } = this.around
      if (config.probe.labels === "majority") {
        const keys = answerKeys(answers, config.answerKey)
        const { tie, none } = config
        return vote({ keys, rule: { tie, none, reward: "zero-one" }, draw: () => 0 }).rewards
      }
      const scores: Array<number> = []
      for (const answer of answers) scores.push(answer === null ? 0 : yield* this.score(item, answer))
      return scores
    }
  )

  private score(item: Item, answer: string): Effect.Effect<number, InputError> {
    return grade(this.around.items.grader, answer, keysOf(item))
  }

  private readonly evaluate = Effect.fnUntraced({ self: this }, function* (this: Loop, step: number) {
    const { items, trainer, exact } = this.around
    if (items.held.length + items.outOfDistribution.length === 0) return
    const parts = [items.held, items.outOfDistribution]
    const scores: Array<ReadonlyArray<number>> = []
    if (exact && trainer.expectedScores !== undefined) {
      for (const part of parts) scores.push(trainer.expectedScores(part))
    } else {
      for (const [part, list] of parts.entries()) {
        const asks = list.map((item, index) =>
          this.question(item, this.around.config.probe.temperature)(
            `evaluation.${part}.${index}`,
            this.seed("evaluation", part, index, step)
          )
        )
        const replies = yield* this.speak(step, "evaluation", asks)
        const own: Array<number> = []
        for (const [index, item] of list.entries()) {
          const answer = this.read(item, replies[index] ?? unsent)
          own.push(answer === null ? 0 : yield* this.score(item, answer))
        }
        scores.push(own)
      }
    }
    const [overall, outOfDistribution] = scores
    yield* this.append({
      type: "evaluation",
      step,
      overall: meanOrNull(overall ?? []),
      outOfDistribution: meanOrNull(outOfDistribution ?? []),
      how: exact ? "exact" : "sampled",
      spent: this.memory.spent
    })
  })

  private readonly saveAll = Effect.fnUntraced({ self: this }, function* (this: Loop, step: number) {
    const { trainer, config } = this.around
    const coach = yield* trainer.save("coach")
    const player = yield* trainer.save("player")
    const { history } = this.memory
    if (history === null) return
    const good = [...this.memory.good, { step, coach, player, history }]
    // The first, and all that a collapse seen now or later may go back to.
    const enough =
      config.guard === null ? 0 : good.findLastIndex((one) => one.step <= step - (config.guard?.window ?? 0))
    const kept = config.guard === null ? good.slice(0, 1) : good.filter((_, index) => index === 0 || index >= enough)
    this.memory = { ...this.memory, good: kept }
    const { best } = this.memory
    yield* this.append({ type: "checkpoint", step, coach, player, best, memory: JSON.stringify(this.memory) })
    yield* trainer.prune([
      coach,
      player,
      ...(best === null ? [] : [best]),
      ...kept.flatMap((one) => [one.coach, one.player])
    ])
  })

  private readonly stepRecord = Effect.fnUntraced({ self: this }, function* (this: Loop, work: Work) {
    const { step, judged, kept, probe } = work
    const share = (test: (one: Judged) => boolean): number =>
      judged.length === 0 ? 0 : judged.filter(test).length / judged.length
    let duplicates = 0
    let illPosed = 0
    const audits: Array<ProblemRecord["audit"]> = []
    for (const one of judged) {
      const { problem } = one
      if (problem !== null && this.proposed.has(problem)) duplicates++
      if (problem !== null) this.proposed.add(problem)
      const audit = yield* this.audit(one)
      if (audit === "ill-posed") illPosed++
      if (one.fate === "kept" && audit !== null) audits.push(audit)
      yield* this.append(problemRecord(step, one, audit, work.coachPay.get(keyOf(one)) ?? null))
    }
    const audited = this.around.items.auditor !== undefined
    const lengths = judged.flatMap(({ answers }) => answers.flatMap(({ reply }) => reply.sampledTokens ?? []))
    const pay = [...work.coachPay.values()]
    const record: StepRecord = {
      type: "step",
      step,
      rounds: work.round,
      proposed: judged.length,
      kept: kept.length,
      acceptance: share(({ fate }) => fate !== "dropped"),
      ties: share(({ vote: { outcome } }) => outcome === "tie"),
      none: share(({ vote: { outcome }, problem }) => outcome === "none" && problem !== null),
      unreadable: share(({ problem }) => problem === null),
      duplicates: judged.length === 0 ? 0 : duplicates / judged.length,
      agreement: meanOrNull(kept.map(({ vote: { winners }, answers }) => winners / answers.length)),
      precision: audited ? meanOrNull(audits.map((one) => (one === "label-right" ? 1 : 0))) : null,
      illPosed: audited && judged.length > 0 ? illPosed / judged.length : null,
      answerTokens: meanOrNull(lengths),
      problemTokens: meanOrNull(judged.flatMap(({ reply }) => reply.sampledTokens ?? [])),
      accuracy: work.accuracy,
      g: probe?.g ?? null,
      meanCoachReward: meanOrNull(pay),
      player: work.player,
      coach: work.coach,
      rollback: probe?.rollback ?? "none",
      spent: this.memory.spent
    }
    return record
  })

  private readonly audit = Effect.fnUntraced({ self: this }, function* (this: Loop, one: Judged) {
    const { items } = this.around
    const truth = one.problem === null ? null : (items.auditor?.(one.problem) ?? null)
    if (truth === null) return null
    if (truth.answer === null) return "ill-posed" as const
    const { label } = one.vote
    if (label === null) return null
    return (yield* grade(items.grader, label, truth.answer)) >= 1 ? ("label-right" as const) : ("label-wrong" as const)
  })
}

const missing = (what: string, needs: string, advice: string): Effect.Effect<never, InputError> =>
  Effect.fail(
    new InputError({ what: `Coach–Player run, ${what}`, value: "none given", limit: `requires ${needs}`, advice })
  )

const topShare = (keys: ReadonlyArray<string | null>): number => {
  const counts = new Map<string | null, number>()
  for (const key of keys) if (key !== null) counts.set(key, (counts.get(key) ?? 0) + 1)
  return keys.length === 0 ? 0 : Math.max(0, ...counts.values()) / keys.length
}

const coachedProblems = (pending: ReadonlyArray<Pending>, clustered: boolean): ReadonlyArray<CoachedProblem> => {
  const shares = clustered ? clusterShares(pending.map(({ text }) => text)) : []
  return pending.map(({ seen }, index) => ({ ...seen, clusterShare: shares[index] ?? 0 }))
}

const problemRecord = (
  step: number,
  one: Judged,
  audit: ProblemRecord["audit"],
  coachReward: number | null
): ProblemRecord => {
  const counts = new Map<string | null, number>()
  for (const key of one.keys) counts.set(key, (counts.get(key) ?? 0) + 1)
  return {
    type: "problem",
    step,
    round: one.round,
    place: one.place,
    problem: one.problem,
    counts: [...counts].map(([key, count]) => ({ key, count })).sort((a, b) => b.count - a.count),
    outcome: one.problem === null ? "unreadable" : one.vote.outcome,
    label: one.vote.label,
    winners: one.vote.winners,
    fate: one.fate,
    audit,
    coachReward
  }
}
