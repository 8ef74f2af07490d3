// Validate baked files with ajv, and read the dashboard's six as its reader does.
//
//     node validate.mjs FOLDER             a folder of bundles; default: src/data/baked

import { readFileSync, readdirSync } from "node:fs";
import { dirname, join, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { Ajv2020 } from "ajv/dist/2020.js";

const DATA = join(dirname(fileURLToPath(import.meta.url)), "..", "..", "src", "data");
const load = (path) => JSON.parse(readFileSync(path, "utf8"));

const ajv = new Ajv2020({ strict: true, allowUnionTypes: true, allErrors: true });
const validators = new Map();
for (const name of readdirSync(join(DATA, "schema"), { recursive: true }).map(String)) {
  if (!name.endsWith(".schema.json")) continue;
  const file = name.replace(/\.schema\.json$/, ".json").split(sep).join("/");
  validators.set(file, ajv.compile(load(join(DATA, "schema", name))));
}

/** Format everything that the dashboard's tabs format; a null or a wrong type throws, as it would there. */
function draw(folder) {
  const [models, segments, metrics, summary, risks, features] = [
    "models", "segments", "metrics", "customers_summary", "risk_distribution", "feature_importance",
  ].map((name) => load(join(folder, `${name}.json`)));
  const text = [];
  const percent = (value, digits) => text.push(`${(value * 100).toFixed(digits)}%`);
  for (const model of models.models) {
    [model.auc, model.brier, model.average_precision].forEach((value) => percent(value, 1));
    text.push(model.training_time_seconds.toFixed(1), model.abbrev.length, model.rationale.length);
  }
  if (models.models.filter((model) => model.winner).length !== 1) throw new Error("there is not exactly one winner");
  for (const segment of segments.segments) {
    text.push(segment.customers.toLocaleString("en-US"), segment.targeted_customers.toLocaleString("en-US"));
    [segment.churn_probability, segment.threshold, segment.targeting_rate].forEach((value) => percent(value, 1));
    text.push(segment.avg_ltv.toFixed(0), segment.expected_roi > 0 ? `${segment.expected_roi.toFixed(1)}x` : "N/A");
    text.push(segment.strategy.substring(0, 120), segment.implementation_timeline.length);
  }
  const { overview, calibration, confusion_matrix: matrix } = metrics;
  percent(overview.model_auc, 1);
  for (const value of [overview.total_customers, overview.annual_churn_cost, overview.ai_opportunity]) {
    text.push((value / 1_000_000).toFixed(1));
  }
  calibration.bins.forEach((bin) => [bin.predicted, bin.actual].forEach((value) => percent(value, 0)));
  for (const [cell, label] of Object.entries(matrix.labels)) text.push(matrix[cell].toLocaleString("en-US"), label.length);
  for (const part of [summary.by_contract, summary.by_tenure, summary.by_value]) {
    Object.values(part).forEach((entry) => (text.push(entry.count.toLocaleString("en-US")), percent(entry.pct, 0)));
  }
  risks.risk_levels.forEach((level) => (text.push(level.customers.toLocaleString("en-US")), percent(level.percentage, 0)));
  features.features.forEach((feature) => (percent(feature.importance, 0), text.push(feature.interpretation.length)));
  const odd = text.map(String).find((word) => /NaN|Infinity|undefined|null/.test(word));
  if (odd) throw new Error(`a label would read ${odd}`);
}

const baked = process.argv[2] ?? join(DATA, "baked");
let files = 0;
for (const preset of readdirSync(baked)) {
  if (preset.startsWith(".")) continue;
  for (const name of readdirSync(join(baked, preset), { recursive: true }).map(String)) {
    if (!name.endsWith(".json")) continue;
    const validate = validators.get(name.split(sep).join("/"));
    if (!validate) throw new Error(`${preset}/${name} has no schema`);
    if (!validate(load(join(baked, preset, name)))) {
      throw new Error(`${preset}/${name}: ${ajv.errorsText(validate.errors)}`);
    }
    files += 1;
  }
  draw(join(baked, preset, "dashboard"));
}
console.log(`${files} files are valid`);
