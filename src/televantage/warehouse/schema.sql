-- The star schema, its answer key and its logs; DuckDB and PostgreSQL run the same text.
-- DuckDB does not enforce foreign keys, the primary key of fact_customer_month and the unique key of dim_customer: each
-- load checks them instead (docs/decisions/0021).
-- A comment is one line, however long, and decimal(9,2) is one word:
-- noqa: disable=LT01,LT05

create schema truth;

create type contract_term as enum ('month-to-month', 'one year', 'two years');
create type internet_access as enum ('DSL', 'Fibre', 'None');
create type tenure_band as enum ('0-3m', '4-12m', '13-24m', '25-48m', '49-72m');
create type value_tier as enum ('Low', 'Med', 'High');
create type customer_status as enum ('active', 'churned');
create type exit_reason as enum ('competitor', 'price', 'service', 'moved', 'other');

create table dim_scenario (
    scenario_key smallint primary key,
    world text not null,
    preset text not null,
    title text not null,
    scenario_hash text not null,
    seed bigint not null,
    customers integer not null,
    subscribers bigint not null,
    currency text not null,
    as_of text not null,
    horizon smallint not null,
    gross_margin decimal(6,4) not null,
    discount_rate decimal(6,4) not null,
    replacement_cost decimal(9,2) not null,
    is_loaded boolean not null
);
comment on table dim_scenario is 'Scenario dimension: one row per world that is simulated; the facts are of the one that is loaded.';
comment on column dim_scenario.scenario_key is 'Surrogate key; 1 is the world that is loaded.';
comment on column dim_scenario.world is 'Rung of the ladder: scenario, baseline (no lever), market (prices and market alone) or programmes (without the offer).';
comment on column dim_scenario.preset is 'Name of the preset, or of the file, that the scenario came from.';
comment on column dim_scenario.title is 'Title of the preset.';
comment on column dim_scenario.scenario_hash is 'SHA-256 of the scenario''s canonical JSON, in hex.';
comment on column dim_scenario.seed is 'Seed of every draw.';
comment on column dim_scenario.customers is 'Customers simulated.';
comment on column dim_scenario.subscribers is 'Subscribers that the scenario speaks for; figures of the base scale by subscribers / customers.';
comment on column dim_scenario.currency is 'Currency of every amount.';
comment on column dim_scenario.as_of is 'As-of month, YYYY-MM, at whose end the base is observed: month 0.';
comment on column dim_scenario.horizon is 'Months simulated after the as-of month.';
comment on column dim_scenario.gross_margin is 'Share of the as-of charge that is left after the cost to serve, which does not move with the price.';
comment on column dim_scenario.discount_rate is 'Yearly rate at which money of later months is discounted.';
comment on column dim_scenario.replacement_cost is 'Spent to win a customer in place of one who left.';
comment on column dim_scenario.is_loaded is 'True for the world that the facts are of.';

create table dim_month (
    month_key smallint primary key,
    year_month text not null unique,
    first_day date not null,
    year smallint not null,
    quarter smallint not null,
    month_of_year smallint not null
);
comment on table dim_month is 'Month dimension: one row per month from the as-of month to the horizon.';
comment on column dim_month.month_key is 'Months after the as-of month, 0 for the as-of month.';
comment on column dim_month.year_month is 'The month as YYYY-MM.';
comment on column dim_month.first_day is 'First day of the month.';
comment on column dim_month.year is 'Calendar year.';
comment on column dim_month.quarter is 'Calendar quarter, 1 to 4.';
comment on column dim_month.month_of_year is 'Calendar month, 1 to 12.';

create table dim_segment (
    segment_key smallint primary key,
    contract contract_term not null,
    internet internet_access not null,
    tenure_band tenure_band not null,
    value_tier value_tier not null,
    tenure_from smallint not null,
    tenure_to smallint not null,
    charge_from decimal(9,2) not null,
    charge_below decimal(9,2) not null,
    unique (contract, internet, tenure_band, value_tier)
);
comment on table dim_segment is 'Segment dimension: contract, internet, tenure band and value tier of a customer at the as-of month.';
comment on column dim_segment.segment_key is 'Surrogate key.';
comment on column dim_segment.contract is 'Contract at the as-of month.';
comment on column dim_segment.internet is 'Internet access.';
comment on column dim_segment.tenure_band is 'Band of the tenure at the as-of month.';
comment on column dim_segment.value_tier is 'Third of the base by charge at the as-of month.';
comment on column dim_segment.tenure_from is 'Lowest tenure of the band, in months.';
comment on column dim_segment.tenure_to is 'Highest tenure of the band, in months.';
comment on column dim_segment.charge_from is 'Lowest charge of the tier.';
comment on column dim_segment.charge_below is 'The charges of the tier lie below this.';

