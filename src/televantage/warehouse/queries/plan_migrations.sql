-- purpose: From which plan to which customers have moved, by month.
-- grain: one row per month, old plan and new plan
-- key: month_key, from_plan, to_plan
-- kind: analysis
-- chart: none
-- twin: operations: contracts that the simulated customers sign
-- empty: if no customer has changed plan
-- column: month_key key -- First month of the new plan.
-- column: from_plan text -- Code of the old plan.
-- column: to_plan text -- Code of the new plan.
-- column: customers integer -- Customers who moved.
select
    n.valid_from as month_key,
    o.plan_code as from_plan,
    n.plan_code as to_plan,
    count(*) as customers
from dim_customer as n
inner join dim_customer as o on n.account_number = o.account_number and n.version = o.version + 1
where n.version > 1 and n.plan_code <> o.plan_code
group by n.valid_from, o.plan_code, n.plan_code
order by n.valid_from asc, customers desc, o.plan_code collate "C" asc, n.plan_code collate "C" asc
