/* Generated from the JSON Schema beside it (npm run types in scripts/node); do not edit. */

/**
 * Churn, value and the most profitable targeting of each segment; a last row of unknown customers is always empty.
 */
export interface Segments {
  about: About;
  /**
   * Tenure bands, in them contracts, in them value tiers; then unknown.
   *
   * @minItems 46
   * @maxItems 46
   */
  segments: [
    Segment,
    Segment,
    Segment,
    Segment,
    Segment,
    Segment,
    Segment,
    Segment,
    Segment,
    Segment,
    Segment,
    Segment,
    Segment,
    Segment,
    Segment,
    Segment,
    Segment,
    Segment,
    Segment,
    Segment,
    Segment,
    Segment,
    Segment,
    Segment,
    Segment,
    Segment,
    Segment,
    Segment,
    Segment,
    Segment,
    Segment,
    Segment,
    Segment,
    Segment,
    Segment,
    Segment,
    Segment,
    Segment,
    Segment,
    Segment,
    Segment,
    Segment,
    Segment,
    Segment,
    Segment,
    Segment,
    ...Segment[]
  ];
  totals: Totals;
}
/**
 * What the file is.
 */
export interface About {
  /**
   * Definition of each field, by dotted path.
   */
  definitions: {
    [k: string]: string;
  };
  /**
   * What the file holds.
   */
  file: string;
  provenance: Provenance;
  /**
   * Unit of each number, by dotted path.
   */
  units: {
    [k: string]: string;
  };
}
/**
 * Where the figures come from.
 */
export interface Provenance {
  /**
   * Month at whose end the base is observed.
   */
  as_of: string;
  /**
   * Currency of every amount.
   */
  currency: string;
  /**
   * Customers that were simulated and scored; figures are scaled once, counts by largest remainder.
   */
  customers_simulated: number;
  /**
   * The same with the terms of an offer that it does not make: equal ones mean equal figures in these files.
   */
  evidence_hash: string;
  /**
   * What the intervals are.
   */
  intervals: string;
  /**
   * Other customers, on whom they were judged.
   */
  judged_on: number;
  /**
   * Versions of the libraries on which the bytes of what was learned depend.
   */
  libraries: {
    [k: string]: string;
  };
  /**
   * Version of the simulator.
   */
  package_version: string;
  /**
   * Identity of the scenario; equal in every file of a bake.
   */
  scenario_hash: string;
  /**
   * The number that fixes every draw.
   */
  seed: number;
  /**
   * Customers that the figures speak for.
   */
  subscribers: number;
  /**
   * Customers that the models learned from.
   */
  trained_on: number;
}
/**
 * A segment of the base at the as-of month.
 */