create table dim_plan (
    plan_key integer primary key,
    plan_code text not null,
    contract contract_term not null,
    internet internet_access not null,
    phone_lines smallint not null,
    list_price decimal(9,2) not null,
    valid_from smallint not null references dim_month (month_key),
    valid_to smallint references dim_month (month_key),
    is_current boolean not null,
    unique (plan_code, valid_from)
);
comment on table dim_plan is 'Plan dimension, type 2: one row per plan and price; a change of the list price makes a new version.';
comment on column dim_plan.plan_key is 'Surrogate key of the version.';
comment on column dim_plan.plan_code is 'Code of the plan in the catalogue, such as FIBRE-2L-M2M.';
comment on column dim_plan.contract is 'Contract of the plan.';
comment on column dim_plan.internet is 'Internet access of the plan.';
comment on column dim_plan.phone_lines is 'Telephone lines of the plan: 0, 1 or 2 for several.';
comment on column dim_plan.list_price is 'List price a month without add-ons.';
comment on column dim_plan.valid_from is 'First month of the version.';
comment on column dim_plan.valid_to is 'Last month of the version; null for the current one.';
comment on column dim_plan.is_current is 'True for the latest version of the plan.';

create table dim_customer (
    customer_key integer primary key,
    account_number bigint not null,
    customer_id text not null,
    name text not null,
    email text not null,
    phone text not null,
    city text not null,
    gender text not null,
    senior boolean not null,
    partner boolean not null,
    dependents boolean not null,
    customer_since date not null,
    opening_tenure smallint not null,
    plan_code text not null,
    contract contract_term not null,
    internet internet_access not null,
    phone_lines smallint not null,
    online_security boolean not null,
    online_backup boolean not null,
    device_protection boolean not null,
    tech_support boolean not null,
    streaming_tv boolean not null,
    streaming_movies boolean not null,
    paperless_billing boolean not null,
    payment_method text not null,
    opening_charge decimal(9,2) not null,
    segment_key smallint not null references dim_segment (segment_key),
    version smallint not null,
    valid_from smallint not null references dim_month (month_key),
    valid_to smallint references dim_month (month_key),
    is_current boolean not null,
    unique (account_number, version)
);
comment on table dim_customer is 'Customer dimension, type 2: one row per customer and version; a change of contract or services makes a new version.';
comment on column dim_customer.customer_key is 'Surrogate key of the version.';
comment on column dim_customer.account_number is 'Number of the account in the source systems: the natural key.';
comment on column dim_customer.customer_id is 'Identifier of the customer, four digits and five letters.';
comment on column dim_customer.name is 'Synthetic name.';
comment on column dim_customer.email is 'Synthetic address in a reserved domain.';
comment on column dim_customer.phone is 'Synthetic number in a range reserved for fiction.';
comment on column dim_customer.city is 'Fictional city.';
comment on column dim_customer.gender is 'Female or Male.';
comment on column dim_customer.senior is 'True if the customer is 65 or older.';
comment on column dim_customer.partner is 'True if the customer lives with a partner.';
comment on column dim_customer.dependents is 'True if the customer has dependents.';
comment on column dim_customer.customer_since is 'First day of the first month of service.';
comment on column dim_customer.opening_tenure is 'Months of service at the as-of month.';
comment on column dim_customer.plan_code is 'Code of the customer''s plan.';
comment on column dim_customer.contract is 'Contract of this version.';
comment on column dim_customer.internet is 'Internet access of this version.';
comment on column dim_customer.phone_lines is 'Telephone lines: 0, 1 or 2 for several.';
comment on column dim_customer.online_security is 'True if the customer has the add-on.';
comment on column dim_customer.online_backup is 'True if the customer has the add-on.';
comment on column dim_customer.device_protection is 'True if the customer has the add-on.';
comment on column dim_customer.tech_support is 'True if the customer has the add-on.';
comment on column dim_customer.streaming_tv is 'True if the customer has the add-on.';
comment on column dim_customer.streaming_movies is 'True if the customer has the add-on.';
comment on column dim_customer.paperless_billing is 'True if bills are sent by e-mail.';
comment on column dim_customer.payment_method is 'Electronic check, mailed check, bank transfer or credit card (automatic).';
comment on column dim_customer.opening_charge is 'Monthly charge at the as-of month.';
comment on column dim_customer.segment_key is 'Segment at the as-of month; it never changes.';
comment on column dim_customer.version is 'Number of the version, from 1.';
comment on column dim_customer.valid_from is 'First month of the version.';
comment on column dim_customer.valid_to is 'Last month of the version; null for the current one.';
comment on column dim_customer.is_current is 'True for the latest version of the customer.';

