"""Checks the worker's losses, gradients and optimiser against a second implementation in numpy, in 64 bits.

The second one shares no code with the worker but the reading of files: the network goes row by row without padding, rotary
embedding by complex numbers, and the gradient is a central difference of the loss. Prints the largest deviations as JSON.

With `--fixture FILE` it also writes losses of given log-probabilities, as PyTorch computes them.
"""

from __future__ import annotations

import json
import math
import os
import sys
import tempfile

import numpy as np
import torch

sys.path.insert(0, sys.argv[1])

from failure import Failure  # noqa: E402
from gguf import ARRAY, BOOL, F32, FLOAT32, INT32, STRING, UINT32, Entry, write_gguf  # noqa: E402
from llama import Base  # noqa: E402
from losses import Objective, objective_terms, token_statistics  # noqa: E402
from policy import Policy, Row  # noqa: E402
from worker import described  # noqa: E402

VOCABULARY, WIDTH, LAYERS, HEADS, KEY_HEADS, HIDDEN, HEAD = 13, 8, 2, 4, 2, 12, 2
torch.set_num_threads(1)


def random_model(path, rng):
    words = ["w%d" % index for index in range(VOCABULARY)]
    metadata = {
        "general.architecture": Entry(STRING, "llama"), "general.name": Entry(STRING, "random"),
        "llama.context_length": Entry(UINT32, 32), "llama.embedding_length": Entry(UINT32, WIDTH),
        "llama.block_count": Entry(UINT32, LAYERS), "llama.feed_forward_length": Entry(UINT32, HIDDEN),
        "llama.attention.head_count": Entry(UINT32, HEADS), "llama.attention.head_count_kv": Entry(UINT32, KEY_HEADS),
        "llama.attention.layer_norm_rms_epsilon": Entry(FLOAT32, 1e-5), "llama.rope.freq_base": Entry(FLOAT32, 100.0),
        "tokenizer.ggml.tokens": Entry(ARRAY, words, STRING), "tokenizer.ggml.token_type": Entry(ARRAY, [1] * VOCABULARY, INT32),
        "tokenizer.ggml.add_bos_token": Entry(BOOL, True),
    }
    shapes = {"token_embd": (VOCABULARY, WIDTH), "output_norm": (WIDTH,)}
    for layer in range(LAYERS):
        blk = "blk.%d." % layer
        shapes.update({blk + "attn_norm": (WIDTH,), blk + "ffn_norm": (WIDTH,), blk + "attn_q": (HEADS * HEAD, WIDTH),
                       blk + "attn_k": (KEY_HEADS * HEAD, WIDTH), blk + "attn_v": (KEY_HEADS * HEAD, WIDTH),
                       blk + "attn_output": (WIDTH, HEADS * HEAD), blk + "ffn_gate": (HIDDEN, WIDTH),
                       blk + "ffn_up": (HIDDEN, WIDTH), blk + "ffn_down": (WIDTH, HIDDEN)})
    tensors = []
    for name, shape in shapes.items():
        values = rng.normal(size=shape) * (0.6 if len(shape) == 2 else 0.1) + (1 if len(shape) == 1 else 0)
        tensors.append((name + ".weight", F32, values))
    write_gguf(path, metadata, tensors)


# -- the second implementation -------------------------------------------------------------------------------------------

def effective(weights, scale):
    """Plain matrices out of weights that may come with low-rank pairs."""
    plain = {name: value for name, value in weights.items() if ".lora_" not in name}
    for name in list(plain):
        if name + ".lora_a" in weights:
            plain[name] = plain[name] + scale * weights[name + ".lora_b"] @ weights[name + ".lora_a"]
    return plain