export interface Segment {
  /**
   * A year of today's bills of those expected to leave within 12 months in this scenario.
   */
  annual_churn_cost: number;
  /**
   * Average monthly bill at the as-of month.
   */
  arpu: number;
  /**
   * Margin a customer over five years in present value, before retention costs, from the segment's own bills and survival; beyond the horizon its monthly_retention goes on.
   */
  avg_ltv: number;
  /**
   * Upper end of its interval.
   */
  avg_ltv_high: number;
  /**
   * Lower end of its interval.
   */
  avg_ltv_low: number;
  /**
   * leaving_12m / customers; 0 for nobody.
   */
  churn_probability: number;
  /**
   * Upper end of its interval.
   */
  churn_probability_high: number;
  /**
   * Lower end of its interval.
   */
  churn_probability_low: number;
  /**
   * Contract at the as-of month.
   */
  contract_group: "M2M" | "1yr" | "2yr" | "unknown";
  /**
   * Customers at the as-of month.
   */
  customers: number;
  /**
   * roi_profit / roi_spend: 0.5 means half a dollar earned on each dollar spent, negative means a loss; 0 for nobody.
   */
  expected_roi: number;
  /**
   * Upper end of its interval.
   */
  expected_roi_high: number;
  /**
   * Lower end of its interval.
   */
  expected_roi_low: number;
  /**
   * By rule: nobody targeted - not planned; else by risk_level: Very High 0-30 days, High 31-60, Medium 61-90, Low 91-180.
   */
  implementation_timeline: string;
  /**
   * Customers expected to leave within 12 months in this scenario, its own offer included.
   */
  leaving_12m: number;
  /**
   * Present value of bills minus cost to serve to the horizon, before retention costs.
   */
  margin_to_horizon: number;
  /**
   * Share that stays from one month to the next, over the last 12 months of the horizon.
   */
  monthly_retention: number;
  /**
   * What that campaign brings after cost.
   */
  offer_npv: number;
  /**
   * Present value of contacts and discounts of that campaign.
   */
  offer_spend: number;
  /**
   * Customers whom the scenario's own campaign offers it; 0 if it makes no offer.
   */
  offered_customers: number;
  /**
   * Of the segment, by churn_probability: Medium from 0.15, High from 0.30, Very High from 0.50. Customers have levels of their own.
   */
  risk_level: "Low" | "Medium" | "High" | "Very High";
  /**
   * Whose offer the ROI is of: the scenario's own campaign where it reaches the segment; else the offer to the targeted customers; else, where no threshold pays, an offer to everybody, which shows why not.
   */
  roi_basis: "offer made" | "offer proposed" | "offer to everybody" | "nobody to offer it to";
  /**
   * What the offer of roi_basis brings after cost.
   */
  roi_profit: number;
  /**
   * What it costs.
   */
  roi_spend: number;
  /**
   * By rule: nobody targeted - hold the offer; the scenario's offer loses money here - keep it to the targeted; else by risk_level how to reach them, with the offer's terms, targeting_rate and threshold.
   */
  strategy: string;
  /**
   * Customers whose score reaches the threshold.
   */
  targeted_customers: number;
  /**
   * Those of them who are expected to leave: true positives.
   */
  targeted_leaving_12m: number;
  /**
   * What that brings: margin of those kept, minus spend, in present value to the horizon.
   */
  targeted_npv: number;
  /**
   * Present value of contacts and discounts if the targeted customers are offered it, give-away to those who would have stayed included.
   */
  targeted_spend: number;
  /**
   * targeted_customers / customers; 0 for nobody.
   */
  targeting_rate: number;
  /**
   * Months of tenure at the as-of month; unknown is nobody: every customer has a segment.
   */
  tenure_band: "0-3m" | "4-12m" | "13-24m" | "25-48m" | "49-72m" | "unknown";
  /**
   * Score of the winner from which on offering it earns most in this segment, within the scenario's budget; 1 if nowhere. At least 25 simulated customers score as high.
   */
  threshold: number;
  /**
   * Third of the base by monthly bill.
   */
  value_tier: "Low" | "Med" | "High" | "unknown";
}
/**
 * Sums over the segments.
 */
export interface Totals {
  /**
   * A year of bills of those expected to leave.
   */
  annual_churn_cost: number;
  /**
   * Customers.
   */
  customers: number;
  /**
   * Customers expected to leave within 12 months.
   */
  leaving_12m: number;
  /**
   * Present value of the margin, before retention costs.
   */
  margin_to_horizon: number;
  /**
   * What it brings after cost.
   */
  offer_npv: number;
  /**
   * What that campaign costs.
   */
  offer_spend: number;
  /**
   * Customers whom the scenario's own campaign offers it.
   */
  offered_customers: number;
  /**
   * Customers at or above the threshold of their segment.
   */
  targeted_customers: number;
  /**
   * Those of them who are expected to leave.
   */
  targeted_leaving_12m: number;
  /**
   * What that brings after cost.
   */
  targeted_npv: number;
  /**
   * What offering it to them costs.
   */
  targeted_spend: number;
}
