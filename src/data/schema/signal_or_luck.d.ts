/* Generated from the JSON Schema beside it (npm run types in scripts/node); do not edit. */

/**
 * Signal or luck: could an operator of some size tell the campaign's effect from chance?
 */
export interface SignalOrLuck {
  /**
   * What the file holds.
   */
  about: string;
  /**
   * Unit and definition of each column.
   */
  columns: {
    compared_with: Column;
    effect: Column;
    holdout: Column;
    offered: Column;
    standard_error: Column;
    subscribers: Column;
    times_error: Column;
    verdict: Column;
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
   * holdout, or forecast where there is none. (text)
   */
  compared_with: string;
  /**
   * True effect on the probability to be there at the outcome month, among those offered it. (share)
   */
  effect: number | null;
  /**
   * Customers selected and held out. (customers)
   */
  holdout: number | null;
  /**
   * Customers offered it. (customers)
   */
  offered: number | null;
  /**
   * Standard error of what is observed. (share)
   */
  standard_error: number | null;
  /**
   * Size of the base. (customers)
   */
  subscribers: number | null;
  /**
   * Effect in standard errors. (ratio)
   */
  times_error: number | null;
  /**
   * signal: at least 2.8 standard errors, seen by four in five tests; luck: less than 1.96; uncertain: between. (text)
   */
  verdict: string;
}