create table dim_offer (
    offer_key smallint primary key,
    offer_code text not null unique,
    month_key smallint not null references dim_month (month_key),
    policy text not null,
    kind text not null,
    discount decimal(6,4) not null,
    duration smallint not null,
    contact_cost decimal(9,2) not null,
    holdout decimal(6,4) not null
);
comment on table dim_offer is 'Offer dimension: one row per wave of the retention campaign.';
comment on column dim_offer.offer_key is 'Surrogate key: the number of the wave.';
comment on column dim_offer.offer_code is 'Code of the wave in the campaign system, such as RETAIN-1.';
comment on column dim_offer.month_key is 'Month at whose start the offer is made.';
comment on column dim_offer.policy is 'How customers are selected: random, risk, value, uplift or oracle.';
comment on column dim_offer.kind is 'What it answers: discount or service.';
comment on column dim_offer.discount is 'Share of the charge that a taker is spared while it runs.';
comment on column dim_offer.duration is 'Months for which the discount lasts.';
comment on column dim_offer.contact_cost is 'Paid for each customer who is offered it.';
comment on column dim_offer.holdout is 'Share of the base, drawn by lot, who are never offered it.';

create table fact_customer_month (
    scenario_key smallint not null references dim_scenario (scenario_key),
    month_key smallint not null references dim_month (month_key),
    customer_key integer not null references dim_customer (customer_key),
    segment_key smallint not null references dim_segment (segment_key),
    plan_key integer not null references dim_plan (plan_key),
    status customer_status not null,
    tenure smallint not null,
    bill decimal(9,2),
    discount decimal(9,2),
    margin decimal(9,2),
    tickets smallint not null,
    primary key (scenario_key, month_key, customer_key)
);
comment on table fact_customer_month is 'One row per customer and month: the as-of month, and each later month at whose start the customer was active.';
comment on column fact_customer_month.scenario_key is 'Scenario: all rows of a load have the same.';
comment on column fact_customer_month.month_key is 'Month.';
comment on column fact_customer_month.customer_key is 'Customer, in the version of the month.';
comment on column fact_customer_month.segment_key is 'Segment at the as-of month.';
comment on column fact_customer_month.plan_key is 'Plan, in the version of the month.';
comment on column fact_customer_month.status is 'Status at the end of the month: active, or churned in it.';
comment on column fact_customer_month.tenure is 'Months of service at the end of the month.';
comment on column fact_customer_month.bill is 'Billed for the month, after discount; 0 in the month of leaving, null while no valid bill has come.';
comment on column fact_customer_month.discount is 'Discount in the bill; null where the bill is.';
comment on column fact_customer_month.margin is 'Bill minus cost to serve; null where the bill is.';
comment on column fact_customer_month.tickets is 'Tickets opened in the month.';

create table fact_churn (
    scenario_key smallint not null references dim_scenario (scenario_key),
    month_key smallint not null references dim_month (month_key),
    customer_key integer not null references dim_customer (customer_key),
    segment_key smallint not null references dim_segment (segment_key),
    plan_key integer not null references dim_plan (plan_key),
    reason exit_reason not null,
    tenure smallint not null,
    charge_lost decimal(9,2) not null,
    primary key (scenario_key, customer_key)
);
comment on table fact_churn is 'One row per exit, with its reason.';
comment on column fact_churn.scenario_key is 'Scenario: all rows of a load have the same.';
comment on column fact_churn.month_key is 'Month in which the customer left.';
comment on column fact_churn.customer_key is 'Customer, in the version of the month.';
comment on column fact_churn.segment_key is 'Segment at the as-of month.';
comment on column fact_churn.plan_key is 'Plan, in the version of the month.';
comment on column fact_churn.reason is 'Reason for leaving, as told when cancelling.';
comment on column fact_churn.tenure is 'Months of service at the exit.';
comment on column fact_churn.charge_lost is 'Charge before discount of the month before, which is lost.';

