-- purpose: Churn by what the register knows of a customer: payment, household, support.
-- grain: one row per value of the trait
-- key: trait_value
-- kind: analysis
-- chart: bar x=trait_value y=churn
-- twin: operations: exits of the simulated customers by their attributes
-- parameter: trait text = payment_method {payment_method, gender, senior, partner, dependents, tech_support} -- Trait.
-- column: trait_value text -- Value of the trait in the customer's latest version; true or false for yes or no.
-- column: customers integer -- Customers at the as-of month.
-- column: lost integer -- Those who have left since.
-- column: churn share -- Share who have left.
-- column: charge money -- Mean charge at the as-of month.
select
    case cast($trait as text)
        when 'payment_method' then c.payment_method
        when 'gender' then c.gender
        when 'senior' then cast(c.senior as text)
        when 'partner' then cast(c.partner as text)
        when 'dependents' then cast(c.dependents as text)
        when 'tech_support' then cast(c.tech_support as text)
    end as trait_value,
    count(*) as customers,
    count(x.month_key) as lost,
    cast(count(x.month_key) as double precision) / count(*) as churn,
    cast(sum(c.opening_charge) as double precision) / count(*) as charge
from dim_customer as c
left join fact_churn as x on c.customer_key = x.customer_key
where c.is_current
group by 1
order by 1
