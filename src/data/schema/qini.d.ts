/* Generated from the JSON Schema beside it (npm run types in scripts/node); do not edit. */

/**
 * Cumulative gain (Qini) curves: customers saved by reach, true, and as a randomised experiment would observe them.
 */
export interface Qini {
  /**
   * What the file holds.
   */
  about: string;
  /**
   * Unit and definition of each column.
   */
  columns: {
    at_random: Column;
    observed: Column;
    observed_high: Column;
    observed_low: Column;
    policy: Column;
    reach: Column;
    saved: Column;
    saved_high: Column;
    saved_low: Column;
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
   * What that reach saves if customers are drawn by lot. (customers)
   */
  at_random: number | null;
  /**
   * The same as estimated from the experiment, with its own error. (customers)
   */
  observed: number | null;
  /**
   * Upper end of the 95 % simulation interval of observed. (customers)
   */
  observed_high: number | null;
  /**
   * Lower end of the 95 % simulation interval of observed. (customers)
   */
  observed_low: number | null;
  /**
   * The order of the customers: random, risk, value, uplift (estimated effect), oracle (true effect). (text)
   */
  policy: string;
  /**
   * Share of the base that is offered it, the highest in rank first. (share)
   */
  reach: number | null;
  /**
   * More customers at the outcome month than without the offer, in expectation. (customers)
   */
  saved: number | null;
  /**
   * Upper end of the 95 % simulation interval of saved. (customers)
   */
  saved_high: number | null;
  /**
   * Lower end of the 95 % simulation interval of saved. (customers)
   */
  saved_low: number | null;
}
