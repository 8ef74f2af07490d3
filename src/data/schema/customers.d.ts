/* Generated from the JSON Schema beside it (npm run types in scripts/node); do not edit. */

/**
 * Observed customers, as an operator sees them.
 */
export interface Customers {
  /**
   * What the file holds.
   */
  about: string;
  /**
   * Unit and definition of each column.
   */
  columns: {
    city: Column;
    contract: Column;
    customer_id: Column;
    customer_since: Column;
    dependents: Column;
    device_protection: Column;
    email: Column;
    gender: Column;
    internet: Column;
    monthly_bill: Column;
    months_left: Column;
    multiple_lines: Column;
    name: Column;
    online_backup: Column;
    online_security: Column;
    paperless_billing: Column;
    partner: Column;
    payment_method: Column;
    phone: Column;
    phone_service: Column;
    senior: Column;
    streaming_movies: Column;
    streaming_tv: Column;
    tech_support: Column;
    tenure_months: Column;
    total_billed: Column;
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
   * Fictional city. (text)
   */
  city: string;
  /**
   * month-to-month, one year or two years. (text)
   */
  contract: string;
  /**
   * Synthetic identifier, four digits and five letters; unique. (text)
   */
  customer_id: string;
  /**
   * First month of service. (year-month)
   */
  customer_since: string;
  /**
   * Yes if the customer has dependents. (text)
   */
  dependents: string;
  /**
   * Yes if the customer has the add-on. (text)
   */
  device_protection: string;
  /**
   * Synthetic address in a reserved domain; it reaches nobody. (text)
   */
  email: string;
  /**
   * Female or Male. (text)
   */
  gender: string;
  /**
   * DSL, Fibre or None. (text)
   */
  internet: string;
  /**
   * Bill of the as-of month. (money a customer)
   */
  monthly_bill: number | null;
  /**
   * Months until the contract's term ends; 0 for month-to-month. (months)
   */
  months_left: number | null;
  /**
   * Yes if the customer has more than one line. (text)
   */
  multiple_lines: string;
  /**
   * Synthetic name. (text)
   */
  name: string;
  /**
   * Yes if the customer has the add-on. (text)
   */
  online_backup: string;
  /**
   * Yes if the customer has the add-on. (text)
   */
  online_security: string;
  /**
   * Yes if bills are sent by e-mail. (text)
   */
  paperless_billing: string;
  /**
   * Yes if the customer lives with a partner. (text)
   */
  partner: string;
  /**
   * Electronic check, mailed check, bank transfer or credit card (automatic). (text)
   */
  payment_method: string;
  /**
   * Synthetic number in a range reserved for fiction. (text)
   */
  phone: string;
  /**
   * Yes if the customer has a telephone line. (text)
   */
  phone_service: string;
  /**
   * Yes if the customer is 65 or older. (text)
   */
  senior: string;
  /**
   * Yes if the customer has the add-on. (text)
   */
  streaming_movies: string;
  /**
   * Yes if the customer has the add-on. (text)
   */
  streaming_tv: string;
  /**
   * Yes if the customer has the add-on. (text)
   */
  tech_support: string;
  /**
   * Months of service up to the as-of month. (months)
   */
  tenure_months: number | null;
  /**
   * Sum of all bills up to the as-of month. (money a customer)
   */
  total_billed: number | null;
}
