/**
 * Programs that are kept: named, described, with typed parameters, in versions.
 * @module
 */
export { checkedHead, headOf, type ProgramHead, type StoredProgram } from "./record.ts";
export {
  type LoadedProgram,
  listPrograms,
  loadProgram,
  programsFolder,
  removeProgram,
  type StoreOptions,
  saveProgram,
  type ToSave,
} from "./store.ts";
