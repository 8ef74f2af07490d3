-- purpose: Customers, revenue and ARPU of each plan in a month.
-- grain: one row per plan with customers in the month
-- key: plan_code
-- kind: analysis
-- chart: bar x=plan_code y=arpu
-- twin: operations: bills of the simulated customers by plan
-- empty: if the month is not loaded
-- parameter: month_key integer = -1 [-1..600] -- Months after the as-of month; -1 for the latest.
-- column: plan_code text -- Code of the plan.
-- column: list_price decimal -- List price a month without add-ons, in that month.
-- column: customers integer -- Customers active at the end of the month.
-- column: mrr decimal -- Monthly recurring revenue after discounts.
-- column: arpu money -- MRR per customer billed.
-- column: discount decimal -- Discounts in it.
with plans as (
    select
        plan_key,
        count(*) as customers,
        count(bill) as billed,
        coalesce(sum(bill), 0) as mrr,
        coalesce(sum(discount), 0) as discount
    from fact_customer_month
    where
        status = 'active'
        and month_key = case
            when cast($month_key as integer) >= 0 then cast($month_key as integer)
            else (select max(month_key) from agg_monthly_metrics)
        end
    group by plan_key
)

select
    d.plan_code,
    d.list_price,
    p.customers,
    p.mrr,
    cast(p.mrr as double precision) / nullif(p.billed, 0) as arpu,
    p.discount
from plans as p
inner join dim_plan as d on p.plan_key = d.plan_key
order by d.plan_code collate "C"
