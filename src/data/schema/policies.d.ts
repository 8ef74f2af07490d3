/* Generated from the JSON Schema beside it (npm run types in scripts/node); do not edit. */

/**
 * Policies at the same budget: what each would earn with the scenario's money, and its regret against the oracle.
 */
export interface Policies {
  /**
   * What the file holds.
   */
  about: string;
  /**
   * Unit and definition of each column.
   */
  columns: {
    auuc: Column;
    auuc_high: Column;
    auuc_low: Column;
    auuc_observed: Column;
    auuc_observed_high: Column;
    auuc_observed_low: Column;
    budget: Column;
    policy: Column;
    profit: Column;
    profit_high: Column;
    profit_low: Column;
    qini: Column;
    qini_high: Column;
    qini_low: Column;
    regret: Column;
    regret_high: Column;
    regret_low: Column;
    share_of_oracle: Column;
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
   * Area under its cumulative gain curve (qini.json): share of the base saved, mean over all reaches. (share)
   */
  auuc: number | null;
  /**
   * Upper end of the 95 % simulation interval of auuc. (share)
   */
  auuc_high: number | null;
  /**
   * Lower end of the 95 % simulation interval of auuc. (share)
   */
  auuc_low: number | null;
  /**
   * The same area as a randomised experiment observes it. (share)
   */
  auuc_observed: number | null;
  /**
   * Upper end of the 95 % simulation interval of auuc_observed. (share)
   */
  auuc_observed_high: number | null;
  /**
   * Lower end of the 95 % simulation interval of auuc_observed. (share)
   */
  auuc_observed_low: number | null;
  /**
   * What the scenario's campaign is expected to spend: the most that each may spend. (money)
   */
  budget: number | null;
  /**
   * random, risk, value, uplift, oracle: each with the scenario's budget and any reach; or this scenario. (text)
   */
  policy: string;
  /**
   * Expected profit of the offer, in present value. (money)
   */
  profit: number | null;
  /**
   * Upper end of the 95 % simulation interval of profit. (money)
   */
  profit_high: number | null;
  /**
   * Lower end of the 95 % simulation interval of profit. (money)
   */
  profit_low: number | null;
  /**
   * Qini coefficient: that area minus the area under the line of random targeting. (share)
   */
  qini: number | null;
  /**
   * Upper end of the 95 % simulation interval of qini. (share)
   */
  qini_high: number | null;
  /**
   * Lower end of the 95 % simulation interval of qini. (share)
   */
  qini_low: number | null;
  /**
   * What the oracle earns more with the same budget. (money)
   */
  regret: number | null;
  /**
   * Upper end of the 95 % simulation interval of regret. (money)
   */
  regret_high: number | null;
  /**
   * Lower end of the 95 % simulation interval of regret. (money)
   */
  regret_low: number | null;
  /**
   * Qini coefficient as a share of the oracle's; null where that is 0. (share)
   */
  share_of_oracle: number | null;
}