create table fact_offer (
    scenario_key smallint not null references dim_scenario (scenario_key),
    month_key smallint not null references dim_month (month_key),
    customer_key integer not null references dim_customer (customer_key),
    segment_key smallint not null references dim_segment (segment_key),
    offer_key smallint not null references dim_offer (offer_key),
    offered boolean not null,
    taken boolean not null,
    cost decimal(9,2) not null,
    primary key (scenario_key, month_key, customer_key)
);
comment on table fact_offer is 'One row per customer and wave for which the customer was selected: the offer made, or withheld for comparison.';
comment on column fact_offer.scenario_key is 'Scenario: all rows of a load have the same.';
comment on column fact_offer.month_key is 'Month at whose start the offer was made or withheld.';
comment on column fact_offer.customer_key is 'Customer, in the version of the month.';
comment on column fact_offer.segment_key is 'Segment at the as-of month.';
comment on column fact_offer.offer_key is 'Wave.';
comment on column fact_offer.offered is 'True if the offer was made; false if the customer is in the holdout, drawn by lot.';
comment on column fact_offer.taken is 'True if the customer took it.';
comment on column fact_offer.cost is 'Cost of the contact; discounts are in fact_customer_month.';

create table agg_monthly_metrics (
    scenario_key smallint not null references dim_scenario (scenario_key),
    month_key smallint not null references dim_month (month_key),
    active_start integer not null,
    churned integer not null,
    active_end integer not null,
    list_mrr decimal(15,2) not null,
    discount decimal(15,2) not null,
    mrr decimal(15,2) not null,
    margin decimal(15,2) not null,
    churned_mrr decimal(15,2) not null,
    tickets integer not null,
    unbilled integer not null,
    offered integer not null,
    withheld integer not null,
    taken integer not null,
    contact_cost decimal(15,2) not null,
    left_competitor integer not null,
    left_price integer not null,
    left_service integer not null,
    left_moved integer not null,
    left_other integer not null,
    primary key (scenario_key, month_key)
);
comment on table agg_monthly_metrics is 'Aggregate of the facts: one row per month.';
comment on column agg_monthly_metrics.scenario_key is 'Scenario: all rows of a load have the same.';
comment on column agg_monthly_metrics.month_key is 'Month.';
comment on column agg_monthly_metrics.active_start is 'Customers active at the start of the month; in the as-of month, of the base.';
comment on column agg_monthly_metrics.churned is 'Customers who left in the month.';
comment on column agg_monthly_metrics.active_end is 'Customers active at the end of the month.';
comment on column agg_monthly_metrics.list_mrr is 'Monthly recurring revenue before discounts.';
comment on column agg_monthly_metrics.discount is 'Discounts granted.';
comment on column agg_monthly_metrics.mrr is 'Monthly recurring revenue: bills after discounts.';
comment on column agg_monthly_metrics.margin is 'Bills minus cost to serve.';
comment on column agg_monthly_metrics.churned_mrr is 'Charges of the month before, of those who left.';
comment on column agg_monthly_metrics.tickets is 'Tickets opened.';
comment on column agg_monthly_metrics.unbilled is 'Active customers without a valid bill; their money is missing above.';
comment on column agg_monthly_metrics.offered is 'Offers made.';
comment on column agg_monthly_metrics.withheld is 'Customers selected but withheld for comparison.';
comment on column agg_monthly_metrics.taken is 'Offers taken.';
comment on column agg_monthly_metrics.contact_cost is 'Cost of the contacts.';
comment on column agg_monthly_metrics.left_competitor is 'Customers who left for the reason competitor.';
comment on column agg_monthly_metrics.left_price is 'Customers who left for the reason price.';
comment on column agg_monthly_metrics.left_service is 'Customers who left for the reason service.';
comment on column agg_monthly_metrics.left_moved is 'Customers who left for the reason moved.';
comment on column agg_monthly_metrics.left_other is 'Customers who left for the reason other.';

