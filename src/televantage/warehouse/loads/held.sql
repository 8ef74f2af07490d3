-- Accounts whose first record is in quarantine, by the end of the month.
create temporary table held as
select distinct cast(natural_key as bigint) as account_number
from quarantine_customers
where natural_key is not null and month_key <= $month;
