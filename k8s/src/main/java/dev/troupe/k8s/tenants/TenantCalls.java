package dev.troupe.k8s.tenants;

import dev.troupe.model.TenantId;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * What can be asked of tenants and done with them, by whoever knows them. Thread-safe.
 *
 * <p>What is found may lag behind what was changed, and goes only forward.
 */
public interface TenantCalls {

  /**
   * The tenant as this node knows it; does not block.
   *
   * @throws dev.troupe.model.Unavailable if the node can't know now
   */
  KnownTenant find(TenantId tenant);

  /**
   * Makes a change, once for each id of its origin, and keeps who made it and why.
   *
   * @return exceptionally if it is not known whether the change is made; then it may be sent again
   */
  CompletionStage<Answer> make(TenantId tenant, TenantStep step, Origin origin);

  /**
   * From now on this hears which tenant has changed, after {@link #find} knows; on a thread that it
   * must not hold up.
   */
  void listen(Consumer<TenantId> listener);
}
