-- purpose: Churn by city.
-- grain: one row per city
-- key: city
-- kind: analysis
-- chart: none
-- twin: none: cities are drawn for the register and no measure has them
-- empty: if no customer lives in the city asked for
-- parameter: city text = -- Only this city; all of them if empty.
-- parameter: fewest integer = 20 [1..1000000] -- Only cities of at least so many customers.
-- column: city text -- Fictional city.
-- column: customers integer -- Customers at the as-of month.
-- column: lost integer -- Those who have left since.
-- column: churn share -- Share who have left.
-- column: charge_lost decimal -- Charges of those who left, in the month before.
select
    c.city,
    count(*) as customers,
    count(x.month_key) as lost,
    cast(count(x.month_key) as double precision) / count(*) as churn,
    coalesce(sum(x.charge_lost), 0) as charge_lost
from dim_customer as c
left join fact_churn as x on c.customer_key = x.customer_key
where c.is_current and (cast($city as text) = '' or c.city = cast($city as text))
group by c.city
having count(*) >= cast($fewest as integer) or cast($city as text) <> ''
order by customers desc, c.city collate "C" asc
