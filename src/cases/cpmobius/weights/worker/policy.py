"""One policy: weights in training, the reference that KL is taken to, the optimiser, and the file that holds them all.

A checkpoint is a GGUF file with tensors for the trained weights, Adam's two moments, the reference and the random state,
sealed by the sha256 of all bytes before it. It holds no code, and is written atomically.
"""

from __future__ import annotations

import hashlib
import json
import math
import os
from typing import Any, Callable, Dict, List, NamedTuple, Optional, Tuple

import numpy as np
import torch
from torch import Tensor

from failure import Failure
from gguf import ARRAY, F16, F32, FLOAT32, I8, STRING, UINT32, Entry, GgufFile, kind_name, write_gguf
from llama import MATRICES, Base, Network, hidden, padded, project
from losses import Objective, objective_terms, token_statistics, token_weights

CHECKPOINT_VERSION = 1


class Row(NamedTuple):
    """One sequence: its tokens, the first trained one, the advantage of all trained ones, old log-probabilities if known."""

    tokens: List[int]
    start: int
    advantage: float
    old: Optional[List[float]] = None


class Adam:
    """Adam with a constant learning rate and decoupled weight decay (0: none), all weights in one place a kind."""

    def __init__(self, trained: Dict[str, Tensor], settings: Dict[str, float]):
        self.trained, self.settings, self.steps = trained, settings, 0
        self.first = {name: torch.zeros_like(value) for name, value in trained.items()}
        self.second = {name: torch.zeros_like(value) for name, value in trained.items()}

    def step(self, gradients: Dict[str, Tensor]) -> None:
        s = self.settings
        self.steps += 1
        one, two = 1 - s["beta1"] ** self.steps, 1 - s["beta2"] ** self.steps
        with torch.no_grad():
            for name, value in self.trained.items():
                gradient, first, second = gradients[name], self.first[name], self.second[name]
                first.mul_(s["beta1"]).add_(gradient, alpha=1 - s["beta1"])
                second.mul_(s["beta2"]).addcmul_(gradient, gradient, value=1 - s["beta2"])
                if s["weightDecay"] != 0:
                    value.mul_(1 - s["learningRate"] * s["weightDecay"])
                value.addcdiv_(first, (second / two).sqrt_().add_(s["epsilon"]), value=-s["learningRate"] / one)


