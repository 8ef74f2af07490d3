/* Generated from the JSON Schema beside it (npm run types in scripts/node); do not edit. */

/**
 * MRR bridge: from one month's recurring revenue to the next, by contract.
 */
export interface MrrBridge {
  /**
   * What the file holds.
   */
  about: string;
  /**
   * Unit and definition of each column.
   */
  columns: {
    churned: Column;
    churned_high: Column;
    churned_low: Column;
    contract: Column;
    discount: Column;
    discount_high: Column;
    discount_low: Column;
    month: Column;
    mrr_end: Column;
    mrr_end_high: Column;
    mrr_end_low: Column;
    mrr_start: Column;
    mrr_start_high: Column;
    mrr_start_low: Column;
    price_change: Column;
    price_change_high: Column;
    price_change_low: Column;
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
   * Monthly bills of the month before, of those who leave. (money)
   */
  churned: number | null;
  /**
   * Upper end of the 95 % simulation interval of churned. (money)
   */
  churned_high: number | null;
  /**
   * Lower end of the 95 % simulation interval of churned. (money)
   */
  churned_low: number | null;
  /**
   * Contract at the as-of month: M2M, 1yr or 2yr; 'all' is the whole base. (text)
   */
  contract: string;
  /**
   * Discounts granted in this month minus those of the month before. (money)
   */
  discount: number | null;
  /**
   * Upper end of the 95 % simulation interval of discount. (money)
   */
  discount_high: number | null;
  /**
   * Lower end of the 95 % simulation interval of discount. (money)
   */
  discount_low: number | null;
  /**
   * Months after the as-of month. (months)
   */
  month: number | null;
  /**
   * Monthly recurring revenue at the end of the month. (money)
   */
  mrr_end: number | null;
  /**
   * Upper end of the 95 % simulation interval of mrr_end. (money)
   */
  mrr_end_high: number | null;
  /**
   * Lower end of the 95 % simulation interval of mrr_end. (money)
   */
  mrr_end_low: number | null;
  /**
   * Monthly recurring revenue at the start of the month. (money)
   */
  mrr_start: number | null;
  /**
   * Upper end of the 95 % simulation interval of mrr_start. (money)
   */
  mrr_start_high: number | null;
  /**
   * Lower end of the 95 % simulation interval of mrr_start. (money)
   */
  mrr_start_low: number | null;
  /**
   * Added by the change of list prices, on those who stay. (money)
   */
  price_change: number | null;
  /**
   * Upper end of the 95 % simulation interval of price_change. (money)
   */
  price_change_high: number | null;
  /**
   * Lower end of the 95 % simulation interval of price_change. (money)
   */
  price_change_low: number | null;
  /**
   * baseline: every lever neutral; scenario: all levers; difference: scenario minus baseline, same customers. (text)
   */
  world: string;
}
