/* Generated from the JSON Schema beside it (npm run types in scripts/node); do not edit. */

/**
 * The offer in figures: what it costs and brings, where it breaks even, and how far it is from the best.
 */
export interface Campaign {
  /**
   * What the file holds.
   */
  about: string;
  /**
   * Unit and definition of each column.
   */
  columns: {
    definition: Column;
    figure: Column;
    label: Column;
    unit: Column;
    value: Column;
    value_high: Column;
    value_low: Column;
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
   * What it is. (text)
   */
  definition: string;
  /**
   * Name of the figure. (text)
   */
  figure: string;
  /**
   * Its short label. (text)
   */
  label: string;
  /**
   * Unit of the row's numbers. (text)
   */
  unit: string;
  /**
   * The figure; null where there is none. (the unit of the row)
   */
  value: number | null;
  /**
   * Upper end of it. (the unit of the row)
   */
  value_high: number | null;
  /**
   * Lower end of its 95 % interval: of the simulation, or of the log for what a log says; null where there is none. (the unit of the row)
   */
  value_low: number | null;
}
