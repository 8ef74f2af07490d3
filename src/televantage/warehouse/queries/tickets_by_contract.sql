-- purpose: Tickets per 1,000 customers by contract, month by month.
-- grain: one row per contract and month
-- key: contract, month_key
-- kind: dashboard
-- chart: line x=month_key y=per_1000 color=contract
-- twin: operations: tickets of the simulated customers
-- column: contract text -- Contract at the as-of month.
-- column: month_key key -- Months after the as-of month.
-- column: active_start integer -- Customers active at the start of the month.
-- column: tickets integer -- Tickets opened in the month.
-- column: per_1000 double -- Tickets per 1,000 of those customers.
select
    cast(s.contract as text) as contract,
    a.month_key,
    sum(a.active_start) as active_start,
    sum(a.tickets) as tickets,
    1000 * cast(sum(a.tickets) as double precision) / nullif(sum(a.active_start), 0) as per_1000
from agg_segment_month as a
inner join dim_segment as s on a.segment_key = s.segment_key
group by s.contract, a.month_key
order by s.contract, a.month_key
