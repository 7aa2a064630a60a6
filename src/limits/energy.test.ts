import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, suite, test } from "node:test";
import { startEnergy, WATTS_PER_CORE } from "./energy.ts";

const root = mkdtempSync(join(tmpdir(), "sijo-energy-"));
after(() => rmSync(root, { recursive: true }));

let made = 0;
/** A folder as Linux has it; counts can be set. */
function powercap(zones: Readonly<Record<string, string>>) {
  const folder = join(root, `${made++}`);
  const set = (zone: string, microjoules: number | string): void =>
    writeFileSync(join(folder, zone, "energy_uj"), `${microjoules}\n`);
  for (const [zone, name] of Object.entries(zones)) {
    mkdirSync(join(folder, zone), { recursive: true });
    writeFileSync(join(folder, zone, "name"), `${name}\n`);
    writeFileSync(join(folder, zone, "max_energy_range_uj"), "1000000000\n");
    set(zone, 5_000_000);
  }
  return { folder, set };
}
const PACKAGE = { "intel-rapl:0": "package-0" };

suite("energy", () => {
  test("is measured where counters can be read: packages and memory, not what is inside a package", () => {
    const { folder, set } = powercap({
      ...PACKAGE,
      "intel-rapl:0:0": "core",
      "intel-rapl:0:1": "dram",
      "intel-rapl:1": "psys",
    });
    const meter = startEnergy({ powercap: folder });
    set("intel-rapl:0", 8_500_000);
    set("intel-rapl:0:0", 8_000_000);
    set("intel-rapl:0:1", 6_000_000);
    set("intel-rapl:1", 50_000_000);
    const { value, source, how } = meter.joules(100);
    assert.deepEqual([value, source], [4.5, "measured"]);
    assert.match(how, /package-0, dram/);
  });

  test("is right when a counter runs over", () => {
    const { folder, set } = powercap(PACKAGE);
    set("intel-rapl:0", 999_000_000);
    const meter = startEnergy({ powercap: folder });
    set("intel-rapl:0", 2_000_000);
    assert.equal(meter.joules(1).value, 3);
  });

  for (const [what, folder] of [
    ["there are no counters", join(root, "nothing")],
    ["none of the counters is of a package", powercap({ "intel-rapl:0": "psys" }).folder],
  ]) {
    test(`is estimated from seconds of CPU where ${what}`, () => {
      const { value, source, how } = startEnergy({ powercap: folder, environment: {} }).joules(10);
      assert.deepEqual([value, source], [10 * WATTS_PER_CORE, "estimated"]);
      assert.match(how, /6 W a core/);
    });
  }

  test("is estimated where counters may not be read any more", () => {
    const { folder, set } = powercap(PACKAGE);
    const meter = startEnergy({ powercap: folder, environment: {} });
    set("intel-rapl:0", "no number");
    assert.equal(meter.joules(1).source, "estimated");
  });

  test("is estimated with the watts that are given, and unknown where those are none", () => {
    const of = (watts: string) =>
      startEnergy({ powercap: root, environment: { SIJO_WATTS_PER_CORE: watts } }).joules(10);
    assert.equal(of("2.5").value, 25);
    for (const watts of ["much", "-1", "0", "Infinity"])
      assert.deepEqual([of(watts).value, of(watts).source], [null, "unknown"]);
  });
});
