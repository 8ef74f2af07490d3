-- purpose: The customers billed with most money at risk: their charge times the churn of their segment of late.
-- grain: one row per customer
-- key: account_number
-- kind: analysis
-- chart: none
-- twin: operations: exits and bills of the simulated customers
-- empty: if no month after the as-of month is loaded
-- parameter: top integer = 100 [1..10000] -- How many customers.
-- parameter: months integer = 6 [1..60] -- Latest months whose churn is looked at.
-- column: place key -- Place on the list, from 1.
-- column: account_number key -- Number of the account.
-- column: customer_id text -- Identifier of the customer.
-- column: name text -- Name of the customer.
-- column: contract text -- Contract of the customer now.
-- column: tenure key -- Months of service.
-- column: charge decimal -- Charge of the latest month before discount.
-- column: churn_rate share -- Customers of the segment lost a month per customer active at its start.
-- column: at_risk money -- Charge times churn rate: money a month that is expected to go.
with latest as (
    select max(month_key) as month_key
    from agg_monthly_metrics
),

rates as (
    select
        a.segment_key,
        cast(sum(a.churned) as double precision) / nullif(sum(a.active_start), 0) as churn_rate
    from agg_segment_month as a
    cross join latest as l
    where a.month_key > l.month_key - cast($months as integer) and a.month_key > 0
    group by a.segment_key
),

listed as (
    select
        f.customer_key,
        f.tenure,
        f.bill + f.discount as charge,
        r.churn_rate,
        cast(f.bill + f.discount as double precision) * r.churn_rate as at_risk
    from fact_customer_month as f
    inner join rates as r on f.segment_key = r.segment_key
    where f.month_key = (select month_key from latest) and f.status = 'active' and f.bill is not null
    order by at_risk desc, f.customer_key asc
    limit cast($top as integer)
)

select
    row_number() over (order by l.at_risk desc, l.customer_key asc) as place,
    c.account_number,
    c.customer_id,
    c.name,
    cast(c.contract as text) as contract,
    l.tenure,
    l.charge,
    l.churn_rate,
    l.at_risk
from listed as l
inner join dim_customer as c on l.customer_key = c.customer_key
order by place
