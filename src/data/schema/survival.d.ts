/* Generated from the JSON Schema beside it (npm run types in scripts/node); do not edit. */

/**
 * Survival: the share of today's customers still active, month by month, by contract.
 */
export interface Survival {
  /**
   * What the file holds.
   */
  about: string;
  /**
   * Unit and definition of each column.
   */
  columns: {
    contract: Column;
    customers: Column;
    customers_high: Column;
    customers_low: Column;
    month: Column;
    survival: Column;
    survival_high: Column;
    survival_low: Column;
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
   * Contract at the as-of month: M2M, 1yr or 2yr; 'all' is the whole base. (text)
   */
  contract: string;
  /**
   * Customers still active at the end of the month. (customers)
   */
  customers: number | null;
  /**
   * Upper end of the 95 % simulation interval of customers. (customers)
   */
  customers_high: number | null;
  /**
   * Lower end of the 95 % simulation interval of customers. (customers)
   */
  customers_low: number | null;
  /**
   * Months after the as-of month. (months)
   */
  month: number | null;
  /**
   * Share of the customers of month 0 still active at the end of the month. (share)
   */
  survival: number | null;
  /**
   * Upper end of the 95 % simulation interval of survival. (share)
   */
  survival_high: number | null;
  /**
   * Lower end of the 95 % simulation interval of survival. (share)
   */
  survival_low: number | null;
  /**
   * baseline: every lever neutral; scenario: all levers; difference: scenario minus baseline, same customers. (text)
   */
  world: string;
}
