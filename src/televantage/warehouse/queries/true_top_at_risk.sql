-- purpose: The customers who were most likely to leave within 12 months of the as-of month, and what became of them.
-- grain: one row per customer
-- key: account_number
-- kind: truth
-- chart: none
-- twin: simulation: churn_12m of the simulated customers
-- parameter: top integer = 100 [1..10000] -- How many customers.
-- column: place key -- Place on the list, from 1.
-- column: account_number key -- Number of the account.
-- column: customer_id text -- Identifier of the customer.
-- column: contract text -- Contract at the as-of month.
-- column: churn_12m share -- Probability to leave within 12 months with every lever neutral.
-- column: opening_charge decimal -- Charge at the as-of month.
-- column: exit_month key -- Month of leaving; null if the customer stays.
with listed as (
    select
        account_number,
        churn_12m,
        exit_month
    from truth.customer
    order by churn_12m desc, account_number asc
    limit cast($top as integer)
)

select
    row_number() over (order by l.churn_12m desc, l.account_number asc) as place,
    l.account_number,
    c.customer_id,
    cast(c.contract as text) as contract,
    l.churn_12m,
    c.opening_charge,
    l.exit_month
from listed as l
inner join dim_customer as c on l.account_number = c.account_number and c.version = 1
order by place
