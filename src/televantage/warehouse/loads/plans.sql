-- Plans, type 2: a new plan, or a new price, is a new version.
create temporary table changed_plans as
select g.*
from good_plans as g
left join dim_plan as d on g.plan_code = d.plan_code and d.is_current
where d.plan_key is null or d.list_price <> g.list_price;

update dim_plan set valid_to = $month - 1, is_current = false
where is_current and plan_code in (select plan_code from changed_plans);

insert into dim_plan (
    plan_key, plan_code, contract, internet, phone_lines, list_price, valid_from, valid_to, is_current
)
select
    (select coalesce(max(plan_key), 0) from dim_plan) + row_number() over (order by plan_code),
    plan_code,
    cast(contract as contract_term),
    cast(internet as internet_access),
    phone_lines,
    list_price,
    $month,
    null,
    true
from changed_plans;
