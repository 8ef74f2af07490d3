-- purpose: Tickets of those who leave, by months before their exit, beside those of customers who stay to the end.
-- grain: one row per number of months before the exit
-- key: months_before
-- kind: analysis
-- chart: line x=months_before y=per_1000,stayers_per_1000
-- twin: operations: tickets and exits of the simulated customers
-- empty: if no month after the as-of month is loaded
-- parameter: most integer = 6 [0..60] -- Months before the exit that are shown.
-- column: months_before key -- Months from the ticket to the exit; 0 is the month of leaving.
-- column: customers integer -- Customers who left and were there then, after or in the as-of month.
-- column: tickets integer -- Their tickets in that month.
-- column: per_1000 double -- Tickets per 1,000 of them.
-- column: stayers_per_1000 double -- Tickets a month per 1,000 of the customers who never left.
with leavers as (
    select
        v.customer_key,
        x.month_key as left_month
    from fact_churn as x
    inner join dim_customer as c on x.customer_key = c.customer_key
    inner join dim_customer as v on c.account_number = v.account_number
),

by_lag as (
    select
        l.left_month - f.month_key as months_before,
        count(*) as customers,
        sum(f.tickets) as tickets
    from fact_customer_month as f
    inner join leavers as l on f.customer_key = l.customer_key
    group by l.left_month - f.month_key
),

stayers as (
    select
        sum(a.active_start) - (select coalesce(sum(customers), 0) from by_lag) as customers,
        sum(a.tickets) - (select coalesce(sum(tickets), 0) from by_lag) as tickets
    from agg_monthly_metrics as a
)

select
    b.months_before,
    b.customers,
    b.tickets,
    1000 * cast(b.tickets as double precision) / b.customers as per_1000,
    1000 * cast(s.tickets as double precision) / nullif(s.customers, 0) as stayers_per_1000
from by_lag as b
cross join stayers as s
where b.months_before <= cast($most as integer)
order by b.months_before
