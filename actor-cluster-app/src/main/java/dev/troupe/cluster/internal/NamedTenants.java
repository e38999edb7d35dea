package dev.troupe.cluster.internal;

import dev.troupe.model.Done;
import dev.troupe.model.Reply;
import dev.troupe.model.TenantId;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The creation of tenants that are to be there, by however many tries, each in the audit once.
 *
 * <p>Whether a try that was not answered has created the tenant is not known, and whoever sees the
 * tenant appear does not know it either. So a tenant that was asked for is asked for until it
 * answers, also by a node that leads no more; the same command id hears the first answer again. And
 * what the audit was told it is not told twice: what it could not write it keeps.
 */
public final class NamedTenants {
  private static final Logger LOG = LoggerFactory.getLogger(NamedTenants.class);

  private final List<TenantId> named;
  private final Predicate<TenantId> isThere;
  private final Function<TenantId, CompletionStage<Reply<Done>>> create;
  private final Function<TenantId, CompletionStage<Done>> audit;
  private final Set<TenantId> unanswered = ConcurrentHashMap.newKeySet();
  private final Set<TenantId> answered = ConcurrentHashMap.newKeySet();

  /**
   * Nothing is asked before {@link #attempt}.
   *
   * @param named which are to be there
   * @param isThere whether this node knows one
   * @param create asks one to be created, under the same command id each time
   * @param audit tells the audit that this node created one
   */
  public NamedTenants(
      List<TenantId> named,
      Predicate<TenantId> isThere,
      Function<TenantId, CompletionStage<Reply<Done>>> create,
      Function<TenantId, CompletionStage<Done>> audit) {
    this.named = List.copyOf(named);
    this.isThere = isThere;
    this.create = create;
    this.audit = audit;
  }

  /** Whether all are there, and this node knows of each that it asked for who created it. */
  public boolean isDone() {
    return unanswered.isEmpty() && named.stream().allMatch(isThere);
  }

  /**
   * Tries once; not to be called again before that is complete.
   *
   * @param isLeader whether this node is the one to create what is not there
   * @return complete, never exceptionally, when all that was asked is answered or has failed
   */
  public CompletionStage<Done> attempt(boolean isLeader) {
    if (isLeader) {
      named.stream()
          .filter(tenant -> !answered.contains(tenant) && !isThere.test(tenant))
          .forEach(unanswered::add);
    }
    return CompletableFuture.allOf(
            List.copyOf(unanswered).stream().map(this::ask).toArray(CompletableFuture[]::new))
        .thenApply(all -> Done.DONE);
  }

  private CompletableFuture<Done> ask(TenantId tenant) {
    return create
        .apply(tenant)
        .thenCompose(reply -> answered(tenant, reply))
        .exceptionally(failure -> {
          LOG.info("tenants: '{}': {}", tenant, failure.getMessage());
          return Done.DONE;
        })
        .toCompletableFuture();
  }

  private CompletionStage<Done> answered(TenantId tenant, Reply<Done> reply) {
    answered.add(tenant);
    unanswered.remove(tenant);
    return reply instanceof Reply.Accepted<Done>
        ? audit.apply(tenant)
        : CompletableFuture.completedStage(Done.DONE);
  }
}
