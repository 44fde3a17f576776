"""The llama network of a GGUF file in PyTorch, to be trained in full or by LoRA.

Shapes: rows of tokens are padded on the right; since attention looks back only, padding never reaches a real token.
Rotary embedding turns adjacent pairs, as llama.cpp does for this architecture, so weights need no permutation.
Attention is written by hand: PyTorch 1.13 has no fused one.
"""

from __future__ import annotations

import math
from typing import Dict, List, Tuple

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from failure import Failure
from gguf import F16, F32, GgufFile

MATRICES = ("attn_q", "attn_k", "attn_v", "attn_output", "ffn_gate", "ffn_up", "ffn_down")


class Base:
    """The weights of one GGUF file and what its metadata says of the network. Shared by the policies that start from it."""

    def __init__(self, path: str, device: torch.device, dtype: torch.dtype = torch.float32):
        self.path, self.device, self.dtype = path, device, dtype
        self.file = file = GgufFile(path)
        architecture = file.number("general.architecture", "")
        if architecture != "llama":
            raise Failure("wrong-type", "Model file", path, "requires the architecture llama, not %s" % (architecture or "none"),
                          "Take a model of the llama architecture (SmolLM2, Llama, TinyLlama, the embedded one).")
        if file.number("split.count", 1) > 1 or file.number("llama.expert_count", 0) > 0:
            raise Failure("wrong-type", "Model file", path, "requires one file and one network, no parts and no experts",
                          "Merge the parts, or take a dense model.")
        if file.number("llama.rope.scaling.type", "none") != "none" or "rope_freqs.weight" in file.tensors:
            raise Failure("wrong-type", "Model file", path, "requires plain rotary embedding, without scaling",
                          "Take a model whose context was not extended.")
        self.width: int = file.number("llama.embedding_length")
        self.layers: int = file.number("llama.block_count")
        self.heads: int = file.number("llama.attention.head_count")
        self.key_heads: int = file.number("llama.attention.head_count_kv", self.heads)
        self.head: int = file.number("llama.attention.key_length", self.width // self.heads)
        self.rope: int = file.number("llama.rope.dimension_count", self.head)
        self.rope_base: float = file.number("llama.rope.freq_base", 10000.0)
        self.epsilon: float = file.number("llama.attention.layer_norm_rms_epsilon")
        self.context: int = file.number("llama.context_length")
        expected = {"token_embd.weight", "output_norm.weight"}
        for layer in range(self.layers):
            expected |= {"blk.%d.%s.weight" % (layer, name) for name in MATRICES + ("attn_norm", "ffn_norm")}
        odd = sorted(expected ^ (set(file.tensors) - {"output.weight"}))
        if odd:
            raise Failure("wrong-type", "Model file", path, "requires exactly the tensors of a llama network (%s differs)" % odd[0],
                          "Take another conversion of the model.")
        self.weights: Dict[str, Tensor] = {
            name: torch.from_numpy(file.read(name)).to(device=device, dtype=dtype) for name in file.tensors
        }
        self.vocabulary: int = self.weights["token_embd.weight"].shape[0]
        self.parameters: int = sum(weight.numel() for weight in self.weights.values())
        self.quantised = [info for info in file.tensors.values() if info.kind not in (F32, F16)]

    def rotation(self, length: int) -> Tuple[Tensor, Tensor]:
        angle = torch.arange(0, self.rope, 2, dtype=torch.float64) * (-math.log(self.rope_base) / self.rope)
        turns = torch.arange(length, dtype=torch.float64)[:, None] * torch.exp(angle)[None, :]
        shape = (1, length, 1, self.rope // 2)
        return (torch.cos(turns).to(self.device, self.dtype).view(shape),
                torch.sin(turns).to(self.device, self.dtype).view(shape))


class Network:
    """A base with some of its weights replaced (`values` under their own names) or added to (pairs `….lora_a`, `….lora_b`)."""

    def __init__(self, base: Base, values: Dict[str, Tensor], scale: float):
        self.base, self.values, self.scale = base, values, scale

    def weight(self, name: str) -> Tensor:
        value = self.values.get(name)
        return self.base.weights[name] if value is None else value

    def apply(self, x: Tensor, name: str) -> Tensor:
        y = functional.linear(x, self.weight(name))
        down = self.values.get(name + ".lora_a")
        if down is None:
            return y
        return y + functional.linear(functional.linear(x, down), self.values[name + ".lora_b"]) * self.scale

    def frozen(self) -> "Network":
        """The same network as it is now, in which nothing is trained."""
        return Network(self.base, {name: value.detach().clone() for name, value in self.values.items()}, self.scale)


def hidden(net: Network, tokens: Tensor) -> Tensor:
    """States before the last projection. Shape: rows × tokens in, rows × tokens × width out."""
    base = net.base
    rows, length = tokens.shape
    cosine, sine = base.rotation(length)
    hides = torch.full((length, length), float("-inf"), device=base.device, dtype=base.dtype).triu(1)
    x = functional.embedding(tokens, net.weight("token_embd.weight"))

    def norm(x: Tensor, name: str) -> Tensor:
        return x * torch.rsqrt(x.pow(2).mean(-1, keepdim=True) + base.epsilon) * net.weight(name)

    def rotate(x: Tensor) -> Tensor:
        turned, rest = x[..., :base.rope], x[..., base.rope:]
        even, odd = turned[..., 0::2], turned[..., 1::2]
        mixed = torch.stack([even * cosine - odd * sine, even * sine + odd * cosine], dim=-1).flatten(-2)
        return mixed if rest.shape[-1] == 0 else torch.cat([mixed, rest], dim=-1)

    def heads(x: Tensor, count: int) -> Tensor:
        return x.view(rows, length, count, base.head)

    for layer in range(base.layers):
        def name(part: str) -> str:
            return "blk.%d.%s.weight" % (layer, part)

        y = norm(x, name("attn_norm"))
        query = rotate(heads(net.apply(y, name("attn_q")), base.heads)).transpose(1, 2)
        key = rotate(heads(net.apply(y, name("attn_k")), base.key_heads)).transpose(1, 2)
        value = heads(net.apply(y, name("attn_v")), base.key_heads).transpose(1, 2)
        if base.key_heads != base.heads:
            key = key.repeat_interleave(base.heads // base.key_heads, dim=1)
            value = value.repeat_interleave(base.heads // base.key_heads, dim=1)
        scores = torch.matmul(query, key.transpose(-1, -2)) / math.sqrt(base.head) + hides
        mixed = torch.matmul(torch.softmax(scores, dim=-1), value).transpose(1, 2).reshape(rows, length, -1)
        x = x + net.apply(mixed, name("attn_output"))
        y = norm(x, name("ffn_norm"))
        gate = functional.silu(net.apply(y, name("ffn_gate"))) * net.apply(y, name("ffn_up"))
        x = x + net.apply(gate, name("ffn_down"))
    return norm(x, "output_norm.weight")


def project(net: Network, states: Tensor) -> Tensor:
    """Logits of states: … × width in, … × vocabulary out. Files without `output.weight` tie it to the embedding."""
    tied = "output.weight" not in net.base.weights
    return functional.linear(states, net.weight("token_embd.weight" if tied else "output.weight"))


def padded(rows: List[List[int]], device: torch.device) -> Tensor:
    length = max(len(row) for row in rows)
    table = np.zeros((len(rows), length), dtype=np.int64)
    for index, row in enumerate(rows):
        table[index, :len(row)] = row
    return torch.from_numpy(table).to(device)
