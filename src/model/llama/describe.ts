/**
 * What a loaded model tells about itself: its vocabulary in one flat array, its template, its special tokens.
 * @module
 */
import koffi from "koffi";
import type { Library } from "./library.ts";
import type { Opened, SpecialToken } from "./protocol.ts";

/** Attributes `unknown`, `unused` and `control` of llama.h: tokens that have no text of their own. */
const CONTROL_ATTRIBUTES = (1 << 0) | (1 << 1) | (1 << 3);
const LONGEST_TEMPLATE = 1 << 18;

export function describeModel({
  library,
  model,
  vocab,
}: {
  library: Library;
  model: unknown;
  vocab: unknown;
}): Omit<Opened, "packed"> {
  const size = library.llama_vocab_n_tokens(vocab) as number;
  const offsets = new Int32Array(size + 1);
  const flags = new Uint8Array(size);
  let pieces = new Uint8Array(size * 8);
  let piece = new Uint8Array(1024);
  let used = 0;
  const read = (token: number, special: boolean): number => {
    const length = library.llama_token_to_piece(vocab, token, piece, piece.length, 0, special) as number;
    if (length >= 0) return length;
    // Where the buffer is too short, the answer is the length it should have, below zero.
    piece = new Uint8Array(-length);
    return library.llama_token_to_piece(vocab, token, piece, piece.length, 0, special);
  };
  const special = (token: number): SpecialToken | undefined =>
    token < 0 ? undefined : { token, text: new TextDecoder().decode(piece.subarray(0, read(token, true))) };
  for (let token = 0; token < size; token += 1) {
    const control = (library.llama_vocab_get_attr(vocab, token) & CONTROL_ATTRIBUTES) !== 0;
    const ends = library.llama_vocab_is_eog(vocab, token) as boolean;
    flags[token] = (control ? 1 : 0) | (ends ? 2 : 0);
    const length = control || ends ? 0 : read(token, false);
    if (used + length > pieces.length) {
      const larger = new Uint8Array((used + length) * 2);
      larger.set(pieces);
      pieces = larger;
    }
    pieces.set(piece.subarray(0, length), used);
    used += length;
    offsets[token + 1] = used;
  }
  const template = new Uint8Array(LONGEST_TEMPLATE);
  const length = Math.min(
    library.llama_model_meta_val_str(model, "tokenizer.chat_template", template, template.length) as number,
    template.length - 1,
  );
  return {
    vocab: koffi.address(vocab),
    width: library.llama_model_n_embd_out(model),
    trainedLength: library.llama_model_n_ctx_train(model),
    chatTemplate: length > 0 ? new TextDecoder().decode(template.subarray(0, length)) : "",
    addBos: library.llama_vocab_get_add_bos(vocab),
    bos: special(library.llama_vocab_bos(vocab)),
    eos: special(library.llama_vocab_eos(vocab)),
    pieces: pieces.slice(0, used),
    offsets,
    flags,
  };
}
