/* Generated from the JSON Schema beside it (npm run types in scripts/node); do not edit. */

/**
 * Segments: tenure band × contract × value tier, with their churn and money.
 */
export interface SegmentChurn {
  /**
   * What the file holds.
   */
  about: string;
  /**
   * Unit and definition of each column.
   */
  columns: {
    churn_12m: Column;
    churn_12m_high: Column;
    churn_12m_low: Column;
    contract: Column;
    customers: Column;
    customers_high: Column;
    customers_low: Column;
    lost_12m: Column;
    lost_12m_high: Column;
    lost_12m_low: Column;
    mrr_end: Column;
    mrr_end_high: Column;
    mrr_end_low: Column;
    mrr_start: Column;
    mrr_start_high: Column;
    mrr_start_low: Column;
    tenure_band: Column;
    value_tier: Column;
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
   * Share of the segment expected to leave within 12 months; 0 for an empty segment. (share)
   */
  churn_12m: number | null;
  /**
   * Upper end of the 95 % simulation interval of churn_12m. (share)
   */
  churn_12m_high: number | null;
  /**
   * Lower end of the 95 % simulation interval of churn_12m. (share)
   */
  churn_12m_low: number | null;
  /**
   * Contract at the as-of month: M2M, 1yr or 2yr. (text)
   */
  contract: string;
  /**
   * Customers at the as-of month. (customers)
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
   * Customers expected to leave within 12 months. (customers)
   */
  lost_12m: number | null;
  /**
   * Upper end of the 95 % simulation interval of lost_12m. (customers)
   */
  lost_12m_high: number | null;
  /**
   * Lower end of the 95 % simulation interval of lost_12m. (customers)
   */
  lost_12m_low: number | null;
  /**
   * Monthly recurring revenue in the horizon's month, after discounts. (money)
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
   * Monthly recurring revenue at the as-of month. (money)
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
   * Tenure at the as-of month, in months. (text)
   */
  tenure_band: string;
  /**
   * Third of the pilot base by today's bill: Low, Med or High. (text)
   */
  value_tier: string;
  /**
   * baseline: every lever neutral; scenario: all levers; difference: scenario minus baseline, same customers. (text)
   */
  world: string;
}
