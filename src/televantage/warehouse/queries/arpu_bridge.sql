-- purpose: From one month's ARPU to the next: arpu_start + mix + price + discount = arpu_end.
-- grain: one row per month after the as-of month
-- key: month_key
-- kind: dashboard
-- chart: bar x=month_key y=mix,price,discount
-- twin: operations: bills of the simulated customers, customer by customer
-- empty: if no month after the as-of month is loaded
-- column: month_key key -- Months after the as-of month.
-- column: arpu_start money -- MRR per customer billed in the month before.
-- column: mix money -- Change because those who leave paid more, or less, than the average; missing bills show here.
-- column: price money -- Change of the average list charge of those who stay; missing bills show here too.
-- column: discount money -- Change by discounts: negative where they grow.
-- column: arpu_end money -- MRR per customer billed in the month.
with billed as (
    select
        month_key,
        cast(list_mrr as double precision) as listed,
        cast(discount as double precision) as discount,
        cast(churned_mrr as double precision) as gone,
        cast(churned as double precision) as leaving,
        cast(active_end - unbilled as double precision) as customers
    from agg_monthly_metrics
),

pairs as (
    select
        month_key,
        listed,
        discount,
        nullif(customers, 0) as customers,
        lag(listed) over (order by month_key) as listed_before,
        lag(discount) over (order by month_key) as discount_before,
        nullif(lag(customers) over (order by month_key), 0) as customers_before,
        lag(listed) over (order by month_key) - gone as listed_staying,
        nullif(lag(customers) over (order by month_key) - leaving, 0) as customers_staying
    from billed
)

select
    month_key,
    (listed_before - discount_before) / customers_before as arpu_start,
    listed_staying / customers_staying - listed_before / customers_before as mix,
    listed / customers - listed_staying / customers_staying as price,
    discount_before / customers_before - discount / customers as discount,
    (listed - discount) / customers as arpu_end
from pairs
where month_key > 0
order by month_key