def turn(x):
    """Rotary embedding of positions × heads × HEAD by complex numbers: neighbours are real and imaginary part."""
    pairs = x[..., 0::2] + 1j * x[..., 1::2]
    position = np.arange(x.shape[0])[:, None, None]
    pairs = pairs * np.exp(1j * position * 100.0 ** (-2.0 * np.arange(HEAD // 2) / HEAD))
    result = np.empty_like(x)
    result[..., 0::2], result[..., 1::2] = pairs.real, pairs.imag
    return result


def scaled(x, gain):
    return gain * x / np.sqrt((x ** 2).mean(axis=1, keepdims=True) + np.float64(np.float32(1e-5)))


def log_distributions(weights, tokens, temperature):
    x = weights["token_embd.weight"][tokens]
    length = len(tokens)
    for layer in range(LAYERS):
        def w(part):
            return weights["blk.%d.%s.weight" % (layer, part)]

        y = scaled(x, w("attn_norm"))
        q = turn((y @ w("attn_q").T).reshape(length, HEADS, HEAD))
        k = turn((y @ w("attn_k").T).reshape(length, KEY_HEADS, HEAD))
        v = (y @ w("attn_v").T).reshape(length, KEY_HEADS, HEAD)
        out = np.zeros((length, HEADS, HEAD))
        for head in range(HEADS):
            shared = head * KEY_HEADS // HEADS
            for at in range(length):
                score = k[:at + 1, shared] @ q[at, head] / math.sqrt(HEAD)
                share = np.exp(score - score.max())
                out[at, head] = (share / share.sum()) @ v[:at + 1, shared]
        x = x + out.reshape(length, -1) @ w("attn_output").T
        y = scaled(x, w("ffn_norm"))
        gate = y @ w("ffn_gate").T
        x = x + (gate / (1 + np.exp(-gate)) * (y @ w("ffn_up").T)) @ w("ffn_down").T
    logits = scaled(x, weights["output_norm.weight"]) @ weights["token_embd.weight"].T / temperature
    top = logits.max(axis=1, keepdims=True)
    return logits - top - np.log(np.exp(logits - top).sum(axis=1, keepdims=True))


def row_numbers(weights, row, temperature):
    logs = log_distributions(weights, row.tokens, temperature)
    at = np.arange(row.start, len(row.tokens)) - 1
    chosen = logs[at, np.array(row.tokens)[at + 1]]
    entropy = -(np.exp(logs[at]) * logs[at]).sum(axis=1)
    return chosen, entropy


def loss_of(weights, rows, olds, references, form, average, clip, kl_weight, entropy_weight, temperature, count=None):
    total_tokens = sum(len(row.tokens) - row.start for row in rows)
    total = 0.0
    for row, old, reference in zip(rows, olds, references):
        chosen, entropy = row_numbers(weights, row, temperature)
        row_loss = 0.0
        for t in range(len(chosen)):
            if form == "clipped":
                ratio = math.exp(chosen[t] - old[t])
                inside = min(max(ratio, 1 - clip), 1 + clip)
                term = -min(ratio * row.advantage, inside * row.advantage)
                if count is not None:
                    count["clipped"] += inside * row.advantage < ratio * row.advantage
            else:
                term = -row.advantage * chosen[t]
            d = reference[t] - chosen[t]
            divergence = math.exp(d) - d - 1
            if count is not None:
                count["held"] += divergence > 10
            term += kl_weight * max(-10.0, min(10.0, divergence)) + entropy_weight * entropy[t]
            row_loss += term
        if average == "token-mean":
            total += row_loss / total_tokens
        elif average == "row-mean":
            total += row_loss / len(chosen) / len(rows)
        else:
            total += row_loss / len(rows)
    return total


# -- comparison ----------------------------------------------------------------------------------------------------------

CASES = {
    "player, released": (dict(form="clipped", average="token-mean", kl_weight=0.1, entropy_weight=0.05, temperature=0.6), False, "full"),
    "coach, released": (dict(form="clipped", average="token-mean", kl_weight=0.1, entropy_weight=-0.05, temperature=0.9), False, "full"),
    "coach, paper": (dict(form="reinforce", average="row-sum", kl_weight=0.0, entropy_weight=0.0, temperature=1.0), False, "full"),
    "player, off-policy": (dict(form="clipped", average="row-mean", kl_weight=0.1, entropy_weight=0.0, temperature=1.0), True, "full"),
    "warm-up": (dict(form="reinforce", average="token-mean", kl_weight=0.0, entropy_weight=0.0, temperature=1.0), False, "full"),
    "adapter": (dict(form="clipped", average="token-mean", kl_weight=0.1, entropy_weight=0.05, temperature=0.7), True, "lora"),
}
OPTIMISER = {"learningRate": 0.01, "beta1": 0.9, "beta2": 0.99, "epsilon": 1e-8, "weightDecay": 0.1}
LORA = {"rank": 2, "alpha": 3.0, "targets": ["attn_q", "attn_k", "attn_v", "attn_output", "ffn_gate", "ffn_up", "ffn_down"]}


def numbers(values):
    return {name: value.detach().double().numpy().copy() for name, value in values.items()}


def random_rows(rng, advantage=None):
    rows = []
    for _ in range(6):
        length = int(rng.integers(3, 10))
        tokens = [int(token) for token in rng.integers(0, VOCABULARY, length)]
        rows.append(Row(tokens, int(rng.integers(1, length)), float(rng.normal()) if advantage is None else advantage))
    return rows


def perturb(values, rng, size):
    with torch.no_grad():
        for value in values.values():
            value.add_(torch.from_numpy(rng.normal(size=tuple(value.shape)) * size).to(value.dtype))


def compare(path, rng, name, dtype):
    settings, off_policy, method = CASES[name]
    base = Base(path, torch.device("cpu"), dtype)
    policy = Policy(base, "base", method, dict(OPTIMISER), 5, LORA if method == "lora" else {}, 24)
    perturb(policy.live.values, rng, 0.1)
    perturb(policy.reference.values, rng, 0.5)
    rows = random_rows(rng, 1.0 if name == "warm-up" else None)
    scale = policy.live.scale
    fixed = numbers(base.weights)

    def whole(values):
        return effective({**fixed, **values}, scale)

    temperature = settings["temperature"]
    at = numbers(policy.live.values)
    olds = [row_numbers(whole(at), row, temperature)[0] for row in rows]
    if off_policy:
        olds = [old + rng.normal(size=old.shape) * 0.3 for old in olds]
        rows = [row._replace(old=list(old)) for row, old in zip(rows, olds)]
    references = [row_numbers(whole(numbers(policy.reference.values)), row, temperature)[0] for row in rows]
    count = {"clipped": 0, "held": 0}

    def loss(values, count=None):
        return loss_of(whole(values), rows, olds, references, clip=0.2, count=count, **settings)

    report, gradients = policy.gradients(rows, Objective(clip=0.2, **settings), True)
    expected = loss(at, count)
    found = numbers(gradients)
    largest = max(np.abs(value).max() for value in found.values())
    worst = 0.0
    names = list(at)
    probes = [(names[int(rng.integers(len(names)))], None) for _ in range(60)] + [(None, index) for index in range(4)]
    for tensor, _ in probes:
        step = 1e-6
        if tensor is None:
            direction = {key: rng.normal(size=value.shape) for key, value in at.items()}
        else:
            direction = {key: np.zeros_like(value) for key, value in at.items()}
            place = tuple(int(rng.integers(size)) for size in at[tensor].shape)
            direction[tensor][place] = 1.0
        up = loss({key: value + step * direction[key] for key, value in at.items()})
        down = loss({key: value - step * direction[key] for key, value in at.items()})
        numeric = (up - down) / (2 * step)
        analytic = sum(float((found[key] * direction[key]).sum()) for key in at)
        norm = 1.0 if tensor is not None else math.sqrt(sum(value.size for value in at.values()))
        worst = max(worst, abs(numeric - analytic) / (norm * largest))
    norm = math.sqrt(sum(float((value ** 2).sum()) for value in found.values()))
    return {"loss": abs(report["loss"] - expected) / max(1.0, abs(expected)), "gradient": worst,
            "norm": abs(report["gradientNorm"] - norm) / norm, "clipped": int(count["clipped"]), "held": int(count["held"]),
            "tokens": sum(len(row.tokens) - row.start for row in rows)}


def optimiser(path, rng):
    """Three clipped Adam steps, worked in numpy from the gradients of the worker."""
    base = Base(path, torch.device("cpu"), torch.float64)
    policy = Policy(base, "base", "full", dict(OPTIMISER), 5, {}, 1000)
    rows = random_rows(rng)
    objective = Objective(entropy_weight=0.1)
    at = numbers(policy.live.values)
    first = {name: np.zeros_like(value) for name, value in at.items()}
    second = {name: np.zeros_like(value) for name, value in at.items()}
    clips = []
    for step in range(1, 4):
        gradients = numbers(policy.gradients(rows, objective, False)[1])
        norm = math.sqrt(sum(float((value ** 2).sum()) for value in gradients.values()))
        limit = norm / 2 if step < 3 else norm * 2
        clips.append(limit < norm)
        policy.update(rows, objective, 1, limit, False)
        for name, gradient in gradients.items():
            gradient = gradient * min(1.0, limit / (norm + 1e-6))
            first[name] = 0.9 * first[name] + 0.1 * gradient
            second[name] = 0.99 * second[name] + 0.01 * gradient ** 2
            mean, spread = first[name] / (1 - 0.9 ** step), second[name] / (1 - 0.99 ** step)
            at[name] = at[name] - 0.01 * 0.1 * at[name] - 0.01 * mean / (np.sqrt(spread) + 1e-8)
    now = numbers(policy.live.values)
    return {"weights": max(np.abs(now[name] - at[name]).max() for name in at), "clips": clips}


def invariances(path, rng, folder):
    """Padding and micro-batches change nothing; a restored policy goes on as the saved one would have."""
    base = Base(path, torch.device("cpu"), torch.float64)
    rows = random_rows(rng)
    results = []
    for size in (1, 24, 10000):
        policy = Policy(base, "base", "full", dict(OPTIMISER), 5, {}, size)
        results.append(numbers(policy.gradients(rows, Objective(kl_weight=0.1), True)[1]))
    spread = max(np.abs(results[0][name] - other[name]).max() for other in results[1:] for name in other)
    single = Base(path, torch.device("cpu"))
    one = Policy(single, "base", "lora", dict(OPTIMISER), 5, LORA, 1000)
    one.update(rows, Objective(), 2, 1.0, False)
    digest = one.save(os.path.join(folder, "{sha256}.checkpoint"))
    other = Policy(single, "base", "lora", dict(OPTIMISER), 6, LORA, 1000)
    other.restore(os.path.join(folder, digest + ".checkpoint"), digest)
    for policy in (one, other):
        policy.update(rows, Objective(kl_weight=0.1), 2, 1.0, False)
    before = one.digest()
    bring_back = one.snapshot()
    one.update(rows, Objective(), 1, 1.0, False)
    changed = one.digest() != before
    bring_back()
    return {"microBatches": spread, "resumed": other.digest() == before, "changed": changed, "broughtBack": one.digest() == before}


def failures(path, rng, folder):
    """Reasons that failures are told with, by really failing."""
    reasons = {}

    def reason(name, action):
        try:
            action()
            reasons[name] = "none"
        except Exception as problem:  # noqa: BLE001
            reasons[name] = described(problem)["reason"]

    base = Base(path, torch.device("cpu"))
    policy = Policy(base, "base", "full", dict(OPTIMISER), 5, {}, 1000)
    rows = random_rows(rng)
    start = policy.digest()
    with torch.no_grad():
        kept = policy.live.values["output_norm.weight"].clone()
        policy.live.values["output_norm.weight"][0] = math.nan
    reason("NaN in a weight", lambda: policy.update(rows, Objective(), 1, 1.0, False))
    with torch.no_grad():
        policy.live.values["output_norm.weight"].copy_(kept)
    intact = policy.digest() == start and policy.adam.steps == 0
    reason("row without a reply", lambda: policy.update([Row([1, 2], 2, 1.0)], Objective(), 1, 1.0, False))
    reason("token outside", lambda: policy.update([Row([1, VOCABULARY], 1, 1.0)], Objective(), 1, 1.0, False))
    reason("row too long", lambda: policy.update([Row([1] * 33, 1, 1.0)], Objective(), 1, 1.0, False))
    reason("advantage NaN", lambda: policy.update([Row([1, 2], 1, math.nan)], Objective(), 1, 1.0, False))
    reason("memory of the processor", lambda: torch.zeros(1 << 46))
    if hasattr(torch.cuda, "OutOfMemoryError"):
        def cuda():
            raise torch.cuda.OutOfMemoryError("CUDA out of memory. Tried to allocate 2.00 GiB")
        reason("memory of a GPU", cuda)
    digest = policy.save(os.path.join(folder, "{sha256}.checkpoint"))
    file = os.path.join(folder, digest + ".checkpoint")
    with open(file, "r+b") as out:
        out.seek(2000)
        out.write(b"\x55")
    reason("damaged checkpoint", lambda: policy.restore(file, digest))
    reason("missing checkpoint", lambda: policy.restore(file + "x", digest))
    other = Policy(base, "another base", "full", dict(OPTIMISER), 5, {}, 1000)
    good = other.save(os.path.join(folder, "{sha256}.checkpoint"))
    reason("checkpoint of another base", lambda: policy.restore(os.path.join(folder, good + ".checkpoint"), good))
    reason("other sha256", lambda: other.restore(os.path.join(folder, good + ".checkpoint"), "0" * 64))
    return {"reasons": reasons, "intact": intact and policy.digest() == start,
            "leftovers": [name for name in os.listdir(folder) if name.endswith(".part")]}


def fixture(rng):
    """Losses of made-up tokens, as PyTorch computes them in 64 bits, for implementations in other languages."""
    tokens = 9
    logits = rng.normal(size=(tokens, 5)) * 2
    targets = [int(target) for target in rng.integers(0, 5, tokens)]
    given = {"temperature": 0.7, "logits": np.round(logits, 6).tolist(), "targets": targets,
             "old": np.round(rng.normal(size=tokens) * 0.8, 6).tolist(), "reference": np.round(rng.normal(size=tokens) * 3, 6).tolist(),
             "advantage": np.round(rng.normal(size=tokens), 6).tolist(), "weight": [1 / tokens] * tokens,
             "clip": 0.2, "klWeight": 0.001, "entropyWeight": 0.01}
    chosen, entropy = token_statistics(torch.tensor(given["logits"], dtype=torch.float64), torch.tensor(targets), 0.7)

    def offset(key):
        return chosen + torch.tensor(given[key], dtype=torch.float64)

    results = {}
    for form in ("clipped", "reinforce"):
        terms = objective_terms(chosen, offset("old"), offset("reference"), entropy,
                                torch.tensor(given["advantage"], dtype=torch.float64), torch.tensor(given["weight"], dtype=torch.float64),
                                Objective(form=form, kl_weight=0.001, entropy_weight=0.01))
        results[form] = {name: float(value) for name, value in terms._asdict().items()}
    return {"given": given, "logProbabilities": chosen.tolist(), "entropies": entropy.tolist(), "terms": results}


def main():
    rng = np.random.default_rng(11)
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "random.gguf")
        random_model(path, rng)
        result = {
            "float64": {name: compare(path, rng, name, torch.float64) for name in CASES},
            "float32": {"player, released": compare(path, rng, "player, released", torch.float32)},
            "optimiser": optimiser(path, rng),
            "invariances": invariances(path, rng, folder),
            "failures": failures(path, rng, folder),
        }
    if "--fixture" in sys.argv:
        with open(sys.argv[sys.argv.index("--fixture") + 1], "w") as out:
            json.dump(fixture(np.random.default_rng(3)), out, indent=1)
            out.write("\n")
    print(json.dumps(result))


if __name__ == "__main__":
    main()
