-- purpose: Why customers of each contract left since the as-of month, as they told when cancelling.
-- grain: one row per contract and reason
-- key: contract, reason
-- kind: analysis
-- chart: bar x=reason y=cumulative_incidence color=contract
-- twin: operations: reasons of the simulated customers who leave
-- parameter: month_key integer = -1 [-1..600] -- Exits up to this month after the as-of month; -1 for the latest.
-- column: contract text -- Contract at the as-of month.
-- column: reason text -- Reason for leaving.
-- column: customers integer -- Customers of the contract at the as-of month.
-- column: exits integer -- Those who have left for the reason by the end of the month.
-- column: share share -- Share of all who left that contract by then; null where nobody did.
-- column: cumulative_incidence share -- Share of the contract's customers who have left for the reason by then.
with opened as (
    select
        s.contract,
        cast(sum(a.active_start) as double precision) as customers
    from agg_segment_month as a
    inner join dim_segment as s on a.segment_key = s.segment_key
    where a.month_key = 0
    group by s.contract
),

exits as (
    select
        s.contract,
        x.reason,
        count(*) as exits
    from fact_churn as x
    inner join dim_segment as s on x.segment_key = s.segment_key
    where cast($month_key as integer) < 0 or x.month_key <= cast($month_key as integer)
    group by s.contract, x.reason
),

cells as (
    select
        cast(o.contract as text) as contract,
        r.reason,
        o.customers,
        cast(coalesce(x.exits, 0) as double precision) as exits
    from opened as o
    cross join (values ('competitor'), ('price'), ('service'), ('moved'), ('other')) as r (reason)
    left join exits as x on o.contract = x.contract and r.reason = cast(x.reason as text)
)

select
    contract,
    reason,
    customers,
    exits,
    exits / nullif(sum(exits) over (partition by contract), 0) as share,
    exits / customers as cumulative_incidence
from cells
order by contract, reason
