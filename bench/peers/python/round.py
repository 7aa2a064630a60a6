"""What the peers' programs share: the round they are given as JSON, the number type, the line they print."""

import json
import sys
import time

import torch

ROUND = json.loads(sys.argv[1])
TASK, TOKENS, PROMPT, TUNED = ROUND["task"], ROUND["tokens"], ROUND["prompt"], ROUND["tuned"]
LONGEST_WORD = 6
LETTERS = frozenset(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
SPACE = 32

torch.set_num_threads(ROUND["threads"])


def letters_after(letters: int, piece: bytes) -> int | None:
    """Letters of the last word after a piece behind so many; None: the piece may not follow.

    Words of at most six letters with one space between them, which never end.
    """
    for byte in piece:
        if byte in LETTERS and letters < LONGEST_WORD:
            letters += 1
        elif byte == SPACE and letters > 0:
            letters = 0
        else:
            return None
    return letters


def number_type() -> torch.dtype:
    """bfloat16, as weights are published; tuned, it or float32, whichever multiplies particles by a layer faster."""
    if not TUNED:
        return torch.bfloat16
    seconds = {}
    for dtype in (torch.float32, torch.bfloat16):
        particles = torch.randn(max(ROUND["particles"]), 896, dtype=dtype)
        layer = torch.randn(896, 4864, dtype=dtype)
        particles @ layer
        started = time.perf_counter()
        for _ in range(10):
            particles @ layer
        seconds[dtype] = time.perf_counter() - started
    return min(seconds, key=seconds.get)


def report(particles: int, sampled: int, seconds: float, dtype: torch.dtype) -> None:
    line = {"task": TASK, "particles": particles, "sampled": sampled, "seconds": seconds, "type": str(dtype)}
    print(json.dumps(line), flush=True)
