"""The weights of a GGUF file as a folder that transformers reads, dequantised to float32.

usage: convert.py model.gguf folder
"""

import sys
from pathlib import Path

import torch
from transformers import AutoModelForCausalLM, AutoTokenizer

file, folder = Path(sys.argv[1]).resolve(), sys.argv[2]
source = {"pretrained_model_name_or_path": str(file.parent), "gguf_file": file.name}
read = AutoModelForCausalLM.from_pretrained(**source, dtype=torch.float32)
# A model that was read from GGUF can't be saved as it is: it is taken for a quantised one.
config = read.config
if hasattr(config, "quantization_config"):
    del config.quantization_config
plain = AutoModelForCausalLM.from_config(config, dtype=torch.float32)
loaded = plain.load_state_dict(read.state_dict(), strict=False)
missing = [name for name in loaded.missing_keys if name != "lm_head.weight" or not config.tie_word_embeddings]
if missing or loaded.unexpected_keys:
    sys.exit(f"The weights don't fit: missing {missing}, unexpected {loaded.unexpected_keys}")
plain.save_pretrained(folder)
AutoTokenizer.from_pretrained(**source).save_pretrained(folder)
