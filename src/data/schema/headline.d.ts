/* Generated from the JSON Schema beside it (npm run types in scripts/node); do not edit. */

/**
 * The headline figures of a scenario, in both worlds, with their difference and intervals.
 */
export interface Headline {
  /**
   * What the file holds.
   */
  about: string;
  /**
   * Unit and definition of each column.
   */
  columns: {
    baseline: Column;
    baseline_high: Column;
    baseline_low: Column;
    definition: Column;
    difference: Column;
    difference_high: Column;
    difference_low: Column;
    figure: Column;
    label: Column;
    scenario: Column;
    scenario_high: Column;
    scenario_low: Column;
    unit: Column;
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
   * With every lever neutral; null for a figure of the programmes. (the unit of the row)
   */
  baseline: number | null;
  /**
   * Upper end of it. (the unit of the row)
   */
  baseline_high: number | null;
  /**
   * Lower end of the 95 % simulation interval of the baseline's value. (the unit of the row)
   */
  baseline_low: number | null;
  /**
   * What it is. (text)
   */
  definition: string;
  /**
   * Scenario minus baseline, with the same customers and draws; null as baseline. (the unit of the row)
   */
  difference: number | null;
  /**
   * Upper end of it. (the unit of the row)
   */
  difference_high: number | null;
  /**
   * Lower end of the 95 % simulation interval of the difference. (the unit of the row)
   */
  difference_low: number | null;
  /**
   * Name of the headline figure. (text)
   */
  figure: string;
  /**
   * Its short label. (text)
   */
  label: string;
  /**
   * With all levers. (the unit of the row)
   */
  scenario: number | null;
  /**
   * Upper end of it. (the unit of the row)
   */
  scenario_high: number | null;
  /**
   * Lower end of the 95 % simulation interval of the scenario's value. (the unit of the row)
   */
  scenario_low: number | null;
  /**
   * Unit of the row's numbers. (text)
   */
  unit: string;
}
