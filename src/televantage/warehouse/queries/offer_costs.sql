-- purpose: What the offer costs month by month: contacts and discounts.
-- grain: one row per month
-- key: month_key
-- kind: dashboard
-- chart: bar x=month_key y=contact_cost,discount
-- twin: operations: offers to, and bills of, the simulated customers
-- column: month_key key -- Months after the as-of month.
-- column: contact_cost decimal -- Cost of the contacts of the month.
-- column: discount decimal -- Discounts of the month.
-- column: discount_share share -- Discounts per recurring revenue before discounts.
-- column: cost_to_date decimal -- Both, from the as-of month on.
select
    month_key,
    contact_cost,
    discount,
    cast(discount as double precision) / nullif(cast(list_mrr as double precision), 0) as discount_share,
    sum(contact_cost + discount) over (order by month_key) as cost_to_date
from agg_monthly_metrics
order by month_key
