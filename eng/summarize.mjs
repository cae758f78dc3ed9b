// Adds up the test runner's result files: the slowest tests, what was skipped, and the counts as the last line.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const folder = process.argv[2];
const requireAll = process.env.GRPC_SDK_REQUIRE === "all";
const results = readdirSync(folder)
  .filter((file) => file.endsWith(".trx"))
  .flatMap((file) => [...readFileSync(join(folder, file), "utf8").matchAll(/<UnitTestResult\b[^>]*>/g)])
  .map(([tag]) => ({
    name: attribute(tag, "testName"),
    outcome: attribute(tag, "outcome"),
    seconds: seconds(attribute(tag, "duration") || "0:0:0"),
  }));

function attribute(tag, name) {
  return new RegExp(`\\b${name}="([^"]*)"`).exec(tag)?.[1] ?? "";
}

function seconds(duration) {
  const [hours, minutes, rest] = duration.split(":").map(Number);
  return hours * 3600 + minutes * 60 + rest;
}

const passed = results.filter((result) => result.outcome === "Passed");
const skipped = results.filter((result) => result.outcome === "NotExecuted");
const failed = results.length - passed.length - skipped.length;

console.log("\nSlowest:");
for (const { name, seconds: time } of [...results].sort((a, b) => b.seconds - a.seconds).slice(0, 10)) {
  console.log(`  ${time.toFixed(1).padStart(6)} s  ${name}`);
}

if (skipped.length > 0) {
  console.log(requireAll ? "\nSkipped, and GRPC_SDK_REQUIRE=all asks for them:" : "\nSkipped:");
  skipped.forEach(({ name }) => console.log(`  ${name}`));
}

const failures = failed + (requireAll ? skipped.length : 0);
console.log(`\n${passed.length} passed, ${failures} failed, ${requireAll ? 0 : skipped.length} skipped`);
process.exit(failures > 0 || passed.length === 0 ? 1 : 0);
