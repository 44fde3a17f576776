"""Trains weights for the program that started it: one request a line on standard input, one answer a line on standard output.

A line is `gain-weights/1 <sha256 of the JSON> <JSON>`. Answers are `ready`, `unfit` (a module is missing), `alive` (a
heartbeat), `result` and `error`; the last two carry the id of their request. The process ends when its input does.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import sys
import threading
import time
from typing import Any, Callable, Dict, List

PROTOCOL = "gain-weights/1"


class Channel:
    """Lines to the program outside. What libraries print goes to standard error, so that it cannot get between them."""

    def __init__(self) -> None:
        self._out = os.dup(1)
        os.dup2(2, 1)
        self._lock = threading.Lock()

    def send(self, message: Dict[str, Any]) -> None:
        text = json.dumps(message, allow_nan=False, separators=(",", ":")).encode()
        line = b"%s %s %s\n" % (PROTOCOL.encode(), hashlib.sha256(text).hexdigest().encode(), text)
        with self._lock:
            try:
                while line:
                    line = line[os.write(self._out, line):]
            except OSError:
                # Nobody listens any more.
                os._exit(3)

    def heartbeat(self, seconds: float) -> None:
        def beat() -> None:
            while True:
                time.sleep(seconds)
                self.send({"kind": "alive"})

        threading.Thread(target=beat, daemon=True).start()


def read_line(line: bytes) -> Dict[str, Any]:
    protocol, digest, text = line.rstrip(b"\n").split(b" ", 2)
    if protocol != PROTOCOL.encode():
        raise ValueError("protocol %r, not %s" % (protocol, PROTOCOL))
    if hashlib.sha256(text).hexdigest().encode() != digest:
        raise ValueError("a line whose sha256 is not that of its content")
    return json.loads(text)


class Workshop:
    """The policies of this process, by name, and the operations on them."""

    def __init__(self, device: str, threads: int) -> None:
        import torch

        torch.set_num_threads(threads)
        self.device = torch.device(device)
        if self.device.type == "cuda":
            torch.zeros(1, device=self.device)
        self.bases: Dict[str, Any] = {}
        self.policies: Dict[str, Any] = {}
        self.undo: Dict[str, Callable[[], None]] = {}

    def open(self, request: Dict[str, Any]) -> Dict[str, Any]:
        from llama import Base
        from policy import Policy

        digest = request["baseDigest"]
        if digest not in self.bases:
            self.bases[digest] = Base(request["path"], self.device)
        base = self.bases[digest]
        policy = Policy(base, digest, request["method"], request["optimiser"], request["seed"], request["lora"],
                        request["microBatchTokens"])
        self.policies[request["policy"]] = policy
        return {"parameters": base.parameters, "vocabulary": base.vocabulary, "context": base.context,
                "trainedParameters": sum(value.numel() for value in policy.live.values.values())}

    def _rows(self, request: Dict[str, Any]) -> List[Any]:
        from policy import Row

        return [Row(row["tokens"], row["start"], row.get("advantage", 0.0), row.get("old")) for row in request["rows"]]

    def _kept(self, request: Dict[str, Any], change: Callable[[Any], Dict[str, Any]]) -> Dict[str, Any]:
        """Changes a policy and writes its files, or leaves both as they were."""
        name = request["policy"]
        policy = self.policies[name]
        self.undo.pop(name, None)
        bring_back = policy.snapshot()
        try:
            report = change(policy)
            sha256 = policy.export(request["export"], request["precision"])
        except BaseException:
            bring_back()
            raise
        self.undo[name] = bring_back
        return {**report, "sha256": sha256, "weights": policy.digest()}

    def update(self, request: Dict[str, Any]) -> Dict[str, Any]:
        from losses import Objective

        o = request["objective"]
        objective = Objective(o["form"], o["average"], o["clip"], o["klWeight"], o["entropyWeight"], o["temperature"])

        def change(policy: Any) -> Dict[str, Any]:
            policy.adam.settings["learningRate"] = request["learningRate"]
            return policy.update(self._rows(request), objective, request["passes"], request["gradientClip"], request["watchKl"])

        return self._kept(request, change)

    def restore(self, request: Dict[str, Any]) -> Dict[str, Any]:
        def change(policy: Any) -> Dict[str, Any]:
            policy.restore(request["path"], request["sha256"])
            return {"updates": policy.updates}

        return self._kept(request, change)

    def bring_back(self, request: Dict[str, Any]) -> Dict[str, Any]:
        """Takes back the last update or restore of a policy, where the program outside could not use it."""
        undo = self.undo.pop(request["policy"], None)
        if undo is not None:
            undo()
        return {"done": undo is not None}

    def export(self, request: Dict[str, Any]) -> Dict[str, Any]:
        policy = self.policies[request["policy"]]
        return {"sha256": policy.export(request["export"], request["precision"]), "weights": policy.digest()}

    def anchor(self, request: Dict[str, Any]) -> Dict[str, Any]:
        self.undo.pop(request["policy"], None)
        self.policies[request["policy"]].take_as_reference()
        return {}

    def score(self, request: Dict[str, Any]) -> Dict[str, Any]:
        policy = self.policies[request["policy"]]
        return {"rows": policy.score(self._rows(request), request["temperature"], request["withReference"])}

    def logits(self, request: Dict[str, Any]) -> Dict[str, Any]:
        return {"rows": self.policies[request["policy"]].logits(self._rows(request))}

    def save(self, request: Dict[str, Any]) -> Dict[str, Any]:
        path = os.path.join(request["folder"], "{sha256}.checkpoint")
        sha256 = self.policies[request["policy"]].save(path)
        return {"sha256": sha256, "bytes": os.path.getsize(path.replace("{sha256}", sha256))}


def answer(workshop: Workshop, request: Dict[str, Any]) -> Dict[str, Any]:
    operations = {"open": workshop.open, "update": workshop.update, "restore": workshop.restore, "undo": workshop.bring_back,
                  "export": workshop.export, "anchor": workshop.anchor, "score": workshop.score,
                  "logits": workshop.logits, "save": workshop.save}
    return operations[request["operation"]](request)


def out_of_memory(problem: BaseException) -> bool:
    # One name for all versions and devices does not exist: CUDA has a class since 1.13, the processor a sentence.
    said = str(problem)
    return (isinstance(problem, MemoryError) or type(problem).__name__ == "OutOfMemoryError"
            or (isinstance(problem, RuntimeError)
                and re.search(r"out of memory|can't allocate memory|not enough memory|ALLOC_FAILED", said) is not None))


def described(problem: BaseException) -> Dict[str, str]:
    from failure import Failure

    if isinstance(problem, Failure):
        return problem.fields
    if out_of_memory(problem):
        return {"reason": "out-of-memory", "what": "Memory for training", "value": str(problem).split("\n")[0][:300],
                "limit": "weights, optimiser and one micro-batch must fit",
                "advice": "Lower microBatchTokens, train an adapter instead of all weights, or take a smaller model."}
    if isinstance(problem, ValueError) and "not JSON compliant" in str(problem):
        return {"reason": "not-finite", "what": "Result of the worker", "value": "a number is infinite or NaN",
                "limit": "finite numbers are required", "advice": "Go back to an earlier checkpoint."}
    return {"reason": "worker", "what": "Training worker", "value": "%s: %s" % (type(problem).__name__, str(problem)[:500]),
            "limit": "every request must be answered", "advice": "This is an error of the worker: report it."}


def matrix_speed() -> float:
    """Billions of operations a second in a product of matrices: tells a fast BLAS from the reference one."""
    import torch

    a, b = torch.rand(512, 256), torch.rand(256, 256)
    best = float("inf")
    for _ in range(3):
        began = time.perf_counter()
        torch.matmul(a, b)
        best = min(best, time.perf_counter() - began)
    return 2 * 512 * 256 * 256 / best / 1e9


def main() -> None:
    settings = json.loads(sys.argv[1])
    channel = Channel()
    try:
        import numpy
        import torch
    except ImportError as problem:
        channel.send({"kind": "unfit", "missing": getattr(problem, "name", None) or str(problem), "python": sys.version.split()[0]})
        return
    channel.heartbeat(settings["heartbeatSeconds"])
    try:
        workshop = Workshop(settings["device"], settings["threads"])
        channel.send({"kind": "ready", "python": sys.version.split()[0], "torch": torch.__version__, "numpy": numpy.__version__,
                      "cuda": torch.cuda.get_device_name() if settings["device"].startswith("cuda") else None,
                      "gigaflops": round(matrix_speed(), 1), "pid": os.getpid()})
    except Exception as problem:  # noqa: BLE001 - everything that goes wrong is told to the program outside
        fields = described(problem)
        if fields["reason"] == "worker":
            fields = {"reason": "unavailable", "what": "Device for training", "value": "%s (%s)" % (settings["device"], str(problem)[:300]),
                      "limit": "PyTorch must be able to use it", "advice": "Train on the device cpu, or install a PyTorch for this GPU."}
        channel.send({"kind": "error", "id": 0, **fields})
        return
    while True:
        line = sys.stdin.buffer.readline()
        if not line:
            return
        request = read_line(line)
        try:
            channel.send({"kind": "result", "id": request["id"], **answer(workshop, request)})
        except Exception as problem:  # noqa: BLE001
            if torch.cuda.is_available():
                torch.cuda.empty_cache()
            channel.send({"kind": "error", "id": request["id"], **described(problem)})


if __name__ == "__main__":
    main()
