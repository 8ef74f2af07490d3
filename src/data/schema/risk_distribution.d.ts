/* Generated from the JSON Schema beside it (npm run types in scripts/node); do not edit. */

/**
 * Risk distribution: customers by their expected 12-month churn, in cells of five points.
 */
export interface RiskDistribution {
  /**
   * What the file holds.
   */
  about: string;
  /**
   * Unit and definition of each column.
   */
  columns: {
    customers: Column;
    customers_high: Column;
    customers_low: Column;
    from_churn: Column;
    risk_level: Column;
    share: Column;
    share_high: Column;
    share_low: Column;
    to_churn: Column;
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
   * Customers whose expected 12-month churn in this world lies in the cell. (customers)
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
   * Lower end of the cell of expected 12-month churn. (share)
   */
  from_churn: number | null;
  /**
   * Low, Medium from 15 %, High from 30 %, Very High from 50 %. (text)
   */
  risk_level: string;
  /**
   * Share of the base in the cell. (share)
   */
  share: number | null;
  /**
   * Upper end of the 95 % simulation interval of share. (share)
   */
  share_high: number | null;
  /**
   * Lower end of the 95 % simulation interval of share. (share)
   */
  share_low: number | null;
  /**
   * Upper end of the cell. (share)
   */
  to_churn: number | null;
  /**
   * baseline: every lever neutral; scenario: all levers; difference: scenario minus baseline, same customers. (text)
   */
  world: string;
}