create table agg_segment_month (
    scenario_key smallint not null references dim_scenario (scenario_key),
    month_key smallint not null references dim_month (month_key),
    segment_key smallint not null references dim_segment (segment_key),
    active_start integer not null,
    churned integer not null,
    active_end integer not null,
    list_mrr decimal(15,2) not null,
    discount decimal(15,2) not null,
    mrr decimal(15,2) not null,
    margin decimal(15,2) not null,
    churned_mrr decimal(15,2) not null,
    tickets integer not null,
    unbilled integer not null,
    tenure_months bigint not null,
    primary key (scenario_key, month_key, segment_key)
);
comment on table agg_segment_month is 'Aggregate of the facts: one row per segment and month in which the segment has customers.';
comment on column agg_segment_month.scenario_key is 'Scenario: all rows of a load have the same.';
comment on column agg_segment_month.month_key is 'Month.';
comment on column agg_segment_month.segment_key is 'Segment.';
comment on column agg_segment_month.active_start is 'Customers active at the start of the month; in the as-of month, of the base.';
comment on column agg_segment_month.churned is 'Customers who left in the month.';
comment on column agg_segment_month.active_end is 'Customers active at the end of the month.';
comment on column agg_segment_month.list_mrr is 'Monthly recurring revenue before discounts.';
comment on column agg_segment_month.discount is 'Discounts granted.';
comment on column agg_segment_month.mrr is 'Monthly recurring revenue: bills after discounts.';
comment on column agg_segment_month.margin is 'Bills minus cost to serve.';
comment on column agg_segment_month.churned_mrr is 'Charges of the month before, of those who left.';
comment on column agg_segment_month.tickets is 'Tickets opened.';
comment on column agg_segment_month.unbilled is 'Active customers without a valid bill; their money is missing above.';
comment on column agg_segment_month.tenure_months is 'Sum of the tenures of those active at the start of the month.';

create table truth.customer (
    account_number bigint primary key,
    churn_12m double precision not null,
    exit_month smallint,
    exit_month_without smallint,
    wave smallint,
    withheld boolean not null,
    takes boolean not null,
    tau double precision,
    kind text
);
comment on table truth.customer is 'Answer key: one row per customer of the base. No operator could have it.';
comment on column truth.customer.account_number is 'Number of the account.';
comment on column truth.customer.churn_12m is 'Probability to leave within 12 months with every lever neutral.';
comment on column truth.customer.exit_month is 'Month of leaving in the loaded world; null if the customer stays to the horizon, and for 12 months at least.';
comment on column truth.customer.exit_month_without is 'The same without the offer; null likewise.';
comment on column truth.customer.wave is 'Wave in which the policy first selects the customer; null if never, or without an offer.';
comment on column truth.customer.withheld is 'True if the customer is in the holdout of the campaign.';
comment on column truth.customer.takes is 'True if the customer would take the offer.';
comment on column truth.customer.tau is 'True effect of the first wave''s offer on the probability to be there at the outcome month; null without an offer.';
comment on column truth.customer.kind is 'persuadable, sure thing, lost cause or sleeping dog, by this pair of lives; null without an offer.';

create table truth.segment_month (
    scenario_key smallint not null references dim_scenario (scenario_key),
    month_key smallint not null references dim_month (month_key),
    segment_key smallint not null references dim_segment (segment_key),
    active bigint not null,
    mrr decimal(17,2) not null,
    primary key (scenario_key, month_key, segment_key)
);
comment on table truth.segment_month is 'Answer key: expected customers and money, one row per world, month and segment.';
comment on column truth.segment_month.scenario_key is 'World.';
comment on column truth.segment_month.month_key is 'Month.';
comment on column truth.segment_month.segment_key is 'Segment.';
comment on column truth.segment_month.active is 'Subscribers expected to be active at the end of the month, as the explorer has them.';
comment on column truth.segment_month.mrr is 'Expected monthly recurring revenue of the subscribers, after discounts.';

