/* Generated from the JSON Schema beside it (npm run types in scripts/node); do not edit. */

/**
 * Churn by month: how many customers leave each month, and at what rate.
 */
export interface ChurnByMonth {
  /**
   * What the file holds.
   */
  about: string;
  /**
   * Unit and definition of each column.
   */
  columns: {
    churn: Column;
    churn_high: Column;
    churn_low: Column;
    lost: Column;
    lost_high: Column;
    lost_low: Column;
    lost_realised: Column;
    month: Column;
    world: Column;
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
   * Expected share of the customers active at the start of the month who leave in it. (share a month)
   */
  churn: number | null;
  /**
   * Upper end of the 95 % simulation interval of churn. (share a month)
   */
  churn_high: number | null;
  /**
   * Lower end of the 95 % simulation interval of churn. (share a month)
   */
  churn_low: number | null;
  /**
   * Customers expected to leave in the month. (customers)
   */
  lost: number | null;
  /**
   * Upper end of the 95 % simulation interval of lost. (customers)
   */
  lost_high: number | null;
  /**
   * Lower end of the 95 % simulation interval of lost. (customers)
   */
  lost_low: number | null;
  /**
   * Customers who leave in the month in the one simulated realisation. (customers)
   */
  lost_realised: number | null;
  /**
   * Months after the as-of month. (months)
   */
  month: number | null;
  /**
   * baseline: every lever neutral; scenario: all levers; difference: scenario minus baseline, same customers. (text)
   */
  world: string;
}
