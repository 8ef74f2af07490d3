-- purpose: Customers, churn, recurring revenue, ARPU and tickets month by month.
-- grain: one row per month
-- key: month_key
-- kind: dashboard
-- chart: line x=month_key y=churn_rate
-- twin: operations: bills, exits and tickets of the simulated customers
-- unknown: before a month after the as-of month is loaded
-- column: month_key key -- Months after the as-of month.
-- column: year_month text -- The month as YYYY-MM.
-- column: active_start integer -- Customers active at the start of the month.
-- column: churned integer -- Customers who left in the month.
-- column: churn_rate share -- Customers who left per customer active at the start; null in the as-of month.
-- column: active_end integer -- Customers active at the end of the month.
-- column: mrr decimal -- Monthly recurring revenue after discounts.
-- column: arpu money -- MRR per customer billed.
-- column: margin decimal -- Bills minus cost to serve.
-- column: tickets integer -- Tickets opened.
-- column: unbilled integer -- Active customers without a valid bill; their money is missing.
select
    a.month_key,
    m.year_month,
    a.active_start,
    a.churned,
    case when a.month_key > 0 then cast(a.churned as double precision) / nullif(a.active_start, 0) end as churn_rate,
    a.active_end,
    a.mrr,
    cast(a.mrr as double precision) / nullif(a.active_end - a.unbilled, 0) as arpu,
    a.margin,
    a.tickets,
    a.unbilled
from agg_monthly_metrics as a
inner join dim_month as m on a.month_key = m.month_key
order by a.month_key
