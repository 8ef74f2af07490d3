-- purpose: Why customers left, month by month, as they told when cancelling.
-- grain: one row per month after the as-of month and reason
-- key: month_key, reason
-- kind: dashboard
-- chart: line x=month_key y=exits color=reason
-- twin: operations: reasons of the simulated customers who leave
-- empty: if no month after the as-of month is loaded
-- column: month_key key -- Months after the as-of month.
-- column: reason text -- Reason for leaving.
-- column: exits integer -- Customers who left in the month for the reason.
-- column: share share -- Share of all who left in the month; null where nobody did.
-- column: cumulative_incidence share -- Share of the base who have left for the reason by the end of the month.
with exits as (
    select
        a.month_key,
        r.reason,
        a.churned,
        case r.reason
            when 'competitor' then a.left_competitor
            when 'price' then a.left_price
            when 'service' then a.left_service
            when 'moved' then a.left_moved
            else a.left_other
        end as exits
    from agg_monthly_metrics as a
    cross join (values ('competitor'), ('price'), ('service'), ('moved'), ('other')) as r (reason)
    where a.month_key > 0
)

select
    month_key,
    reason,
    exits,
    cast(exits as double precision) / nullif(churned, 0) as share,
    cast(sum(exits) over (partition by reason order by month_key) as double precision)
    / (
        select active_start from agg_monthly_metrics
        where month_key = 0
    ) as cumulative_incidence
from exits
order by month_key, reason
