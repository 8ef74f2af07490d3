-- purpose: Whether probabilities of leaving hold: customers by their true risk, and the share who left.
-- grain: one row per tenth of the probability to leave within 12 months
-- key: band
-- kind: truth
-- chart: bar x=band y=left_12m
-- twin: simulation: churn_12m and lives of the simulated customers
-- column: band integer -- 0 for a risk below 10 %, 1 below 20 %, and so on.
-- column: customers integer -- Customers of the band at the as-of month.
-- column: churn_12m double -- Mean probability to leave within 12 months with every lever neutral.
-- column: left_12m double -- Share who left within 12 months in the loaded world, with its levers.
with bands as (
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
    cast(count(*) filter (where exit_month <= 12) as double precision) / count(*) as left_12m
from bands
group by band
order by band
