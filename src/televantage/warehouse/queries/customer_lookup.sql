-- purpose: All that the register has known of one customer: each version, and the exit.
-- grain: one row per version of the customer
-- key: version
-- kind: analysis
-- chart: none
-- twin: none: a look at one customer
-- empty: if there is no such account
-- parameter: account_number integer = 100000000 [0..9223372036854775807] -- Number of the account.
-- column: account_number key -- Number of the account.
-- column: version key -- Number of the version, from 1.
-- column: valid_from key -- First month of the version.
-- column: valid_to key -- Last month of the version; null for the current one.
-- column: customer_id text -- Identifier of the customer.
-- column: name text -- Name of the customer.
-- column: city text -- City of the customer.
-- column: customer_since date -- First day of the first month of service.
-- column: plan_code text -- Plan of the version.
-- column: contract text -- Contract of the version.
-- column: left_month key -- Month of leaving, in the version that left; null for all others.
-- column: reason text -- Reason for leaving; null if the customer is there.
select
    c.account_number,
    c.version,
    c.valid_from,
    c.valid_to,
    c.customer_id,
    c.name,
    c.city,
    c.customer_since,
    c.plan_code,
    cast(c.contract as text) as contract,
    x.month_key as left_month,
    cast(x.reason as text) as reason
from dim_customer as c
left join fact_churn as x on c.customer_key = x.customer_key
where c.account_number = cast($account_number as bigint)
order by c.version
