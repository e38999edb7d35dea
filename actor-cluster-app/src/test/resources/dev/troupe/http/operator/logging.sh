# What docs/operating/monitoring.md shows; LoggingIT runs it line by line.
# @start region="set"
troupe logging set dev.troupe.cluster debug --why "shards move and nobody knows why"
troupe logging list
troupe logging reset dev.troupe.cluster --why "it was the new node"
# @end