create table truth.exit_reason (
    month_key smallint not null references dim_month (month_key),
    reason exit_reason not null,
    incidence double precision not null,
    cumulative_incidence double precision not null,
    primary key (month_key, reason)
);
comment on table truth.exit_reason is 'Answer key: competing risks, one row per month and reason, in the loaded world.';
comment on column truth.exit_reason.month_key is 'Month.';
comment on column truth.exit_reason.reason is 'Reason for leaving.';
comment on column truth.exit_reason.incidence is 'Expected share of the base who leave in the month for the reason.';
comment on column truth.exit_reason.cumulative_incidence is 'The same up to the month; over the reasons it sums to 1 minus the survival.';

create table etl_run_log (
    run_id integer not null,
    step_number integer not null,
    step text not null,
    month_key smallint,
    rows_in bigint,
    rows_out bigint,
    rows_rejected bigint,
    seconds double precision,
    outcome text not null,
    message text,
    scenario_hash text not null,
    started_at timestamp not null,
    primary key (run_id, step_number)
);
comment on table etl_run_log is 'One row per step of a run: of those that were done, and the one at which a run failed; what was undone with a month is not there.';
comment on column etl_run_log.run_id is 'Number of the run.';
comment on column etl_run_log.step_number is 'Number of the step in the run, counting those that were undone.';
comment on column etl_run_log.step is 'run for the whole; extract, which simulates; check files, stage FEED, validate FEED, transform FEED, load, aggregate and verify of a month; truth; measure.';
comment on column etl_run_log.month_key is 'Month of the step; null for the whole run.';
comment on column etl_run_log.rows_in is 'Rows read.';
comment on column etl_run_log.rows_out is 'Rows written or passed on.';
comment on column etl_run_log.rows_rejected is 'Rows quarantined.';
comment on column etl_run_log.seconds is 'Seconds taken.';
comment on column etl_run_log.outcome is 'running, ok, failed or interrupted.';
comment on column etl_run_log.message is 'What went wrong, or null.';
comment on column etl_run_log.scenario_hash is 'SHA-256 of the scenario''s canonical JSON.';
comment on column etl_run_log.started_at is 'When it began, UTC.';

create table etl_delivery (
    month_key smallint not null references dim_month (month_key),
    feed text not null,
    delivery smallint not null,
    file text not null,
    sha256 text not null,
    rows bigint not null,
    run_id integer not null,
    primary key (month_key, feed, delivery)
);
comment on table etl_delivery is 'One row per raw file that is loaded: what a month was made of.';
comment on column etl_delivery.month_key is 'Month.';
comment on column etl_delivery.feed is 'customers, plans, bills, tickets or offers.';
comment on column etl_delivery.delivery is 'Number of the delivery, from 1; later ones bring late and corrected rows.';
comment on column etl_delivery.file is 'Path of the file in the raw folder.';
comment on column etl_delivery.sha256 is 'SHA-256 of the file, in hex.';
comment on column etl_delivery.rows is 'Rows in the file.';
comment on column etl_delivery.run_id is 'Run that loaded it last.';

create table data_quality_log (
    month_key smallint not null references dim_month (month_key),
    feed text not null,
    rule text not null,
    dimension text not null,
    rows_checked bigint not null,
    rows_failed bigint not null,
    run_id integer not null,
    primary key (month_key, feed, rule)
);
comment on table data_quality_log is 'One row per month, feed and rule: what the rule checked and what failed.';
comment on column data_quality_log.month_key is 'Month.';
comment on column data_quality_log.feed is 'Feed, or table, that was checked.';
comment on column data_quality_log.rule is 'Name of the rule.';
comment on column data_quality_log.dimension is 'What it guards: uniqueness, integrity, validity, completeness, accuracy, consistency or volume.';
comment on column data_quality_log.rows_checked is 'Rows checked.';
comment on column data_quality_log.rows_failed is 'Rows that failed.';
comment on column data_quality_log.run_id is 'Run that checked it last.';

create table quality_metric (
    run_id integer not null,
    metric text not null,
    subject text not null,
    value double precision not null,
    unit text not null,
    primary key (run_id, metric, subject)
);
comment on table quality_metric is 'One row per run and metric: what was measured of freshness and quality.';
comment on column quality_metric.run_id is 'Number of the run.';
comment on column quality_metric.metric is 'Name of the metric.';
comment on column quality_metric.subject is 'What it was measured on: a feed, a table, a query or all.';
comment on column quality_metric.value is 'The value.';
comment on column quality_metric.unit is 'Unit of the value: share, months, hours, seconds or rows.';

