/* Generated from the JSON Schema beside it (npm run types in scripts/node); do not edit. */

/**
 * Offer economics: what retention costs and brings, month by month, against the same market without it.
 */
export interface OfferEconomics {
  /**
   * What the file holds.
   */
  about: string;
  /**
   * Unit and definition of each column.
   */
  columns: {
    contact_cost: Column;
    contact_cost_high: Column;
    contact_cost_low: Column;
    cumulative_net: Column;
    cumulative_net_high: Column;
    cumulative_net_low: Column;
    discount_cost: Column;
    discount_cost_high: Column;
    discount_cost_low: Column;
    give_away: Column;
    give_away_high: Column;
    give_away_low: Column;
    incentive_cost: Column;
    incentive_cost_high: Column;
    incentive_cost_low: Column;
    month: Column;
    net: Column;
    net_high: Column;
    net_low: Column;
    offer_margin: Column;
    offer_margin_high: Column;
    offer_margin_low: Column;
    onboarding_cost: Column;
    onboarding_cost_high: Column;
    onboarding_cost_low: Column;
    programme_margin: Column;
    programme_margin_high: Column;
    programme_margin_low: Column;
    saved_customers: Column;
    saved_customers_high: Column;
    saved_customers_low: Column;
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
   * Cost of contacts, for each customer offered. (money)
   */
  contact_cost: number | null;
  /**
   * Upper end of the 95 % simulation interval of contact_cost. (money)
   */
  contact_cost_high: number | null;
  /**
   * Lower end of the 95 % simulation interval of contact_cost. (money)
   */
  contact_cost_low: number | null;
  /**
   * Sum of net up to this month. (money)
   */
  cumulative_net: number | null;
  /**
   * Upper end of the 95 % simulation interval of cumulative_net. (money)
   */
  cumulative_net_high: number | null;
  /**
   * Lower end of the 95 % simulation interval of cumulative_net. (money)
   */
  cumulative_net_low: number | null;
  /**
   * Discounts to takers. (money)
   */
  discount_cost: number | null;
  /**
   * Upper end of the 95 % simulation interval of discount_cost. (money)
   */
  discount_cost_high: number | null;
  /**
   * Lower end of the 95 % simulation interval of discount_cost. (money)
   */
  discount_cost_low: number | null;
  /**
   * The part of discount_cost that goes to takers who would have stayed anyway. (money)
   */
  give_away: number | null;
  /**
   * Upper end of the 95 % simulation interval of give_away. (money)
   */
  give_away_high: number | null;
  /**
   * Lower end of the 95 % simulation interval of give_away. (money)
   */
  give_away_low: number | null;
  /**
   * Incentives for signing a one-year contract. (money)
   */
  incentive_cost: number | null;
  /**
   * Upper end of the 95 % simulation interval of incentive_cost. (money)
   */
  incentive_cost_high: number | null;
  /**
   * Lower end of the 95 % simulation interval of incentive_cost. (money)
   */
  incentive_cost_low: number | null;
  /**
   * Months after the as-of month. (months)
   */
  month: number | null;
  /**
   * Margins minus costs of the month. (money)
   */
  net: number | null;
  /**
   * Upper end of the 95 % simulation interval of net. (money)
   */
  net_high: number | null;
  /**
   * Lower end of the 95 % simulation interval of net. (money)
   */
  net_low: number | null;
  /**
   * Margin that the offer brings, before its cost. (money)
   */
  offer_margin: number | null;
  /**
   * Upper end of the 95 % simulation interval of offer_margin. (money)
   */
  offer_margin_high: number | null;
  /**
   * Lower end of the 95 % simulation interval of offer_margin. (money)
   */
  offer_margin_low: number | null;
  /**
   * Cost of the onboarding programme. (money)
   */
  onboarding_cost: number | null;
  /**
   * Upper end of the 95 % simulation interval of onboarding_cost. (money)
   */
  onboarding_cost_high: number | null;
  /**
   * Lower end of the 95 % simulation interval of onboarding_cost. (money)
   */
  onboarding_cost_low: number | null;
  /**
   * Margin that conversion and onboarding bring. (money)
   */
  programme_margin: number | null;
  /**
   * Upper end of the 95 % simulation interval of programme_margin. (money)
   */
  programme_margin_high: number | null;
  /**
   * Lower end of the 95 % simulation interval of programme_margin. (money)
   */
  programme_margin_low: number | null;
  /**
   * More customers active at the end of the month than without programmes and offer. (customers)
   */
  saved_customers: number | null;
  /**
   * Upper end of the 95 % simulation interval of saved_customers. (customers)
   */
  saved_customers_high: number | null;
  /**
   * Lower end of the 95 % simulation interval of saved_customers. (customers)
   */
  saved_customers_low: number | null;
}
