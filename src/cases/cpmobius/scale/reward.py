"""Rewards of the Coach-Player loop for a large trainer; needs nothing but Python.

veRL: the batch reward manager calls compute_score with all answers of a batch.
TRL:  GRPOTrainer(reward_funcs=cpmobius_reward); whole groups must lie on one process, so that
      per_device_train_batch_size is a multiple of num_generations.

Rows of the kind "vote" are paid for agreement with the majority of the answers to the same problem *in this batch*, those of the
kind "label" for agreement with a given label, those of the kind "gold" are held-out items with their right answers.
"""

import re
from collections import Counter


def answer_of(text):
    """The content of the last box, braces matched; None without one."""
    start = text.rfind("\\boxed{")
    if start < 0:
        return None
    depth, begin = 0, start + len("\\boxed{")
    for place in range(begin - 1, len(text)):
        depth += {"{": 1, "}": -1}.get(text[place], 0)
        if depth == 0:
            return text[begin:place]
    return None


def key_of(answer, raw=False):
    """When two answers count as one: equal texts, or equal up to spaces, dollar signs and the spelling of numbers."""
    if answer is None or raw:
        return answer
    text = re.sub(r"\s+", " ", answer.replace("$", "")).strip().lower()
    plain = text.replace(",", "")
    if re.fullmatch(r"[+-]?(\d+\.?\d*|\.\d+)", plain):
        value = float(plain)
        return str(int(value)) if value == int(value) else repr(value)
    return text


def label_of(keys, none="always-wrong"):
    """The winner of the vote; None where nobody won: a tie for the top, or missing answers on top."""
    counts = Counter(key for key in keys if key is not None or none == "always-wrong")
    if not counts:
        return None
    most = max(counts.values())
    top = [key for key, count in counts.items() if count == most]
    return top[0] if len(top) == 1 else None


def score(texts, kinds, labels, groups, raw=False, none="always-wrong", right=1.0, wrong=-1.0):
    """One reward an answer. An empty text earns 0, and a missing answer is wrong."""
    keys = [key_of(answer_of(text), raw) for text in texts]
    voters = {}
    for key, group, kind in zip(keys, groups, kinds):
        if kind == "vote":
            voters.setdefault(group, []).append(key)
    won = {group: label_of(own, none) for group, own in voters.items()}
    rewards = []
    for text, key, kind, label, group in zip(texts, keys, kinds, labels, groups):
        if kind == "gold":
            rewards.append(1.0 if key is not None and key == key_of(label, raw) else 0.0)
            continue
        target = won[group] if kind == "vote" else key_of(label, raw)
        agrees = key is not None and key == target
        rewards.append(0.0 if text == "" else right if agrees else wrong)
    return rewards


def compute_score(data_sources, solution_strs, ground_truths, extra_infos, **rule):
    """veRL, reward manager "batch": `acc` is what validation reports as val-core/<data_source>/acc/mean@N."""
    kinds = [info["kind"] for info in extra_infos]
    groups = [info["group"] for info in extra_infos]
    rewards = score(solution_strs, kinds, ground_truths, groups, **rule)
    return [{"score": one, "acc": float(one > 0)} for one in rewards]


def cpmobius_reward(prompts, completions, kind, label, group, **_):
    """TRL, conversational format: the columns kind, label and group come from the data set."""
    texts = [one if isinstance(one, str) else one[0]["content"] for one in completions]
    return score(texts, kind, label, group, **RULE)


RULE = {}
