-- purpose: How likely customers are to leave in a month, by how long they have been here.
-- grain: one row per month of tenure that any customer passes
-- key: tenure
-- kind: analysis
-- chart: line x=tenure y=hazard
-- twin: operations: exits of the simulated customers by tenure
-- empty: if no month after the as-of month is loaded
-- column: tenure key -- Months of service at the end of the month.
-- column: at_risk integer -- Customer-months at this tenure after the as-of month.
-- column: exits integer -- Exits at this tenure.
-- column: hazard share -- Exits per customer-month.
select
    tenure,
    count(*) as at_risk,
    count(*) filter (where status = 'churned') as exits,
    cast(count(*) filter (where status = 'churned') as double precision) / count(*) as hazard
from fact_customer_month
where month_key > 0
group by tenure
order by tenure
