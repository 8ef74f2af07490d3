-- purpose: Whether probabilities of leaving hold: customers by their true risk, and the share who left.
-- grain: one row per tenth of the probability to leave within 12 months
-- key: band
-- kind: truth
-- chart: bar x=band y=churn_12m,left_12m
-- twin: simulation: churn_12m and lives of the simulated customers
-- column: band key -- 0 for a risk below 10 %, 1 below 20 %, and so on.
-- column: customers integer -- Customers of the band at the as-of month.
-- column: churn_12m share -- Mean probability to leave within 12 months with every lever neutral.
-- column: left_12m share -- Share who left within 12 months in the loaded world; null below a horizon of 12.
with months as (
    select max(month_key) as horizon
    from dim_month
),

bands as (
    select
        cast(floor(least(churn_12m, 0.999999999999) * 10) as integer) as band,
        churn_12m,
        exit_month
    from truth.customer
)

select
    band,
    count(*) as customers,
    sum(churn_12m) / count(*) as churn_12m,
    case
        when max(horizon) >= 12
            then cast(count(*) filter (where exit_month <= 12) as double precision) / count(*)
    end as left_12m
from bands
cross join months
group by band
order by band
