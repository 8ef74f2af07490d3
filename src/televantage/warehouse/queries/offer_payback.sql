-- purpose: Month by month, what the offer has cost so far and what margin the experiment says it has saved so far.
-- grain: one row per month from the first wave on
-- key: month_key
-- kind: analysis
-- chart: line x=month_key y=net
-- twin: operations: offers to, bills and exits of the simulated customers
-- empty: if the scenario makes no offer
-- column: month_key integer -- Months after the as-of month.
-- column: contact_cost decimal -- Cost of contacts so far.
-- column: discount decimal -- Discounts of those offered so far.
-- column: saved_margin double -- Margin before discounts of those offered, beyond that of as many withheld.
-- column: net double -- Margin saved minus contacts and discounts, not discounted to the as-of month.
-- column: has_paid_back boolean -- True if the margin saved so far covers the cost so far.
with first_selected as (
    select
        c.account_number,
        min(o.month_key) as first_month,
        min(o.offer_key) as wave,
        max(case when o.offered then 1 else 0 end) as arm
    from fact_offer as o
    inner join dim_customer as c on o.customer_key = c.customer_key
    group by c.account_number
),

sizes as (
    select
        wave,
        cast(count(*) filter (where arm = 1) as double precision) as offered,
        cast(count(*) filter (where arm = 0) as double precision) as withheld
    from first_selected
    group by wave
),

versions as (
    select
        c.customer_key,
        s.first_month,
        s.wave,
        s.arm
    from first_selected as s
    inner join dim_customer as c on s.account_number = c.account_number
),

money as (
    select
        v.wave,
        f.month_key,
        coalesce(sum(f.discount) filter (where v.arm = 1), 0) as discount,
        cast(coalesce(sum(f.margin + f.discount) filter (where v.arm = 1), 0) as double precision) as margin_offered,
        cast(coalesce(sum(f.margin + f.discount) filter (where v.arm = 0), 0) as double precision) as margin_withheld
    from fact_customer_month as f
    inner join versions as v on f.customer_key = v.customer_key and f.month_key >= v.first_month
    group by v.wave, f.month_key
),

months as (
    select
        m.month_key,
        sum(m.discount) as discount,
        sum(m.margin_offered - m.margin_withheld * s.offered / nullif(s.withheld, 0)) as saved_margin
    from money as m
    inner join sizes as s on m.wave = s.wave
    group by m.month_key
),

running as (
    select
        m.month_key,
        sum(a.contact_cost) over (order by m.month_key) as contact_cost,
        sum(m.discount) over (order by m.month_key) as discount,
        sum(m.saved_margin) over (order by m.month_key) as saved_margin
    from months as m
    inner join agg_monthly_metrics as a on m.month_key = a.month_key
)

select
    month_key,
    contact_cost,
    discount,
    saved_margin,
    saved_margin - cast(contact_cost + discount as double precision) as net,
    saved_margin >= cast(contact_cost + discount as double precision) as has_paid_back
from running
order by month_key
