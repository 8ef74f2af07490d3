/* Generated from the JSON Schema beside it (npm run types in scripts/node); do not edit. */

/**
 * Save or delay: who is kept, whose leaving is only postponed or brought forward, and by how many months.
 */
export interface SaveOrDelay {
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
    from_months: Column;
    mean_months: Column;
    outcome: Column;
    to_months: Column;
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
   * Customers whose life the offer changes so. (customers)
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
   * Shortest difference of the two lives in the band, up to the horizon. (months)
   */
  from_months: number | null;
  /**
   * Mean difference of the two lives of those customers. (months on average)
   */
  mean_months: number | null;
  /**
   * kept: still there at the horizon, would have left before; postponed: leaves before the horizon, but later; brought forward: leaves earlier. (text)
   */
  outcome: string;
  /**
   * Longest difference in the band. (months)
   */
  to_months: number | null;
}
