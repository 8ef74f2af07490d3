-- purpose: The price list and its history: one line per plan and price.
-- grain: one row per plan and version
-- key: plan_code, valid_from
-- kind: dashboard
-- chart: none
-- twin: operations: catalogue of the plans, month by month
-- column: plan_code text -- Code of the plan.
-- column: contract text -- Contract of the plan.
-- column: internet text -- Internet access of the plan.
-- column: phone_lines integer -- Telephone lines: 0, 1 or 2 for several.
-- column: valid_from key -- First month of the price.
-- column: valid_to key -- Last month of the price; null for the current one.
-- column: list_price decimal -- List price a month without add-ons.
-- column: price_change share -- Change against the price before; null for the first.
select
    plan_code,
    cast(contract as text) as contract,
    cast(internet as text) as internet,
    phone_lines,
    valid_from,
    valid_to,
    list_price,
    cast(list_price as double precision)
    / nullif(cast(lag(list_price) over (partition by plan_code order by valid_from) as double precision), 0)
    - 1 as price_change
from dim_plan
order by plan_code collate "C", valid_from
