/**
 * The COLLIE cases that a bench was asked for.
 * @module
 */
import { readFileSync } from "node:fs";
import { chooseCases, parseCases } from "../src/evaluation/collie/index.ts";

/** So many of each family, of all families where none is named; `families` are parted by commas. */
export function chosenCases(
  path: string,
  { families, ...how }: { families: string | undefined; limit: number; split?: "dev" | "test" },
) {
  return chooseCases(parseCases(readFileSync(path, "utf8"), path), {
    ...(families !== undefined && { families: families.split(",") }),
    ...how,
  });
}
