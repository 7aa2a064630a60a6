"""SMC in genlm-control. usage: genlm_smc.py ROUND"""

import asyncio
import time

from genlm.control import AWRS, EOS, Potential, PromptedLLM, direct_token_sampler
from round import LETTERS, PROMPT, ROUND, SPACE, TASK, TOKENS, TUNED, letters_after, number_type, report


class ShortWords(Potential):
    """Whether bytes begin a text of short words. No text ends."""

    def __init__(self):
        super().__init__(sorted([*LETTERS, SPACE]))

    async def complete(self, context):
        return float("-inf")

    async def prefix(self, context):
        return float("-inf") if letters_after(0, bytes(context)) is None else 0.0


def sampler(llm):
    if TASK == "free":
        return direct_token_sampler(llm)
    # By rejection: what the library recommends where masks are dear.
    return AWRS(llm, ShortWords().coerce(llm, f=b"".join))


async def run(llm, sampling, particles, tokens):
    llm.model.clear_cache()
    if TUNED:
        llm.model.cache_kv(PROMPT)
        llm.model.batch_size = particles
    started = time.perf_counter()
    found = await sampling.smc(
        n_particles=particles,
        ess_threshold=0.5,
        max_tokens=tokens + 1,
        terminate_when=lambda context: len(context) >= tokens,
    )
    seconds = time.perf_counter() - started
    return sum(token is not EOS for context in found.contexts for token in context), seconds


async def main():
    dtype = number_type()
    llm = PromptedLLM.from_name(
        ROUND["folder"], backend="hf", eos_byte_strings=[b"<|im_end|>"], hf_opts={"torch_dtype": dtype}
    )
    llm.prompt_ids = PROMPT
    sampling = sampler(llm)
    await run(llm, sampling, 2, 2)
    for particles in ROUND["particles"]:
        report(particles, *await run(llm, sampling, particles, TOKENS), dtype)


asyncio.run(main())