create table quarantine_customers (
    month_key smallint not null references dim_month (month_key),
    delivery smallint not null,
    record bigint not null,
    natural_key text,
    rule text not null,
    column_name text not null,
    value text,
    primary key (month_key, delivery, record)
);
comment on table quarantine_customers is 'Rows of the feed customers that broke a rule and were not loaded.';
comment on column quarantine_customers.month_key is 'Month of the file.';
comment on column quarantine_customers.delivery is 'Delivery of the file.';
comment on column quarantine_customers.record is 'Place of the row in the file, from 1.';
comment on column quarantine_customers.natural_key is 'Account number, or plan code, of the row.';
comment on column quarantine_customers.rule is 'Rule that it broke.';
comment on column quarantine_customers.column_name is 'Column that is wrong.';
comment on column quarantine_customers.value is 'What stood there.';

create table quarantine_plans (
    month_key smallint not null references dim_month (month_key),
    delivery smallint not null,
    record bigint not null,
    natural_key text,
    rule text not null,
    column_name text not null,
    value text,
    primary key (month_key, delivery, record)
);
comment on table quarantine_plans is 'Rows of the feed plans that broke a rule and were not loaded.';
comment on column quarantine_plans.month_key is 'Month of the file.';
comment on column quarantine_plans.delivery is 'Delivery of the file.';
comment on column quarantine_plans.record is 'Place of the row in the file, from 1.';
comment on column quarantine_plans.natural_key is 'Account number, or plan code, of the row.';
comment on column quarantine_plans.rule is 'Rule that it broke.';
comment on column quarantine_plans.column_name is 'Column that is wrong.';
comment on column quarantine_plans.value is 'What stood there.';

create table quarantine_bills (
    month_key smallint not null references dim_month (month_key),
    delivery smallint not null,
    record bigint not null,
    natural_key text,
    rule text not null,
    column_name text not null,
    value text,
    primary key (month_key, delivery, record)
);
comment on table quarantine_bills is 'Rows of the feed bills that broke a rule and were not loaded.';
comment on column quarantine_bills.month_key is 'Month of the file.';
comment on column quarantine_bills.delivery is 'Delivery of the file.';
comment on column quarantine_bills.record is 'Place of the row in the file, from 1.';
comment on column quarantine_bills.natural_key is 'Account number, or plan code, of the row.';
comment on column quarantine_bills.rule is 'Rule that it broke.';
comment on column quarantine_bills.column_name is 'Column that is wrong.';
comment on column quarantine_bills.value is 'What stood there.';

create table quarantine_tickets (
    month_key smallint not null references dim_month (month_key),
    delivery smallint not null,
    record bigint not null,
    natural_key text,
    rule text not null,
    column_name text not null,
    value text,
    primary key (month_key, delivery, record)
);
comment on table quarantine_tickets is 'Rows of the feed tickets that broke a rule and were not loaded.';
comment on column quarantine_tickets.month_key is 'Month of the file.';
comment on column quarantine_tickets.delivery is 'Delivery of the file.';
comment on column quarantine_tickets.record is 'Place of the row in the file, from 1.';
comment on column quarantine_tickets.natural_key is 'Account number, or plan code, of the row.';
comment on column quarantine_tickets.rule is 'Rule that it broke.';
comment on column quarantine_tickets.column_name is 'Column that is wrong.';
comment on column quarantine_tickets.value is 'What stood there.';

create table quarantine_offers (
    month_key smallint not null references dim_month (month_key),
    delivery smallint not null,
    record bigint not null,
    natural_key text,
    rule text not null,
    column_name text not null,
    value text,
    primary key (month_key, delivery, record)
);
comment on table quarantine_offers is 'Rows of the feed offers that broke a rule and were not loaded.';
comment on column quarantine_offers.month_key is 'Month of the file.';
comment on column quarantine_offers.delivery is 'Delivery of the file.';
comment on column quarantine_offers.record is 'Place of the row in the file, from 1.';
comment on column quarantine_offers.natural_key is 'Account number, or plan code, of the row.';
comment on column quarantine_offers.rule is 'Rule that it broke.';
comment on column quarantine_offers.column_name is 'Column that is wrong.';
comment on column quarantine_offers.value is 'What stood there.';
