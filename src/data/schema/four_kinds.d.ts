/* Generated from the JSON Schema beside it (npm run types in scripts/node); do not edit. */

/**
 * The four kinds among those who are offered it, with their money: persuadable, sure thing, lost cause, sleeping dog.
 */
export interface FourKinds {
  /**
   * What the file holds.
   */
  about: string;
  /**
   * Unit and definition of each column.
   */
  columns: {
    contact: Column;
    contact_high: Column;
    contact_low: Column;
    customers: Column;
    customers_high: Column;
    customers_low: Column;
    discount: Column;
    discount_high: Column;
    discount_low: Column;
    kind: Column;
    margin: Column;
    margin_high: Column;
    margin_low: Column;
    meaning: Column;
    net: Column;
    net_high: Column;
    net_low: Column;
    share: Column;
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
   * Present value of the cost to contact them. (money)
   */
  contact: number | null;
  /**
   * Upper end of the 95 % simulation interval of contact. (money)
   */
  contact_high: number | null;
  /**
   * Lower end of the 95 % simulation interval of contact. (money)
   */
  contact_low: number | null;
  /**
   * Customers of that kind who are offered it, in expectation. (customers)
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
   * Present value of their discounts. (money)
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
   * The kind of customer. (text)
   */
  kind: string;
  /**
   * Present value of the margin that the offer brings with them, or loses. (money)
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
   * What he does up to the outcome month: a year after the offer, or the end of the simulation. (text)
   */
  meaning: string;
  /**
   * Margin minus discount minus contact. (money)
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
   * Share of those who are offered it. (share)
   */
  share: number | null;
}
