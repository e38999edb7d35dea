package dev.troupe.cluster;

import dev.troupe.model.CommandId;
import dev.troupe.model.EntityCommand;
import dev.troupe.model.EntityKey;
import dev.troupe.model.EntityType;
import dev.troupe.model.Failure;
import dev.troupe.model.Forbidden;
import dev.troupe.model.Reply;
import dev.troupe.model.TenantId;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * One tenant's entity, as a principal may ask it. Immutable and thread-safe.
 *
 * <p>It has no way to Pekko's own reference, which looks at nobody's scopes.
 *
 * @param <N> the entity
 */
public final class PrincipalEntityRef<N> {
  private final PrincipalEntities access;
  private final EntityType<N> type;
  private final TenantEntityRef<N> entity;

  PrincipalEntityRef(PrincipalEntities access, EntityType<N> type, TenantEntityRef<N> entity) {
    this.access = access;
    this.type = type;
    this.entity = entity;
  }

  /** Whose it is, and its id. */
  public EntityKey key() {
    return entity.key();
  }

  /** The same entity, asked with this patience instead of {@code troupe.ask-timeout}. */
  public PrincipalEntityRef<N> withTimeout(Duration patience) {
    return new PrincipalEntityRef<>(access, type, entity.withTimeout(patience));
  }

  /** The same entity, asked with this patience where it is shorter than its own. */
  public PrincipalEntityRef<N> within(Duration patience) {
    return new PrincipalEntityRef<>(access, type, entity.within(patience));
  }

  /** The same entity with confirmed answers, see {@link TenantEntityRef#withStrongReads}. */
  public PrincipalEntityRef<N> withStrongReads() {
    return new PrincipalEntityRef<>(access, type, entity.withStrongReads());
  }

  /**
   * Asks the entity, as {@link TenantEntityRef#ask(EntityCommand)} does.
   *
   * @return exceptionally also {@link Forbidden}, and then nothing was sent
   */
  public <R> CompletionStage<Reply<R>> ask(EntityCommand<N, R> command) {
    return permitted(command, permitted -> permitted.ask(command));
  }

  /**
   * Asks the entity once, as {@link TenantEntityRef#ask(EntityCommand, CommandId)} does.
   *
   * @return exceptionally also {@link Forbidden}, and then nothing was sent
   */
  public <R> CompletionStage<Reply<R>> ask(EntityCommand<N, R> command, CommandId id) {
    return permitted(command, permitted -> permitted.ask(command, id));
  }

  private <R> CompletionStage<Reply<R>> permitted(
      EntityCommand<N, R> command, Function<TenantEntityRef<N>, CompletionStage<Reply<R>>> ask) {
    TenantId caller;
    try {
      caller =
          access.require(key().tenant(), type.name(), type.contract().commandOf(command).name());
    } catch (Failure refused) {
      return CompletableFuture.failedStage(refused);
    }
    return ask.apply(
        entity.askedBy(
            new TenantEntityRef.Asker(caller, Optional.of(access.principal().subject()))));
  }

  @Override
  public String toString() {
    return entity.toString();
  }
}
