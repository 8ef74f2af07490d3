/* Generated from the JSON Schema beside it (npm run types in scripts/node); do not edit. */

/**
 * The ten features that the winner goes by most, by permutation importance on the judged customers.
 */
export interface FeatureImportance {
  about: About;
  /**
   * The features, by descending importance; their importance sums to 1.
   *
   * @minItems 10
   * @maxItems 10
   */
  features: [Feature, Feature, Feature, Feature, Feature, Feature, Feature, Feature, Feature, Feature, ...Feature[]];
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
 * A feature that models see.
 */
export interface Feature {
  /**
   * What the winner's AUC loses among the judged customers when this feature is shuffled, on average over three shuffles.
   */
  auc_drop: number;
  /**
   * Column of the observed table.
   */
  column: string;
  /**
   * Share of the ten features' drops in AUC: what the winner goes by, not what causes churn. Features that say the same share it.
   */
  importance: number;
  /**
   * Upper end of its interval, divided by the same sum.
   */
  importance_high: number;
  /**
   * Lower end of its interval, divided by the same sum.
   */
  importance_low: number;
  /**
   * The level with the highest and the level with the lowest churn, of those with at least 1 % of the customers. A difference between customers, not an effect.
   */
  interpretation: string;
  /**
   * Churn by level in this scenario.
   */
  levels: Level[];
  /**
   * What people call it.
   */
  name: string;
}
/**
 * A level of a feature; for a number, a quarter of the customers that the models learned from.
 */
export interface Level {
  /**
   * leaving_12m / customers; 0 for nobody.
   */
  churn_probability: number;
  /**
   * Customers on it.
   */
  customers: number;
  /**
   * Those of them expected to leave within 12 months.
   */
  leaving_12m: number;
  /**
   * The level.
   */
  level: string;
}
