package dev.troupe.sample.bank;

import static org.apache.pekko.http.javadsl.server.Directives.get;
import static org.apache.pekko.http.javadsl.server.PathMatchers.segment;

import dev.troupe.app.Node;
import dev.troupe.http.GuardedRoute;
import dev.troupe.http.Paging;
import dev.troupe.http.TenantRoutes;
import dev.troupe.model.Reply;
import dev.troupe.model.TenantId;
import dev.troupe.persistence.postgres.reads.TenantReads;
import java.util.concurrent.CompletionStage;

/** {@code GET /tenants/{tenant}/account-balances?after=…&limit=…}, over {@link AccountBalances}. */
final class BalanceRoutes {
  private static final int MOST = 200;

  private BalanceRoutes() {}

  // @start region="route"
  static GuardedRoute of(Node node) {
    return TenantRoutes.tenant(
        segment("account-balances"),
        "account-balances:get",
        asked ->
            get(() ->
                Paging.paged(MOST, page -> TenantRoutes.answer(read(node, asked.tenant(), page)))));
  }

  private static CompletionStage<Reply<AccountBalances.Page>> read(
      Node node, TenantId tenant, Paging page) {
    return TenantReads.on(node.system())
        .read(
            tenant,
            connection -> AccountBalances.page(connection, tenant, page.after(), page.limit()))
        .thenApply(Reply.Accepted::new);
  }
  // @end
}
