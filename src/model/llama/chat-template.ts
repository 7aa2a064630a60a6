/**
 * A conversation as the model was trained to see it: the Jinja template stored in the GGUF.
 * @module
 */
import { Template } from "@huggingface/jinja";
import { SijoError } from "../../errors.ts";
import type { Message } from "../token-model.ts";

/** Used where a file carries no template: the format of the Qwen and SmolLM2 families, and the commonest. */
const CHATML =
  "{% for message in messages %}{{'<|im_start|>' + message['role'] + '\\n' + message['content'] + '<|im_end|>' + '\\n'}}{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}";

export interface ChatTemplate {
  /** The text of a conversation, up to where the assistant begins. */
  render(messages: readonly Message[]): string;
}

export function chatTemplate({
  source,
  bos,
  eos,
}: {
  source: string;
  bos: string;
  eos: string;
}): ChatTemplate {
  let template: Template | undefined;
  return {
    render(messages) {
      try {
        template ??= new Template(source === "" ? CHATML : source);
        return template.render({
          messages: messages.map((message) => ({ ...message })),
          add_generation_prompt: true,
          bos_token: bos,
          eos_token: eos,
        });
      } catch (cause) {
        throw new SijoError(
          "model.template",
          `The model's chat template can't be rendered: ${(cause as Error).message}`,
          { hint: "Use a model whose template is known to work.", cause },
        );
      }
    },
  };
}
