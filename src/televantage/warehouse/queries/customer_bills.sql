-- purpose: The months of one customer: plan in force, bill, discount, tickets and status.
-- grain: one row per month in which the customer was active at its start
-- key: month_key
-- kind: analysis
-- chart: bar x=month_key y=bill
-- twin: operations: bills and tickets of one simulated customer
-- empty: if there is no such account
-- parameter: account_number integer = 100000000 [0..9223372036854775807] -- Number of the account.
-- column: month_key key -- Months after the as-of month.
-- column: version key -- Version of the customer in the month.
-- column: plan_code text -- Plan in the month.
-- column: list_price decimal -- List price of the plan in the month, without add-ons.
-- column: status text -- Status at the end of the month.
-- column: bill decimal -- Billed after discount; null while no valid bill has come.
-- column: discount decimal -- Discount in the bill.
-- column: tickets integer -- Tickets opened.
select
    f.month_key,
    c.version,
    p.plan_code,
    p.list_price,
    cast(f.status as text) as status,
    f.bill,
    f.discount,
    f.tickets
from fact_customer_month as f
inner join dim_customer as c on f.customer_key = c.customer_key
inner join dim_plan as p on f.plan_key = p.plan_key
where
    c.account_number = cast($account_number as bigint)
    and f.customer_key in (
        select customer_key
        from dim_customer
        where account_number = cast($account_number as bigint)
    )
order by f.month_key
