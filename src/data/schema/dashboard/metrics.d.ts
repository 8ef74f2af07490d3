/* Generated from the JSON Schema beside it (npm run types in scripts/node); do not edit. */

/**
 * What churn costs and an offer would keep, and how far the winner can be trusted, over the whole base.
 */
export interface Metrics {
  about: About;
  calibration: Calibration;
  confusion_matrix: ConfusionMatrix;
  overview: Overview;
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
 * Does the winner mean what it says?
 */
export interface Calibration {
  /**
   * Tenths of the base, the lowest scores first.
   *
   * @minItems 10
   * @maxItems 10
   */
  bins: [Bin, Bin, Bin, Bin, Bin, Bin, Bin, Bin, Bin, Bin, ...Bin[]];
}
/**
 * A tenth of the base by score.
 */
export interface Bin {
  /**
   * leaving_12m / customers.
   */
  actual: number;
  /**
   * Upper end of its interval.
   */
  actual_high: number;
  /**
   * Lower end of its interval.
   */
  actual_low: number;
  /**
   * Customers of the tenth.
   */
  customers: number;
  /**
   * Customers of the tenth expected to leave within 12 months.
   */
  leaving_12m: number;
  /**
   * Mean probability to leave that the winner gives them.
   */
  predicted: number;
}
/**
 * Who is targeted, and who would leave.
 */
export interface ConfusionMatrix {
  /**
   * Other customers expected to leave.
   */
  false_negatives: number;
  /**
   * Targeted customers expected to stay.
   */
  false_positives: number;
  labels: Labels;
  money: MatrixMoney;
  /**
   * true_positives / targeted customers; 0 if nobody is targeted.
   */
  precision: number;
  /**
   * true_positives / all expected to leave; 0 if nobody leaves.
   */
  recall: number;
  /**
   * Other customers expected to stay.
   */
  true_negatives: number;
  /**
   * Targeted customers expected to leave.
   */
  true_positives: number;
}
/**
 * What the cells are called.
 */
export interface Labels {
  /**
   * Label of false_negatives.
   */
  false_negatives: string;
  /**
   * Label of false_positives.
   */
  false_positives: string;
  /**
   * Label of true_negatives.
   */
  true_negatives: string;
  /**
   * Label of true_positives.
   */
  true_positives: string;
}
/**
 * The money in them.
 */
export interface MatrixMoney {
  /**
   * A year of bills of the false negatives.
   */
  at_risk_missed: number;
  /**
   * A year of bills of the true positives: what an offer could try to keep.
   */
  at_risk_targeted: number;
  /**
   * What offering it to all targeted customers brings after cost.
   */
  npv: number;
  /**
   * Present value of what offering it costs on the true positives; a customer's cost is split by his own probability to leave.
   */
  spend_on_leavers: number;
  /**
   * The same on the false positives: the give-away.
   */
  spend_on_stayers: number;
}
/**
 * The headline.
 */
export interface Overview {
  /**
   * Dollars a year: annual_churn_cost minus annual_churn_cost_with_offer, the same customers in two worlds; before the offer's cost.
   */
  ai_opportunity: number;
  /**
   * Upper end of its interval.
   */
  ai_opportunity_high: number;
  /**
   * Lower end of its interval.
   */
  ai_opportunity_low: number;
  /**
   * Dollars a year: a year of today's bills of those who leave within 12 months if nobody is offered anything.
   */
  annual_churn_cost: number;
  /**
   * Upper end of its interval.
   */
  annual_churn_cost_high: number;
  /**
   * Lower end of its interval.
   */
  annual_churn_cost_low: number;
  /**
   * Dollars a year: the same cost in the world with the campaign.
   */
  annual_churn_cost_with_offer: number;
  /**
   * The campaign of the figures here: the scenario's own or, where it makes no offer, its offer to the customers whom the winner targets.
   */
  campaign: string;
  /**
   * Customers who are offered it.
   */
  campaign_customers: number;
  /**
   * What it brings after cost, in present value to the horizon.
   */
  campaign_npv: number;
  /**
   * campaign_npv / campaign_spend; 0 where nothing is spent.
   */
  campaign_roi: number;
  /**
   * Present value of its contacts and discounts to the horizon, give-away included.
   */
  campaign_spend: number;
  /**
   * leaving_12m / total_customers.
   */
  churn_12m: number;
  /**
   * Customers expected to leave within 12 months in this scenario, its own offer included.
   */
  leaving_12m: number;
  /**
   * AUC of the winner.
   */
  model_auc: number;
  /**
   * The winner.
   */
  model_name: string;
  /**
   * Customers at the as-of month.
   */
  total_customers: number;
}
