/* Generated from the JSON Schema beside it (npm run types in scripts/node); do not edit. */

/**
 * Uplift by decile: how much likelier each tenth of the base, best first, is to stay if it is offered it.
 */
export interface UpliftByDecile {
  /**
   * What the file holds.
   */
  about: string;
  /**
   * Unit and definition of each column.
   */
  columns: {
    customers: Column;
    decile: Column;
    observed: Column;
    observed_high: Column;
    observed_low: Column;
    policy: Column;
    profit: Column;
    profit_high: Column;
    profit_low: Column;
    uplift: Column;
    uplift_high: Column;
    uplift_low: Column;
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
   * Customers in it. (customers)
   */
  customers: number | null;
  /**
   * 1 is the tenth that is offered it first. (whole number)
   */
  decile: number | null;
  /**
   * The same, estimated from a randomised experiment among the simulated customers. (share)
   */
  observed: number | null;
  /**
   * Upper end of the 95 % simulation interval of observed. (share)
   */
  observed_high: number | null;
  /**
   * Lower end of the 95 % simulation interval of observed. (share)
   */
  observed_low: number | null;
  /**
   * The order of the base: random, risk, value, uplift (estimated effect), oracle (true effect). (text)
   */
  policy: string;
  /**
   * Expected profit of offering it to all of them in the first wave, outside the holdout. (money)
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
   * True effect of being offered it on the probability to be there at the outcome month. (share)
   */
  uplift: number | null;
  /**
   * Upper end of the 95 % simulation interval of uplift. (share)
   */
  uplift_high: number | null;
  /**
   * Lower end of the 95 % simulation interval of uplift. (share)
   */
  uplift_low: number | null;
}
