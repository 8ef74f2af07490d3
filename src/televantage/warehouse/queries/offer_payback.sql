-- purpose: Month by month, what the offer has cost so far and what margin the experiment says it has saved so far.
-- grain: one row per month from the first wave on
-- key: month_key
-- kind: analysis
-- chart: line x=month_key y=net
-- twin: operations: offers to, bills and exits of the simulated customers
-- empty: if the scenario makes no offer, or none of its waves is loaded
-- unknown: where the offer withholds nobody (offer.holdout is 0)
-- column: month_key key -- Months after the as-of month.
-- column: contact_cost_to_date decimal -- Cost of contacts so far.
-- column: discount_to_date decimal -- Discounts so far.
-- column: saved_margin money -- Margin beyond that of as many withheld, at charges of month 0; null once unknown.
-- column: net money -- Margin saved minus contacts and discounts, not discounted to the as-of month; null likewise.
-- column: has_paid_back boolean -- True if the margin saved so far covers the cost so far; null likewise.
with first_selected as (
    select
        c.account_number,
        min(o.month_key) as first_month,
        min(o.offer_key) as wave,
        max(case when o.offered then 1 else 0 end) as arm,
        max(c.opening_charge) as opening_charge
    from fact_offer as o
    inner join dim_customer as c on o.customer_key = c.customer_key
    group by c.account_number
),

sizes as (
    select
        wave,
        arm,
        first_month,
        count(*) as customers,
        sum(opening_charge) as charges
    from first_selected
    group by wave, arm, first_month
),

lost as (
    select
        s.wave,
        s.arm,
        x.month_key,
        sum(s.opening_charge) as charges
    from fact_churn as x
    inner join dim_customer as c on x.customer_key = c.customer_key
    inner join first_selected as s on c.account_number = s.account_number
    group by s.wave, s.arm, x.month_key
),

active as (
    select
        s.wave,
        s.arm,
        a.month_key,
        cast(s.customers as double precision) as customers,
        cast(
            s.charges - coalesce(sum(x.charges) over (partition by s.wave, s.arm order by a.month_key), 0)
            as double precision
        ) as charges
    from sizes as s
    inner join agg_monthly_metrics as a on s.first_month <= a.month_key
    left join lost as x on s.wave = x.wave and s.arm = x.arm and a.month_key = x.month_key
),

saved as (
    select
        t.month_key,
        case when count(*) = count(u.wave) then sum(t.charges - u.charges * t.customers / u.customers) end as charges
    from active as t
    left join active as u on t.wave = u.wave and t.month_key = u.month_key and u.arm = 0
    where t.arm = 1
    group by t.month_key
),

running as (
    select
        s.month_key,
        sum(a.contact_cost) over (order by s.month_key) as contact_cost_to_date,
        sum(a.discount) over (order by s.month_key) as discount_to_date,
        case
            when count(*) over (order by s.month_key) = count(s.charges) over (order by s.month_key)
                then sum(s.charges * cast(d.gross_margin as double precision)) over (order by s.month_key)
        end as saved_margin
    from saved as s
    inner join agg_monthly_metrics as a on s.month_key = a.month_key
    inner join dim_scenario as d on d.is_loaded
)

select
    month_key,
    contact_cost_to_date,
    discount_to_date,
    saved_margin,
    saved_margin - cast(contact_cost_to_date + discount_to_date as double precision) as net,
    saved_margin >= cast(contact_cost_to_date + discount_to_date as double precision) as has_paid_back
from running
order by month_key
