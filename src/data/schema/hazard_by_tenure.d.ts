/* Generated from the JSON Schema beside it (npm run types in scripts/node); do not edit. */

/**
 * Hazard by tenure: how likely customers are to leave in a month, by how long they have been here.
 */
export interface HazardByTenure {
  /**
   * What the file holds.
   */
  about: string;
  /**
   * Unit and definition of each column.
   */
  columns: {
    customer_months: Column;
    customer_months_high: Column;
    customer_months_low: Column;
    hazard: Column;
    hazard_high: Column;
    hazard_low: Column;
    tenure: Column;
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
   * Expected customer-months at this tenure up to the horizon. (customers)
   */
  customer_months: number | null;
  /**
   * Upper end of the 95 % simulation interval of customer_months. (customers)
   */
  customer_months_high: number | null;
  /**
   * Lower end of the 95 % simulation interval of customer_months. (customers)
   */
  customer_months_low: number | null;
  /**
   * Expected share of the customers who pass this month of tenure that leave in it. (share a month)
   */
  hazard: number | null;
  /**
   * Upper end of the 95 % simulation interval of hazard. (share a month)
   */
  hazard_high: number | null;
  /**
   * Lower end of the 95 % simulation interval of hazard. (share a month)
   */
  hazard_low: number | null;
  /**
   * Tenure in the month, in months. (months)
   */
  tenure: number | null;
  /**
   * baseline: every lever neutral; scenario: all levers; difference: scenario minus baseline, same customers. (text)
   */
  world: string;
}
