// Write a TypeScript declaration beside every JSON Schema.
//
//     npm ci && npm run types              write them
//     npm run types -- --check             say which are out of date; exit code 3 if any

import { existsSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { compile } from "json-schema-to-typescript";

const SCHEMAS = join(dirname(fileURLToPath(import.meta.url)), "..", "..", "src", "data", "schema");
const BANNER = "/* Generated from the JSON Schema beside it (npm run types in scripts/node); do not edit. */";

/** Take the titles off properties: only files and records get names of their own. */
function withoutTitles(schema) {
  if (Array.isArray(schema)) return schema.map(withoutTitles);
  if (schema === null || typeof schema !== "object") return schema;
  const found = Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, withoutTitles(value)]));
  for (const property of Object.values(found.properties ?? {})) delete property.title;
  return found;
}

const check = process.argv.includes("--check");
const options = { bannerComment: BANNER, additionalProperties: false, maxItems: -1 };
let stale = 0;
for (const name of readdirSync(SCHEMAS, { recursive: true }).map(String).sort()) {
  if (!name.endsWith(".schema.json")) continue;
  const schema = JSON.parse(readFileSync(join(SCHEMAS, name), "utf8"));
  const types = await compile(withoutTitles(schema), schema.title, options);
  const target = join(SCHEMAS, name.replace(/\.schema\.json$/, ".d.ts"));
  if (existsSync(target) && readFileSync(target, "utf8") === types) continue;
  stale += 1;
  if (!check) writeFileSync(target, types);
  console.log(`${target} ${check ? "is out of date; run npm run types" : "written"}`);
}
process.exitCode = check && stale ? 3 : 0;
