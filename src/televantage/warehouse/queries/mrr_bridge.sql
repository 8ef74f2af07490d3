-- purpose: From one month's recurring revenue to the next: mrr_start + price_change - churned - discount = mrr_end.
-- grain: one row per month after the as-of month
-- key: month_key
-- kind: dashboard
-- chart: bar x=month_key y=price_change,-churned,-discount
-- twin: operations: bills of the simulated customers, customer by customer
-- empty: if no month after the as-of month is loaded
-- column: month_key key -- Months after the as-of month.
-- column: mrr_start decimal -- Monthly recurring revenue of the month before.
-- column: price_change decimal -- Added by new list prices on those who stay; bills that are missing show here too.
-- column: churned decimal -- Charges of the month before, of those who leave.
-- column: discount decimal -- Discounts of the month minus those of the month before.
-- column: mrr_end decimal -- Monthly recurring revenue of the month.
-- column: unbilled integer -- Active customers without a valid bill.
with steps as (
    select
        month_key,
        lag(mrr) over (order by month_key) as mrr_start,
        list_mrr - lag(list_mrr) over (order by month_key) + churned_mrr as price_change,
        churned_mrr as churned,
        discount - lag(discount) over (order by month_key) as discount,
        mrr as mrr_end,
        unbilled
    from agg_monthly_metrics
)

select
    month_key,
    mrr_start,
    price_change,
    churned,
    discount,
    mrr_end,
    unbilled
from steps
where month_key > 0
order by month_key
