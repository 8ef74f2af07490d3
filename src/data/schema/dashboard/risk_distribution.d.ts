/* Generated from the JSON Schema beside it (npm run types in scripts/node); do not edit. */

/**
 * Customers by the level of their own expected 12-month churn: the truth, no model's guess, no segment's mean.
 */
export interface RiskDistribution {
  about: About;
  /**
   * The levels, from Low to Very High.
   *
   * @minItems 4
   * @maxItems 4
   */
  risk_levels: [Level, Level, Level, Level, ...Level[]];
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
 * A level of risk.
 */
export interface Level {
  /**
   * Customers whose own expected 12-month churn in this scenario lies in the level.
   */
  customers: number;
  /**
   * Medium from an expected 12-month churn of 0.15, High from 0.30, Very High from 0.50.
   */
  level: "Low" | "Medium" | "High" | "Very High";
  /**
   * customers / all customers, as a fraction.
   */
  percentage: number;
  /**
   * Upper end of its interval.
   */
  percentage_high: number;
  /**
   * Lower end of its interval.
   */
  percentage_low: number;
}
