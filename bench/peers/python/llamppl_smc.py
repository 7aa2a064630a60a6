"""SMC in llamppl. usage: llamppl_smc.py ROUND"""

import asyncio
import functools
import time

from llamppl import CachedCausalLM, LMContext, Model, smc_standard
from round import PROMPT, ROUND, TASK, TOKENS, TUNED, letters_after, number_type, report

dtype = number_type()
llm = CachedCausalLM.from_pretrained(ROUND["folder"], backend="hf", hf_opts={"torch_dtype": dtype})
prompt = llm.tokenizer.decode(PROMPT)
assert llm.tokenizer.encode(prompt) == PROMPT, "The prompt is other tokens here."
special = frozenset(llm.tokenizer.all_special_ids)
pieces = [bytes(token.byte_string) for token in llm.byte_vocab]


@functools.cache
def admitted(letters):
    """Tokens that may follow so many letters of a word."""
    return {
        token
        for token, piece in enumerate(pieces)
        if token not in special and piece and letters_after(letters, piece) is not None
    }


class Writing(Model):
    def __init__(self, tokens):
        super().__init__()
        self.context, self.tokens, self.written, self.letters = LMContext(llm, prompt), tokens, 0, 0

    async def step(self):
        if TASK == "words":
            await self.observe(self.context.mask_dist(admitted(self.letters)), True)
        token = await self.sample(self.context.next_token())
        self.written += 1
        if TASK == "words":
            self.letters = letters_after(self.letters, pieces[token.token_id])
        if self.written >= self.tokens or token.token_id in special:
            self.finish()

    def immutable_properties(self):
        return {"tokens"}


async def run(particles, tokens):
    llm.clear_cache()
    if TUNED:
        llm.cache_kv(PROMPT)
    # As it comes too: its examples set large batches.
    llm.model.batch_size = particles
    started = time.perf_counter()
    found = await smc_standard(Writing(tokens), particles, 0.5)
    return sum(one.written for one in found), time.perf_counter() - started


async def main():
    await run(2, 2)
    for particles in ROUND["particles"]:
        report(particles, *await run(particles, TOKENS), dtype)


asyncio.run(main())
