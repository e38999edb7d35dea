# What docs/operating/erase-a-tenant.md shows; TenantOperationsIT runs it line by line.
# @start region="key"
troupe tenant signing-key certificate.jwk
# @end
# @start region="export"
troupe tenant export hooli --to hooli.ndjson
troupe tenant verify hooli.ndjson
# @end
# @start region="erase"
troupe tenant erase hooli --why "contract 17 ended" --yes-erase hooli --wait
# @end
# @start region="verify"
troupe tenant certificate hooli --to hooli.jws
troupe tenant verify hooli.jws --key certificate.jwk.public
# @end
