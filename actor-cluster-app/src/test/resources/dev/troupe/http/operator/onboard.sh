# What docs/guides/onboard-a-tenant.md shows; TenantOperationsIT runs it line by line.
# @start region="create"
troupe tenant create hooli --why "contract 17" --limit commands-per-second=500
troupe tenant show hooli
# @end
# @start region="list"
troupe tenant list
# @end
# @start region="limit"
troupe tenant limit hooli commands-per-second=2000 streams=20 --why "contract 17, second part"
# @end
# @start region="suspend"
troupe tenant suspend hooli --why "invoice 42 is not paid"
troupe tenant resume hooli --why "invoice 42 is paid"
# @end
# @start region="grant"
troupe tenant grant hooli --to initech --scope account:get-balance --for 30d --why "audit of 2026"
troupe tenant show hooli
troupe tenant revoke hooli --from initech --why "the audit is done"
# @end
# @start region="rotate"
troupe tenant rotate-key hooli --why "once a year"
# @end