class Policy:
    def __init__(self, base: Base, base_digest: str, method: str, optimiser: Dict[str, float], seed: int,
                 lora: Dict[str, Any], micro_batch: int):
        self.base, self.base_digest, self.method, self.lora = base, base_digest, method, lora
        self.micro_batch = micro_batch
        self.updates = 0
        self.generator = torch.Generator().manual_seed(seed)
        if method == "full":
            trained, scale = self._all_weights(), 0.0
        else:
            trained, scale = self._pairs(), lora["alpha"] / lora["rank"]
        self.live = Network(base, trained, scale)
        self.reference = self.live.frozen()
        self.adam = Adam(trained, optimiser)

    def _all_weights(self) -> Dict[str, Tensor]:
        if self.base.quantised:
            info = self.base.quantised[0]
            raise Failure("wrong-type", "Tensor %s of %s" % (info.name, os.path.basename(self.base.path)),
                          kind_name(info.kind), "training in full requires F16 or F32",
                          "Train an adapter (method lora), or take an F16 file.")
        return {name: weight.clone().requires_grad_(True) for name, weight in self.base.weights.items()}

    def _pairs(self) -> Dict[str, Tensor]:
        trained: Dict[str, Tensor] = {}
        for layer in range(self.base.layers):
            for target in MATRICES:
                if target not in self.lora["targets"]:
                    continue
                name = "blk.%d.%s.weight" % (layer, target)
                rows, columns = self.base.weights[name].shape
                # As usual for LoRA: the first factor uniform within 1/√inputs, the second 0, so the policy begins as its base.
                down = torch.rand(self.lora["rank"], columns, generator=self.generator, dtype=torch.float64) * 2 - 1
                form = {"device": self.base.device, "dtype": self.base.dtype}
                trained[name + ".lora_a"] = (down / math.sqrt(columns)).to(**form).requires_grad_(True)
                trained[name + ".lora_b"] = torch.zeros(rows, self.lora["rank"], requires_grad=True, **form)
        return trained

    # -- rows --------------------------------------------------------------------------------------------------------

    def _check(self, rows: List[Row]) -> None:
        for index, row in enumerate(rows):
            limit = None
            if not 1 <= row.start < len(row.tokens):
                limit = "at least one token before the first trained one and one trained token are required"
            elif len(row.tokens) > self.base.context:
                limit = "at most %d tokens fit the context" % self.base.context
            elif not all(0 <= token < self.base.vocabulary for token in row.tokens):
                limit = "tokens from 0 to %d are required" % (self.base.vocabulary - 1)
            elif not math.isfinite(row.advantage):
                limit = "a finite advantage is required, got %r" % row.advantage
            elif row.old is not None and len(row.old) != len(row.tokens) - row.start:
                limit = "one old log-probability a trained token is required"
            if limit is not None:
                raise Failure("request", "Row of a batch", "number %d of %d tokens" % (index, len(row.tokens)), limit,
                              "This is an error of the caller: correct the batch.")

    def _batches(self, rows: List[Row]) -> List[List[int]]:
        """Row numbers, longest first, so that a batch has little padding; a batch has at most `micro_batch` padded tokens."""
        order = sorted(range(len(rows)), key=lambda index: -len(rows[index].tokens))
        batches: List[List[int]] = []
        for index in order:
            if not batches or (len(batches[-1]) + 1) * len(rows[batches[-1][0]].tokens) > self.micro_batch:
                batches.append([])
            batches[-1].append(index)
        return batches

    def _logits(self, net: Network, rows: List[Row]) -> Tuple[Tensor, Tensor]:
        """Logits that predict the trained tokens, row after row, and those tokens."""
        tokens = padded([row.tokens for row in rows], self.base.device)
        at = [(index, place) for index, row in enumerate(rows) for place in range(row.start, len(row.tokens))]
        which = torch.tensor(at, device=self.base.device)
        states = hidden(net, tokens[:, :-1])[which[:, 0], which[:, 1] - 1]
        return project(net, states), tokens[which[:, 0], which[:, 1]]

    # -- the three things that are done with rows -----------------------------------------------------------------------

    def logits(self, rows: List[Row]) -> List[List[List[float]]]:
        """Logits before each trained token, one list a row, in order."""
        self._check(rows)
        with torch.no_grad():
            return [self._logits(self.live, [row])[0].double().cpu().tolist() for row in rows]

    def score(self, rows: List[Row], temperature: float, with_reference: bool) -> List[Dict[str, Any]]:
        """Log-probabilities and entropies of the trained tokens under the policy, and under the reference where asked for."""
        self._check(rows)
        result: List[Dict[str, Any]] = [{} for _ in rows]
        nets = [("logProbabilities", "entropies", self.live)]
        if with_reference:
            nets.append(("referenceLogProbabilities", "", self.reference))
        with torch.no_grad():
            for batch in self._batches(rows):
                part = [rows[index] for index in batch]
                lengths = [len(row.tokens) - row.start for row in part]
                for chosen_key, entropy_key, net in nets:
                    logits, targets = self._logits(net, part)
                    chosen, entropy = token_statistics(logits, targets, temperature)
                    for index, logs, spread in zip(batch, chosen.split(lengths), entropy.split(lengths)):
                        result[index][chosen_key] = logs.double().cpu().tolist()
                        if entropy_key:
                            result[index][entropy_key] = spread.double().cpu().tolist()
        return result

    def gradients(self, rows: List[Row], objective: Objective, watch_kl: bool) -> Tuple[Dict[str, float], Dict[str, Tensor]]:
        """The terms of the loss over all rows, and its gradient. Nothing is changed."""
        self._check(rows)
        lengths = [len(row.tokens) - row.start for row in rows]
        weights = token_weights(lengths, objective.average)
        needs_reference = watch_kl or objective.kl_weight != 0
        sums = np.zeros(5)
        highest = 0.0
        trained = self.live.values
        total = {name: torch.zeros_like(value) for name, value in trained.items()}
        for batch in self._batches(rows):
            part = [rows[index] for index in batch]
            logits, targets = self._logits(self.live, part)
            chosen, entropy = token_statistics(logits, targets, objective.temperature)
            reference = chosen.detach()
            if needs_reference:
                with torch.no_grad():
                    reference = token_statistics(*self._logits(self.reference, part), objective.temperature)[0]

            def spread(values: List[float]) -> Tensor:
                table = [value for index, value in zip(batch, values) for _ in range(lengths[index])]
                return torch.tensor(table, device=self.base.device, dtype=self.base.dtype)

            old = chosen.detach()
            if any(row.old is not None for row in part):
                flat = [value for row in part for value in (row.old or [math.nan] * (len(row.tokens) - row.start))]
                known = torch.tensor(flat, device=self.base.device, dtype=self.base.dtype)
                old = torch.where(torch.isnan(known), old, known)
            terms = objective_terms(chosen, old, reference, entropy, spread([row.advantage for row in part]),
                                    spread([weights[index] for index in batch]), objective)
            sums += np.array([term.item() for term in terms])
            highest = max(highest, float((chosen.detach() - old).abs().max()))
            for (name, value), gradient in zip(trained.items(), torch.autograd.grad(terms.loss, list(trained.values()))):
                total[name] += gradient
        norm = math.sqrt(sum(float(gradient.double().pow(2).sum()) for gradient in total.values()))
        report = {"loss": sums[0], "policy": sums[1], "entropy": sums[3], "clipped": sums[4], "gradientNorm": norm,
                  "largestLogRatio": highest}
        if needs_reference:
            report["kl"] = sums[2]
        return report, total

    def update(self, rows: List[Row], objective: Objective, passes: int, gradient_clip: float, watch_kl: bool
               ) -> Dict[str, Any]:
        """Steps of the optimiser on one batch. With several passes, the first one's probabilities are the old ones.

        A loss or gradient that is not finite fails before anything is changed.
        """
        rate = self.adam.settings["learningRate"]
        if not 0 <= rate <= 1e30:
            raise Failure("request", "Learning rate", repr(rate), "a number from 0 to 1e30 is required", "Take one around 1e-4.")
        if passes > 1:
            scores = self.score(rows, objective.temperature, False)
            rows = [row._replace(old=score["logProbabilities"]) if row.old is None else row
                    for row, score in zip(rows, scores)]
        reports = []
        for _ in range(passes):
            report, gradients = self.gradients(rows, objective, watch_kl)
            bad = [name for name, value in report.items() if not math.isfinite(value)]
            if bad:
                raise Failure("not-finite", "Update %d of the policy" % (self.updates + 1), "%s is %r" % (bad[0], report[bad[0]]),
                              "a finite loss and gradient are required; the weights are as they were",
                              "Lower the learning rate, or go back to an earlier checkpoint.")
            share = min(1.0, gradient_clip / (report["gradientNorm"] + 1e-6)) if gradient_clip > 0 else 1.0
            if share < 1:
                for gradient in gradients.values():
                    gradient.mul_(share)
            before = {name: value.detach().clone() for name, value in self.live.values.items()}
            self.adam.step(gradients)
            moved = math.sqrt(sum(float((value.detach() - before[name]).double().pow(2).sum())
                                  for name, value in self.live.values.items()))
            if not math.isfinite(moved):
                raise Failure("not-finite", "Update %d of the policy" % (self.updates + 1), "the weights are no numbers any more",
                              "finite weights are required", "Lower the learning rate, and restore the last checkpoint.")
            report["moved"] = moved
            reports.append(report)
        self.updates += 1
        tokens = sum(len(row.tokens) for row in rows)
        with_reference = watch_kl or objective.kl_weight != 0
        first = dict(reports[0])
        return {**first, "passes": len(reports), "steps": self.adam.steps, "updates": self.updates,
                "rows": len(rows), "trainedTokens": tokens * passes,
                "forwardTokens": tokens * ((passes if with_reference else 0) + (1 if passes > 1 else 0)),
                "targetTokens": sum(len(row.tokens) - row.start for row in rows)}

    def take_as_reference(self) -> None:
        self.reference = self.live.frozen()

    def snapshot(self) -> Callable[[], None]:
        """Remembers everything that an update or a restore changes; calling the result brings it back."""
        def copy(values: Dict[str, Tensor]) -> Dict[str, Tensor]:
            return {name: value.detach().clone() for name, value in values.items()}

        live, first, second = copy(self.live.values), copy(self.adam.first), copy(self.adam.second)
        reference, steps, updates = self.reference, self.adam.steps, self.updates
        random, settings = self.generator.get_state(), dict(self.adam.settings)

        def bring_back() -> None:
            trained = {name: value.requires_grad_(True) for name, value in live.items()}
            self.live, self.reference = Network(self.base, trained, self.live.scale), reference
            self.adam = Adam(trained, settings)
            self.adam.first, self.adam.second, self.adam.steps = first, second, steps
            self.generator.set_state(random)
            self.updates = updates

        return bring_back

    # -- files ---------------------------------------------------------------------------------------------------------

    def digest(self) -> str:
        """sha256 of the trained weights: what the policy is, whatever file it lies in."""
        digest = hashlib.sha256(self.base_digest.encode())
        for name, value in self.live.values.items():
            digest.update(name.encode())
            digest.update(value.detach().cpu().numpy().tobytes())
        return digest.hexdigest()

    def export(self, path: str, precision: str) -> str:
        """Writes what llama.cpp loads: the whole model with the metadata of its base, or the adapter. Returns its sha256.

        `precision`: `f32`, or `base` for the types of the base (of an adapter: F16).
        """
        values = {name: value.detach().cpu().numpy() for name, value in self.live.values.items()}
        file = self.base.file
        if self.method == "full":
            metadata = dict(file.metadata)
            if precision == "f32" and "general.file_type" in metadata:
                metadata["general.file_type"] = metadata["general.file_type"]._replace(value=0)
            return write_gguf(path, metadata, [(name, F32 if precision == "f32" else info.kind, values[name])
                                               for name, info in file.tensors.items()], file.version)
        kind = F32 if precision == "f32" else F16
        name = str(file.number("general.name", "llama"))
        metadata = {
            "general.architecture": Entry(STRING, "llama"),
            "general.type": Entry(STRING, "adapter"),
            "general.name": Entry(STRING, name + " adapter"),
            "general.file_type": Entry(UINT32, 0 if kind == F32 else 1),
            "general.base_model.count": Entry(UINT32, 1),
            "general.base_model.0.name": Entry(STRING, name),
            "general.tags": Entry(ARRAY, ["lora"], STRING),
            "adapter.type": Entry(STRING, "lora"),
            "adapter.lora.alpha": Entry(FLOAT32, float(self.lora["alpha"])),
        }
        return write_gguf(path, metadata, [(name, kind, value) for name, value in values.items()])

    def _identity(self) -> Dict[str, Any]:
        return {"version": CHECKPOINT_VERSION, "baseDigest": self.base_digest, "method": self.method,
                "lora": self.lora if self.method == "lora" else None}

    def save(self, path: str) -> str:
        """Writes a checkpoint. Returns the sha256 of the file."""
        state = {**self._identity(), "updates": self.updates, "steps": self.adam.steps, "optimiser": self.adam.settings}
        groups = [("live", self.live.values), ("reference", self.reference.values), ("first", self.adam.first),
                  ("second", self.adam.second)]
        tensors = [("%s/%s" % (group, name), F32, value.detach().cpu().numpy())
                   for group, values in groups for name, value in values.items()]
        tensors.append(("random", I8, self.generator.get_state().numpy().view(np.int8)))
        metadata = {"general.architecture": Entry(STRING, "gain-checkpoint"),
                    "gain.state": Entry(STRING, json.dumps(state, sort_keys=True))}
        return write_gguf(path, metadata, tensors, seal=True)

    def restore(self, path: str, digest: Optional[str] = None) -> None:
        """Takes everything from a checkpoint, optimiser and random state included. Fails before anything is changed."""
        def refuse(limit: str, advice: str = "Take an earlier checkpoint.") -> Failure:
            return Failure("checkpoint", "Checkpoint", path, limit, advice)

        try:
            with open(path, "rb") as source:
                data = source.read()
        except OSError as problem:
            raise refuse("a readable file is required (%s)" % problem) from None
        if len(data) < 64 or hashlib.sha256(data[:-32]).digest() != data[-32:]:
            raise refuse("its seal must match its content: it is damaged")
        if digest is not None and hashlib.sha256(data).hexdigest() != digest:
            raise refuse("its sha256 must be %s: it is another file than was recorded" % digest)
        file = GgufFile(path)
        state = json.loads(file.number("gain.state"))
        for key, value in self._identity().items():
            if state.get(key) != value:
                raise refuse("requires %s %s, got %s" % (key, json.dumps(value), json.dumps(state.get(key))),
                             "Open the trainer with the settings and the model that the checkpoint was made with.")
        groups: Dict[str, Dict[str, Tensor]] = {}
        form = {"device": self.base.device, "dtype": self.base.dtype}
        for group in ("live", "reference", "first", "second"):
            groups[group] = {name: torch.from_numpy(file.read("%s/%s" % (group, name))).to(**form)
                             for name in self.live.values}
        random = torch.from_numpy(file.read("random").view(np.uint8).copy())
        trained = {name: value.requires_grad_(True) for name, value in groups["live"].items()}
        self.live = Network(self.base, trained, self.live.scale)
        self.reference = Network(self.base, groups["reference"], self.live.scale)
        settings = self.adam.settings
        self.adam = Adam(trained, settings)
        self.adam.first, self.adam.second, self.adam.steps = groups["first"], groups["second"], state["steps"]
        self.generator.set_state(random)
        self.updates = state["updates"]
