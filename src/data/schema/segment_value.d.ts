/* Generated from the JSON Schema beside it (npm run types in scripts/node); do not edit. */

/**
 * What a segment's customers are worth: ARPU, margin to the horizon, lifetime value from the segment's own survival.
 */
export interface SegmentValue {
  /**
   * What the file holds.
   */
  about: string;
  /**
   * Unit and definition of each column.
   */
  columns: {
    arpu: Column;
    arpu_high: Column;
    arpu_low: Column;
    contract: Column;
    ltv: Column;
    ltv_high: Column;
    ltv_low: Column;
    margin: Column;
    margin_high: Column;
    margin_low: Column;
    retention: Column;
    retention_high: Column;
    retention_low: Column;
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
   * Average monthly bill at the as-of month; 0 for an empty segment. (money a customer)
   */
  arpu: number | null;
  /**
   * Upper end of the 95 % simulation interval of arpu. (money a customer)
   */
  arpu_high: number | null;
  /**
   * Lower end of the 95 % simulation interval of arpu. (money a customer)
   */
  arpu_low: number | null;
  /**
   * Contract at the as-of month: M2M, 1yr or 2yr. (text)
   */
  contract: string;
  /**
   * Margin a customer over five years; beyond the horizon, retention stays as it is. (money a customer)
   */
  ltv: number | null;
  /**
   * Upper end of the 95 % simulation interval of ltv. (money a customer)
   */
  ltv_high: number | null;
  /**
   * Lower end of the 95 % simulation interval of ltv. (money a customer)
   */
  ltv_low: number | null;
  /**
   * Present value of bills minus cost to serve, months 1 to the horizon, before retention costs. (money)
   */
  margin: number | null;
  /**
   * Upper end of the 95 % simulation interval of margin. (money)
   */
  margin_high: number | null;
  /**
   * Lower end of the 95 % simulation interval of margin. (money)
   */
  margin_low: number | null;
  /**
   * Share of the segment that stays from one month to the next, at the end. (share)
   */
  retention: number | null;
  /**
   * Upper end of the 95 % simulation interval of retention. (share)
   */
  retention_high: number | null;
  /**
   * Lower end of the 95 % simulation interval of retention. (share)
   */
  retention_low: number | null;
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
