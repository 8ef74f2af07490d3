-- purpose: Retention of each cohort, the customers who joined in the same year, since the as-of month.
-- grain: one row per cohort and month
-- key: cohort, month_key
-- kind: analysis
-- chart: heat x=month_key y=cohort color=retention
-- twin: operations: exits of the simulated customers by the year they joined
-- column: cohort key -- Calendar year in which the customers joined.
-- column: month_key key -- Months after the as-of month.
-- column: customers integer -- Customers of the cohort at the as-of month.
-- column: lost integer -- Those who have left by the end of the month.
-- column: retention share -- Share who are still there.
with cohorts as (
    select
        cast(extract(year from customer_since) as integer) as cohort,
        count(*) as customers
    from dim_customer
    where version = 1
    group by extract(year from customer_since)
),

exits as (
    select
        cast(extract(year from c.customer_since) as integer) as cohort,
        x.month_key,
        count(*) as lost
    from fact_churn as x
    inner join dim_customer as c on x.customer_key = c.customer_key
    group by extract(year from c.customer_since), x.month_key
),

cells as (
    select
        c.cohort,
        a.month_key,
        c.customers,
        sum(coalesce(x.lost, 0)) over (partition by c.cohort order by a.month_key) as lost
    from cohorts as c
    cross join agg_monthly_metrics as a
    left join exits as x on c.cohort = x.cohort and a.month_key = x.month_key
)

select
    cohort,
    month_key,
    customers,
    lost,
    cast(customers - lost as double precision) / customers as retention
from cells
order by cohort, month_key
