-- purpose: Revenue of the opening base that is still here, at opening charges (gross) and as billed now (net).
-- grain: one row per month after the as-of month
-- key: month_key
-- kind: analysis
-- chart: line x=month_key y=gross_retention,net_retention
-- twin: operations: charges, exits and bills of the simulated customers
-- empty: if no month after the as-of month is loaded
-- column: month_key key -- Months after the as-of month.
-- column: opening_mrr decimal -- Charges of all customers at the as-of month.
-- column: kept_mrr decimal -- Charges at the as-of month of those active at the end of the month.
-- column: mrr decimal -- Monthly recurring revenue of the month, after price changes and discounts.
-- column: gross_month share -- kept_mrr per that of the month before: below 1 by exits alone.
-- column: net_month share -- MRR per that of the month before: by exits, price changes and discounts.
-- column: gross_retention share -- kept_mrr per opening_mrr: gross revenue retention since the as-of month.
-- column: net_retention share -- MRR per MRR of the as-of month: net revenue retention since then.
-- column: unbilled integer -- Active customers without a valid bill; they lower what is net, not what is gross.
with opening as (
    select coalesce(sum(opening_charge), 0) as mrr
    from dim_customer
    where version = 1
),

lost as (
    select
        x.month_key,
        sum(c.opening_charge) as charges
    from fact_churn as x
    inner join dim_customer as c on x.customer_key = c.customer_key
    group by x.month_key
),

months as (
    select
        a.month_key,
        o.mrr as opening_mrr,
        o.mrr - coalesce(sum(l.charges) over (order by a.month_key), 0) as kept_mrr,
        a.mrr,
        first_value(a.mrr) over (order by a.month_key) as first_mrr,
        a.unbilled
    from agg_monthly_metrics as a
    cross join opening as o
    left join lost as l on a.month_key = l.month_key
),

pairs as (
    select
        month_key,
        opening_mrr,
        kept_mrr,
        mrr,
        cast(kept_mrr as double precision) as kept,
        cast(mrr as double precision) as billed,
        cast(nullif(lag(kept_mrr) over (order by month_key), 0) as double precision) as kept_before,
        cast(nullif(lag(mrr) over (order by month_key), 0) as double precision) as billed_before,
        cast(nullif(opening_mrr, 0) as double precision) as kept_first,
        cast(nullif(first_mrr, 0) as double precision) as billed_first,
        unbilled
    from months
)

select
    month_key,
    opening_mrr,
    kept_mrr,
    mrr,
    kept / kept_before as gross_month,
    billed / billed_before as net_month,
    kept / kept_first as gross_retention,
    billed / billed_first as net_retention,
    unbilled
from pairs
where month_key > 0
order by month_key
