/**
 * What the library says of the processor: what its kernels were compiled for, and how they want weights laid out.
 * @module
 */
import koffi from "koffi";

export interface Processor {
  /** Names of the layouts that this processor has kernels of its own for, the preferred first: AMX, CPU_REPACK. */
  readonly layouts: readonly string[];
  /** … and their `ggml_backend_buffer_type`s, by which the library makes the memory for such weights. */
  readonly layoutTypes: readonly bigint[];
  /** What the kernels were compiled for: `AVX2=1 AVX512=1`. */
  readonly features: string;
}

type Opened = ReturnType<typeof koffi.load>;

const LISTS_LAYOUTS = koffi.proto("void **sijo_extra_bufts(void *device)");
const LISTS_FEATURES = koffi.proto("void *sijo_features(void *backend)");
const FEATURE = koffi.struct("sijo_feature", { name: "const char *", value: "const char *" });

/** Nothing where the backend doesn't say. */
export function processorOf({ base, ggml }: { base: Opened; ggml: Opened }): Processor {
  const backend = ggml.func("void *ggml_backend_reg_by_name(const char *name)")("CPU");
  if (!backend) return { layouts: [], layoutTypes: [], features: "" };
  const addressOf = base.func("void *ggml_backend_reg_get_proc_address(void *reg, const char *name)");
  const device = base.func("void *ggml_backend_reg_dev_get(void *reg, size_t index)")(backend, 0);
  const nameOf = base.func("const char *ggml_backend_buft_name(void *type)");

  const layoutTypes: bigint[] = [];
  const listsLayouts = addressOf(backend, "ggml_backend_dev_get_extra_bufts");
  const types = listsLayouts && koffi.call(listsLayouts, LISTS_LAYOUTS, device);
  for (;;) {
    const type = types && koffi.decode(types, layoutTypes.length * koffi.sizeof("void *"), "void *");
    if (!type) break;
    layoutTypes.push(type);
  }

  const features: string[] = [];
  const listsFeatures = addressOf(backend, "ggml_backend_get_features");
  const list = listsFeatures && koffi.call(listsFeatures, LISTS_FEATURES, backend);
  for (;;) {
    const feature = list && koffi.decode(list, features.length * koffi.sizeof(FEATURE), FEATURE);
    if (!feature?.name) break;
    features.push(`${feature.name}=${feature.value}`);
  }
  return { layouts: layoutTypes.map((type) => nameOf(type)), layoutTypes, features: features.join(" ") };
}
