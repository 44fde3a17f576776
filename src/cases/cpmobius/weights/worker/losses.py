"""The objective of one update, as a sum over trained tokens.

    loss = Σ_t w_t · ( policy_t + klWeight · k3_t + entropyWeight · H_t )

    policy_t   clipped: −min(ρ_t·A_t, clip(ρ_t, 1−ε, 1+ε)·A_t), ρ_t = exp(log π_t − log π_old,t); reinforce: −A_t · log π_t
    k3_t       exp(d) − d − 1, d = log π_ref,t − log π_t, held to [−10, 10]
    H_t        entropy of the whole distribution at token t; a positive weight penalises it, a negative one rewards it
    w_t        token-mean: 1 / number of trained tokens; row-mean: 1 / (rows · tokens of the row); row-sum: 1 / rows

All probabilities are those of the distribution that was sampled from: logits divided by the temperature.
Source: GRPO (Shao et al. 2024) as in veRL's released recipe; k3: Schulman, "Approximating KL divergence" (2020).
"""

from __future__ import annotations

from typing import List, NamedTuple, Tuple

import torch
from torch import Tensor

KL_BOUND = 10.0
# exp(20) is far beyond the bound: d is held before it is raised, so that no gradient becomes inf · 0.
DIFFERENCE_BOUND = 20.0


class Objective(NamedTuple):
    form: str = "clipped"
    average: str = "token-mean"
    clip: float = 0.2
    kl_weight: float = 0.0
    entropy_weight: float = 0.0
    temperature: float = 1.0


class Terms(NamedTuple):
    """Weighted sums over the tokens of a batch; those of several batches add up."""

    loss: Tensor
    policy: Tensor
    kl: Tensor
    entropy: Tensor
    clipped: Tensor


def token_weights(lengths: List[int], average: str) -> List[float]:
    """Weight of each token of a row, one number a row."""
    if average == "token-mean":
        return [1.0 / sum(lengths)] * len(lengths)
    if average == "row-mean":
        return [1.0 / (len(lengths) * length) for length in lengths]
    return [1.0 / len(lengths)] * len(lengths)


def token_statistics(logits: Tensor, targets: Tensor, temperature: float) -> Tuple[Tensor, Tensor]:
    """Log-probability of each target and entropy of its distribution. Shape: tokens × vocabulary, tokens."""
    logs = torch.log_softmax(logits / temperature, dim=-1)
    chosen = logs.gather(-1, targets[:, None])[:, 0]
    return chosen, -(logs.exp() * logs).sum(-1)


def k3(log_probability: Tensor, reference: Tensor) -> Tensor:
    difference = (reference - log_probability).clamp(-DIFFERENCE_BOUND, DIFFERENCE_BOUND)
    return (torch.exp(difference) - difference - 1).clamp(-KL_BOUND, KL_BOUND)


def objective_terms(log_probability: Tensor, old: Tensor, reference: Tensor, entropy: Tensor, advantage: Tensor,
                    weight: Tensor, objective: Objective) -> Terms:
    """All arguments have one number a token."""
    if objective.form == "clipped":
        ratio = torch.exp(log_probability - old)
        held = ratio.clamp(1 - objective.clip, 1 + objective.clip)
        policy = -torch.minimum(ratio * advantage, held * advantage)
        clipped = (held * advantage < ratio * advantage).to(weight.dtype)
    else:
        policy = -advantage * log_probability
        clipped = torch.zeros_like(weight)
    kl = k3(log_probability, reference)
    loss = policy + objective.kl_weight * kl + objective.entropy_weight * entropy
    return Terms(*[(weight * term).sum() for term in (loss, policy, kl, entropy, clipped)])
