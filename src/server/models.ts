/**
 * The models that a server offers: `sijo`, the whole pipeline, and each follower by itself.
 * @module
 */
import { SijoError } from "../errors.ts";
import type { TokenModel } from "../model/token-model.ts";
import { ApiError } from "./errors.ts";
import { Pool } from "./load/pool.ts";

export const SIJO = "sijo";

export interface HostedModel {
  readonly model: TokenModel;
  /** Key-value cells that all its contexts share; default: those of one context. */
  readonly cells?: number;
}

export interface ServedModel {
  readonly id: string;
  readonly model: TokenModel;
  readonly pool: Pool;
  /** What clients tell versions of it by; null where the weights are unknown. */
  readonly fingerprint: string | null;
}

export interface Models {
  readonly planner: ServedModel;
  readonly follower: ServedModel;
  /** Models that are served bare, by their names. */
  readonly bare: ReadonlyMap<string, ServedModel>;
  /** Seconds since 1970 at which they were opened. */
  readonly created: number;
}

/** Contexts that a model may need for a moment beside those that requests hold. */
export const SPARE_CONTEXTS = 4;

/**
 * What is served, by name.
 * @throws SijoError `serve.names` (usage) where two models would have one name.
 */
export function modelsOf({
  planner,
  followers,
}: {
  readonly planner: HostedModel;
  readonly followers: readonly [HostedModel, ...HostedModel[]];
}): Models {
  const served = new Map<TokenModel, ServedModel>();
  const serve = ({ model, cells = model.description.contextLength }: HostedModel): ServedModel => {
    const { name, maxContexts, sha256 } = model.description;
    const fingerprint = sha256 === null ? null : `fp_${sha256.slice(0, 12)}`;
    const contexts = Math.max(1, maxContexts - SPARE_CONTEXTS);
    const found = served.get(model) ?? {
      id: name,
      model,
      pool: new Pool({ name, contexts, cells }),
      fingerprint,
    };
    served.set(model, found);
    return found;
  };
  const bare = new Map<string, ServedModel>();
  for (const one of followers.map(serve)) {
    const { id, model } = one;
    const same = bare.get(id);
    if (id === SIJO || (same && !isSame(same.model, model))) {
      throw new SijoError("serve.names", `Two models would be called ${id}.`, {
        kind: "usage",
        hint: "A model in a file has the file's name: rename one.",
      });
    }
    if (!same) bare.set(id, one);
  }
  return {
    planner: serve(planner),
    follower: serve(followers[0]),
    bare,
    created: Math.floor(Date.now() / 1000),
  };
}

/** Whether two models are one, opened once or, as by two paths to a file, twice. */
const isSame = (one: TokenModel, other: TokenModel): boolean =>
  one === other || (one.description.sha256 !== null && one.description.sha256 === other.description.sha256);

export interface ModelCard {
  readonly id: string;
  readonly object: "model";
  readonly created: number;
  readonly owned_by: string;
}

/** The list as clients read it. */
export const modelCards = ({ bare, created }: Models): ModelCard[] =>
  [SIJO, ...bare.keys()].map((id) => ({
    id,
    object: "model",
    created,
    owned_by: id === SIJO ? "sijo" : "local",
  }));

/** The follower of that name; undefined for the pipeline. */
export function bareModel({ bare }: Models, id: string): ServedModel | undefined {
  if (id === SIJO) return undefined;
  const found = bare.get(id);
  if (found) return found;
  throw new ApiError(
    `There is no model ${JSON.stringify(id.slice(0, 100))} here; there are: ${[SIJO, ...bare.keys()].join(", ")}.`,
    {
      status: 404,
      type: "not_found_error",
      param: "model",
      code: "model_not_found",
    },
  );
}
