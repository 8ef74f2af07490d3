/* Generated from the JSON Schema beside it (npm run types in scripts/node); do not edit. */

/**
 * Six models that an operator could train on what it observes, the best by AUC first, beside their ceiling.
 */
export interface Models {
  about: About;
  ceiling: Ceiling;
  /**
   * Judged customers who left within 12 months.
   */
  leavers_judged: number;
  /**
   * The models, by descending AUC.
   *
   * @minItems 6
   * @maxItems 6
   */
  models: [Model, Model, Model, Model, Model, Model, ...Model[]];
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
 * What no model can beat.
 */
export interface Ceiling {
  /**
   * AUC of the true probability.
   */
  auc: number;
  /**
   * Upper end of its interval.
   */
  auc_high: number;
  /**
   * Lower end of its interval.
   */
  auc_low: number;
  /**
   * Average precision of the true probability.
   */
  average_precision: number;
  /**
   * Brier score of the true probability.
   */
  brier: number;
}
/**
 * A model that was trained on some customers and judged on others.
 */
export interface Model {
  /**
   * Short name.
   */
  abbrev: string;
  /**
   * Probability that a customer who left has a higher score than one who stayed; 0.5 is chance.
   */
  auc: number;
  /**
   * Upper end of its interval.
   */
  auc_high: number;
  /**
   * Lower end of its interval.
   */
  auc_low: number;
  /**
   * Mean precision over recall.
   */
  average_precision: number;
  /**
   * Upper end of its interval.
   */
  average_precision_high: number;
  /**
   * Lower end of its interval.
   */
  average_precision_low: number;
  /**
   * AUC of the true probability minus this AUC; no model is better than the ceiling but by chance.
   */
  behind_ceiling: number;
  /**
   * Upper end of its interval.
   */
  behind_ceiling_high: number;
  /**
   * Lower end of its interval.
   */
  behind_ceiling_low: number;
  /**
   * AUC of the winner minus this AUC.
   */
  behind_winner: number;
  /**
   * Upper end of its interval.
   */
  behind_winner_high: number;
  /**
   * Lower end of its interval.
   */
  behind_winner_low: number;
  /**
   * Mean squared error of the probabilities; lower is better.
   */
  brier: number;
  /**
   * Upper end of its interval.
   */
  brier_high: number;
  /**
   * Lower end of its interval.
   */
  brier_low: number;
  /**
   * Name of the model.
   */
  name: string;
  /**
   * What the figures say, in a sentence.
   */
  rationale: string;
  /**
   * Nominal seconds: elementary steps of this training, 100 million a second; no clock, so that two bakes agree.
   */
  training_time_seconds: number;
  /**
   * Whether this is the best model by AUC.
   */
  winner: boolean;
}
