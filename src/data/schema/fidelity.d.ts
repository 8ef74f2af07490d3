/* Generated from the JSON Schema beside it (npm run types in scripts/node); do not edit. */

/**
 * The simulated base against published aggregates.
 */
export interface Fidelity {
  /**
   * What the file holds.
   */
  about: string;
  /**
   * Unit and definition of each column.
   */
  columns: {
    check: Column;
    claim: Column;
    difference: Column;
    moved_by: Column;
    simulated: Column;
    source: Column;
    standard_error: Column;
    statistic: Column;
    target: Column;
    tolerance: Column;
    unit: Column;
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
   * The check that the statistic belongs to. (text)
   */
  check: string;
  /**
   * What the check claims. (text)
   */
  claim: string;
  /**
   * Simulated minus target. (the unit of the row)
   */
  difference: number | null;
  /**
   * For what is moved: the parameters of the scenario that can move it. (text)
   */
  moved_by: string;
  /**
   * Value among the first 65,536 customers, or all if there are fewer. (the unit of the row)
   */
  simulated: number | null;
  /**
   * Where the target comes from. (text)
   */
  source: string;
  /**
   * What the simulated value would vary by, had as many others been simulated. (the unit of the row)
   */
  standard_error: number | null;
  /**
   * What is compared. (text)
   */
  statistic: string;
  /**
   * Value in the sample, published or computed from its rows. (the unit of the row)
   */
  target: number | null;
  /**
   * Largest difference, either way, that counts as the same. (the unit of the row)
   */
  tolerance: number | null;
  /**
   * Unit of the row's numbers. (text)
   */
  unit: string;
  /**
   * ok: within tolerance and two standard errors; moved: outside, and the scenario can move it; off: outside for no reason. (text)
   */
  verdict: string;
}
