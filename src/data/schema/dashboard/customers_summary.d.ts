/* Generated from the JSON Schema beside it (npm run types in scripts/node); do not edit. */

/**
 * The base at the as-of month by contract, by tenure band and by value tier.
 */
export interface CustomersSummary {
  about: About;
  /**
   * By contract: M2M, 1yr, 2yr.
   */
  by_contract: {
    [k: string]: Part;
  };
  /**
   * By months of tenure.
   */
  by_tenure: {
    [k: string]: Part;
  };
  /**
   * By third of the base by monthly bill.
   */
  by_value: {
    [k: string]: Part;
  };
  /**
   * All customers.
   */
  total_customers: number;
}
/**
 * What the file is.
 */
export interface About {
  /**
   * Definition of each field, by dotted path.
   */
  definitions: {
    [k: string]: string;
  };
  /**
   * What the file holds.
   */
  file: string;
  provenance: Provenance;
  /**
   * Unit of each number, by dotted path.
   */
  units: {
    [k: string]: string;
  };
}
/**
 * Where the figures come from.
 */
export interface Provenance {
  /**
   * Month at whose end the base is observed.
   */
  as_of: string;
  /**
   * Currency of every amount.
   */
  currency: string;
  /**
   * Customers that were simulated and scored; figures are scaled once, counts by largest remainder.
   */
  customers_simulated: number;
  /**
   * The same with the terms of an offer that it does not make: equal ones mean equal figures in these files.
   */
  evidence_hash: string;
  /**
   * What the intervals are.
   */
  intervals: string;
  /**
   * Other customers, on whom they were judged.
   */
  judged_on: number;
  /**
   * Versions of the libraries on which the bytes of what was learned depend.
   */
  libraries: {
    [k: string]: string;
  };
  /**
   * Version of the simulator.
   */
  package_version: string;
  /**
   * Identity of the scenario; equal in every file of a bake.
   */
  scenario_hash: string;
  /**
   * The number that fixes every draw.
   */
  seed: number;
  /**
   * Customers that the figures speak for.
   */
  subscribers: number;
  /**
   * Customers that the models learned from.
   */
  trained_on: number;
}
/**
 * A part of the base.
 */
export interface Part {
  /**
   * Customers at the as-of month.
   */
  count: number;
  /**
   * count / total_customers, as a fraction.
   */
  pct: number;
}
