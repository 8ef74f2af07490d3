/* Generated from the JSON Schema beside it (npm run types in scripts/node); do not edit. */

/**
 * What a log of the campaign says: naive, adjusted for what is visible, and the truth.
 */
export interface CampaignLog {
  /**
   * What the file holds.
   */
  about: string;
  /**
   * Unit and definition of each column.
   */
  columns: {
    design: Column;
    effect: Column;
    effect_high: Column;
    effect_low: Column;
    error: Column;
    estimator: Column;
    misses: Column;
    not_offered: Column;
    offered: Column;
    share_of_log: Column;
  };
  currency: "AUD" | "CAD" | "CHF" | "EUR" | "GBP" | "USD";
  customers_simulated: number;
  /**
   * What a row stands for.
   */
  grain: string;
  rows: Row[];
  scenario_hash: string;
  subscribers: number;
}
export interface Column {
  description: string;
  unit: string;
}
export interface Row {
  /**
   * Who was offered it in the log: randomised, risk-biased, or hidden confounder. (text)
   */
  design: string;
  /**
   * Average effect of being offered it on the probability to be there at the outcome month (ATE). (share)
   */
  effect: number | null;
  /**
   * Upper end of it. (share)
   */
  effect_high: number | null;
  /**
   * Lower end of its 95 % confidence interval; for the truth, itself. (share)
   */
  effect_low: number | null;
  /**
   * Effect minus the true effect. (share)
   */
  error: number | null;
  /**
   * naive, adjusted or true. (text)
   */
  estimator: string;
  /**
   * yes if the interval does not hold the truth. (text)
   */
  misses: string;
  /**
   * Customers of the log who were not. (customers)
   */
  not_offered: number | null;
  /**
   * Customers of the log who were offered it; simulated ones, not scaled. (customers)
   */
  offered: number | null;
  /**
   * Share of the log that it speaks for: strata with customers offered it and others. (share)
   */
  share_of_log: number | null;
}
