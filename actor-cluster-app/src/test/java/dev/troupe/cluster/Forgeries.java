package dev.troupe.cluster;

import dev.troupe.cluster.Stranger.Way;
import dev.troupe.model.EntityCommand;
import dev.troupe.model.EntityContract.CommandType;
import dev.troupe.model.EntityKey;
import dev.troupe.model.EntityType;
import dev.troupe.model.Forbidden;
import dev.troupe.model.TenantId;
import dev.troupe.persistence.EntityEnvelope;
import dev.troupe.persistence.EntityReply;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * Every command and query of every type, asked of another tenant's entity in every way there is.
 */
final class Forgeries {
  static final TenantId EVIL = TenantId.of("evil");
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final AttackedNode node;
  private final Stranger stranger;

  Forgeries(AttackedNode node, Stranger stranger) {
    this.node = node;
    this.stranger = stranger;
  }

  /** Sends what is forged. */
  interface Sent {
    CompletionStage<EntityReply> send() throws Exception;
  }

  /**
   * One attempt.
   *
   * @param name what it is
   * @param target the command, as the audit names it
   * @param sent sends it
   */
  record Forgery(String name, String target, Sent sent) {}

  List<Forgery> all() {
    List<Forgery> all = new ArrayList<>();
    for (EntityType<?> type : AttackedNode.TYPES.entities()) {
      for (CommandType command : type.contract().commands()) {
        all.addAll(on(type, command));
      }
    }
    return all;
  }

  private List<Forgery> on(EntityType<?> type, CommandType command) {
    EntityKey victim = node.victim(type);
    List<Forgery> all = new ArrayList<>();
    all.add(byReference(type, command));
    for (Way way : Way.values()) {
      for (TenantId caller : List.of(EVIL, TenantId.SYSTEM, AttackedNode.ACME)) {
        // A node that names the entity's own tenant is believed; see LayersIT.
        if (!caller.equals(victim.tenant())) {
          all.add(forged("on behalf of " + caller, type, command, way, victim, caller));
        }
      }
      if (way.namesTheEntity()) {
        EntityKey own = EntityKey.of(EVIL, victim.id());
        all.add(forged("for its own", type, command, way, own, EVIL));
      }
    }
    return all;
  }

  /**
   * As it would be if the first layer let anyone through: nobody asks for whom the reference is.
   */
  @SuppressWarnings("unchecked") // The command is one of the type's own.
  private <N> Forgery byReference(EntityType<N> type, CommandType command) {
    EntityKey victim = node.victim(type);
    EntityCommand<N, Object> sample = (EntityCommand<N, Object>) sample(command);
    return new Forgery(
        "%s:%s, by a reference on behalf of evil".formatted(type.name(), command.name()),
        type.name() + ":" + command.name(),
        () ->
            node.entities
                .refFor(type, victim.tenant(), victim.id())
                .askedBy(TenantEntityRef.Asker.node(EVIL))
                .ask(sample)
                .<EntityReply>thenApply(
                    reply -> new EntityReply.Answered(type.name(), command.name(), reply))
                .exceptionally(Forgeries::failed));
  }

  private static EntityReply failed(Throwable failure) {
    Throwable cause = failure.getCause() == null ? failure : failure.getCause();
    if (cause instanceof Forbidden forbidden) {
      return new EntityReply.Failed(forbidden);
    }
    throw new AssertionError("another failure than was to be", cause);
  }

  private Forgery forged(
      String how,
      EntityType<?> type,
      CommandType command,
      Way way,
      EntityKey named,
      TenantId caller) {
    EntityKey victim = node.victim(type);
    EntityCommand<?, ?> sample = sample(command);
    return new Forgery(
        "%s:%s, %s, by %s".formatted(type.name(), command.name(), how, way),
        type.name() + ":" + command.name(),
        () ->
            stranger.ask(
                node,
                way,
                type.name(),
                victim,
                replyTo ->
                    EntityEnvelope.of(type.name(), named, sample, PATIENCE, replyTo)
                        .onBehalfOf(caller)));
  }

  private EntityCommand<?, ?> sample(CommandType command) {
    return new SampleMessages(stranger.system.ignoreRef()).command(command.record());
  }
}
