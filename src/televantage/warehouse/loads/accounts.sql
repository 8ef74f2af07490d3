-- What is known of every account in the month: its version, its plan, and whether it has left.
create temporary table accounts as
select
    c.customer_key,
    c.account_number,
    c.segment_key,
    p.plan_key,
    c.opening_charge,
    cast(c.opening_tenure + $month as smallint) as tenure,
    x.month_key as left_month
from dim_customer as c
inner join dim_plan as p
    on c.plan_code = p.plan_code and p.valid_from <= $month and (p.valid_to is null or p.valid_to >= $month)
left join fact_churn as x on c.customer_key = x.customer_key
where c.valid_from <= $month and (c.valid_to is null or c.valid_to >= $month);
