/* Generated from the JSON Schema beside it (npm run types in scripts/node); do not edit. */

/**
 * A demo: what the room shall remember, and the steps that lead there.
 */
export interface TeleVantageDemo {
  /**
   * How long it takes.
   */
  minutes: number;
  /**
   * Its steps, in order.
   *
   * @minItems 1
   * @maxItems 40
   */
  steps: [Step, ...Step[]];
  /**
   * What the room shall remember.
   */
  story: string;
  /**
   * What the demo is called.
   */
  title: string;
}
/**
 * A step of a demo: a scenario, the view that shows it, and what is said.
 */
export interface Step {
  /**
   * A question to the room.
   */
  ask?: string | null;
  /**
   * What it changes in that scenario: parameters by path.
   */
  changes?: {
    /**
     * Share of the base that leaves within 12 months with all levers neutral; the hazard's level is solved from it.
     */
    "churn.annual_churn"?: number;
    /**
     * Standard deviation of what nobody can see in a customer's log hazard; higher makes churn harder to predict.
     */
    "churn.frailty"?: number;
    /**
     * Added to the log hazard ratio of a one-year contract against month-to-month; 0 is the calibrated ratio.
     */
    "churn.one_year_shift"?: number;
    /**
     * Calendar month in which the yearly wave is highest; 1 is January.
     */
    "churn.peak_month"?: number;
    /**
     * Mean elasticity of the hazard to our price: at 1, a 10 % rise lifts the hazard of a typical customer by 10 %.
     */
    "churn.price_sensitivity"?: number;
    /**
     * Share of a contract term's hazard that waits for the renewal month; the term's total is unchanged.
     */
    "churn.renewal_cliff"?: number;
    /**
     * Relative amplitude of the yearly wave of the hazard.
     */
    "churn.seasonality"?: number;
    /**
     * Standard deviation of the logarithm of a customer's price sensitivity; the mean is kept.
     */
    "churn.sensitivity_spread"?: number;
    /**
     * The hazard falls with tenure as tenure to the power of minus κ; 0 means that loyalty does not grow.
     */
    "churn.tenure_effect"?: number;
    /**
     * Added to the log hazard ratio of a two-year contract against month-to-month; 0 is the calibrated ratio.
     */
    "churn.two_year_shift"?: number;
    /**
     * Share of customers, drawn at random, whom the competitor's offer reaches.
     */
    "competitor.exposed"?: number;
    /**
     * How much lower the competitor's price is than ours, relative to ours.
     */
    "competitor.gap"?: number;
    /**
     * Month in which the first part of the gap is felt.
     */
    "competitor.month"?: number;
    /**
     * Number of equal monthly parts in which the gap opens; 1 is all at once.
     */
    "competitor.ramp"?: number;
    /**
     * Paid once for each customer who signs.
     */
    "conversion.incentive"?: number;
    /**
     * Month from whose start the contract holds, for those still active.
     */
    "conversion.month"?: number;
    /**
     * Share of the month-to-month customers, drawn at random, who sign a one-year contract.
     */
    "conversion.share"?: number;
    /**
     * Yearly rate at which money of later months is discounted to the as-of month.
     */
    "economics.discount_rate"?: number;
    /**
     * Share of today's bill that is left after the cost to serve; that cost does not move with the price.
     */
    "economics.gross_margin"?: number;
    /**
     * Spent to win a customer in place of one who left.
     */
    "economics.replacement_cost"?: number;
    /**
     * Other customers, the next of the base, on whom they are judged; with fewer simulated, both samples shrink.
     */
    "learning.judge"?: number;
    /**
     * Customers on whose attributes and exits the models are trained: the first of the base.
     */
    "learning.train"?: number;
    /**
     * Log odds of being offered it for each standard deviation of the log hazard: above 0, those who leave anyway; below, those who stay.
     */
    "log.bias"?: number;
    /**
     * Who was offered it: anybody by lot, customers by their visible risk, or by what only the agents knew (``churn.frailty``).
     */
    "log.design"?: "randomised" | "risk-biased" | "hidden confounder";
    /**
     * Chance of an average customer of the log to be offered it.
     */
    "log.offered"?: number;
    /**
     * Most that contacts and discounts may be expected to cost, in present value; reach or budget, whichever binds.
     */
    "offer.budget"?: number;
    /**
     * Share of the effect that lasts after the offer has ended: 1 keeps customers, 0 only delays their leaving.
     */
    "offer.carry_over"?: number;
    /**
     * Paid for each customer who is offered it, in each wave.
     */
    "offer.contact_cost"?: number;
    /**
     * Months after an offer has ended in which the same customer is not offered another; the wave goes to the next in rank.
     */
    "offer.cool_down"?: number;
    /**
     * Share of the bill that a taker is spared while the offer runs.
     */
    "offer.discount"?: number;
    /**
     * Number of months for which the discount and its effect last.
     */
    "offer.duration"?: number;
    /**
     * Relative rise of a sleeping dog's hazard once contacted, while the offer runs; the carry-over holds for it too.
     */
    "offer.harm"?: number;
    /**
     * Share of the customers, drawn at random, who are never offered it, for comparison.
     */
    "offer.holdout"?: number;
    /**
     * Whether customers who leave for the price react to it more than the others, or those who leave for the service.
     */
    "offer.kind"?: "discount" | "service";
    /**
     * Month at whose start the offer is made, to those still active; with several waves, the month of the first.
     */
    "offer.month"?: number;
    /**
     * For the uplift policy: standard deviation of the error of its estimate of how much more likely a customer is to stay.
     */
    "offer.noise"?: number;
    /**
     * Whom the offer goes to first: nobody, at random, highest risk of leaving, highest margin at risk, highest estimated profit of the offer (uplift), or highest true profit (oracle).
     */
    "offer.policy"?: "none" | "random" | "risk" | "value" | "uplift" | "oracle";
    /**
     * Share of the base that a wave selects at most, holdout included; uplift and oracle leave out those on whom the offer loses money.
     */
    "offer.reach"?: number;
    /**
     * Months from one wave to the next.
     */
    "offer.repeat"?: number;
    /**
     * Share of customers whom the contact reminds of leaving, most of them in a contract; taking the offer does not hold them.
     */
    "offer.sleeping_dogs"?: number;
    /**
     * Share of the customers who take the offer when they get it; who takes it takes it in each wave.
     */
    "offer.take_rate"?: number;
    /**
     * Mean relative cut of a taker's hazard while the offer runs.
     */
    "offer.uplift"?: number;
    /**
     * Share of the variance of the logarithm of the uplift that no operator can see: it is the customer's price sensitivity.
     */
    "offer.uplift_hidden"?: number;
    /**
     * Standard deviation of the logarithm of the uplift over customers: it follows why they would leave; the mean is kept, and nobody's uplift exceeds 95 %.
     */
    "offer.uplift_spread"?: number;
    /**
     * How often the offer is made.
     */
    "offer.waves"?: number;
    /**
     * Paid once, in month 1, for each customer who is inside the programme's months then.
     */
    "onboarding.cost"?: number;
    /**
     * Relative cut of a customer's hazard while the programme runs.
     */
    "onboarding.cut"?: number;
    /**
     * The programme runs while a customer's tenure is at most this many months.
     */
    "onboarding.months"?: number;
    /**
     * Average bill of the calibrated mix, to which the whole price list is scaled; a richer mix lifts the real one.
     */
    "population.arpu"?: number;
    /**
     * The fitted laws that customers, prices and churn effects follow; ``scripts/calibrate.py`` adds one.
     */
    "population.calibration"?: "ibm_telco";
    /**
     * Added to the log odds of a one- or two-year contract against month-to-month; 0 is the calibrated mix.
     */
    "population.contract_shift"?: number;
    /**
     * Share of customers whose internet service is fibre.
     */
    "population.fibre_share"?: number;
    /**
     * Share of customers whose tenure is 12 months or less.
     */
    "population.first_year_share"?: number;
    /**
     * Months added to the mean tenure of the customers beyond their first year.
     */
    "population.tenure_shift"?: number;
    /**
     * Relative change of the bill of the customers in scope; 0.1 is a rise of 10 %.
     */
    "price.change"?: number;
    /**
     * Month in which the first part of the change is billed.
     */
    "price.month"?: number;
    /**
     * Number of equal monthly parts in which the change arrives; 1 is all at once.
     */
    "price.ramp"?: number;
    /**
     * The customers whose bill changes, by their contract or service at the as-of month.
     */
    "price.scope"?: "everyone" | "month-to-month" | "fibre";
    /**
     * The month at whose end the base is observed; month 1 of the simulation follows it.
     */
    "setting.as_of"?: string;
    /**
     * The currency that every amount is in; nothing is converted, so set the price level with it.
     */
    "setting.currency"?: "USD" | "EUR" | "GBP" | "CHF" | "CAD" | "AUD";
    /**
     * The number of months that are simulated after the as-of month.
     */
    "setting.horizon"?: number;
    /**
     * The number that fixes every draw; the same seed gives the same customers.
     */
    "setting.seed"?: number;
    /**
     * The number of customers that the scenario speaks for, whatever number is simulated.
     */
    "setting.subscribers"?: number;
    /**
     * Share of the remaining excess hazard that disappears each month; 1 means that it lasts one month.
     */
    "shock.decay"?: number;
    /**
     * Factor on the hazard of an affected customer in the month of the failure.
     */
    "shock.hazard_ratio"?: number;
    /**
     * Month in which the failure happens.
     */
    "shock.month"?: number;
    /**
     * Share of customers, drawn at random, whom the failure hits.
     */
    "shock.share"?: number;
  };
  /**
   * The bands that the notes rely on: of a headline ``figure`` or ``figure.world``, or of a figure of the offer.
   */
  expect?: {
    /**
     * @minItems 2
     * @maxItems 2
     */
    [k: string]: [number, number, ...number[]];
  };
  /**
   * What the presenter says; plain text, a line break is a space.
   */
  notes: string;
  /**
   * The preset it stands on; without one, the scenario of the step before goes on, and the first is the baseline.
   */
  preset?:
    | "baseline"
    | "backfired"
    | "contract_conversion"
    | "leaky_bucket"
    | "log_experiment"
    | "log_hidden_confounder"
    | "log_risk_biased"
    | "network_outage"
    | "onboarding_fix"
    | "price_rise"
    | "price_war"
    | "retention_blitz"
    | "risk_targeting"
    | "uplift_targeting"
    | "us_postpaid"
    | "us_prepaid"
    | null;
  /**
   * What the step is called.
   */
  title: string;
  /**
   * The title of the app's view that shows it.
   */
  view: string;
}
