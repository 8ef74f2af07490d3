/* Generated from the JSON Schema beside it (npm run types in scripts/node); do not edit. */

/**
 * What a bake holds: hashes of its files, and warnings about them.
 */
export interface Manifest {
  calibration: {
    name: string;
    sha256: string;
  };
  currency: "AUD" | "CAD" | "CHF" | "EUR" | "GBP" | "USD";
  customers_simulated: number;
  files: {
    [k: string]: {
      bytes: number;
      rows: number;
      sha256: string;
    };
  };
  learned_with: {
    [k: string]: string;
  };
  name: string;
  package_version: string;
  scenario_hash: string;
  schema_version: 3;
  seed: number;
  subscribers: number;
  title: string;
  warnings: string[];
}
