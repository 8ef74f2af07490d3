/* Generated from the JSON Schema beside it (npm run types in scripts/node); do not edit. */

/**
 * Profit by reach: what each policy would earn at every reach, from one simulation; its top is the best budget.
 */
export interface ProfitByReach {
  /**
   * What the file holds.
   */
  about: string;
  /**
   * Unit and definition of each column.
   */
  columns: {
    mark: Column;
    policy: Column;
    profit: Column;
    profit_high: Column;
    profit_low: Column;
    reach: Column;
    spend: Column;
    spend_high: Column;
    spend_low: Column;
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
   * optimum where the policy earns most; scenario for this scenario; else empty. (text)
   */
  mark: string;
  /**
   * random, risk, value, uplift (estimated profit), oracle (true profit); or this scenario as it is. (text)
   */
  policy: string;
  /**
   * Present value of the margin that the offer brings, minus spend, in expectation. (money)
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
   * Share of the base that a wave selects. (share)
   */
  reach: number | null;
  /**
   * Present value of contacts and discounts, in expectation. (money)
   */
  spend: number | null;
  /**
   * Upper end of the 95 % simulation interval of spend. (money)
   */
  spend_high: number | null;
  /**
   * Lower end of the 95 % simulation interval of spend. (money)
   */
  spend_low: number | null;
}
