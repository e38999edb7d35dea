package dev.troupe.persistence;

import dev.troupe.actor.Origin;
import dev.troupe.model.Broken;
import dev.troupe.model.CommandId;
import dev.troupe.model.EntityCommand;
import dev.troupe.model.EntityKey;
import dev.troupe.model.Failure;
import dev.troupe.model.Forbidden;
import dev.troupe.model.TenantId;
import java.time.Duration;
import java.util.Optional;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * A command on its way to an entity, with all that the entity must know of the caller.
 *
 * @param type the entity type's name
 * @param key whom it is addressed to; the entity refuses another's
 * @param caller on whose behalf it is sent; the entity of another tenant refuses it
 * @param command the command
 * @param id the caller's name for it, if the caller gave one
 * @param delivery what in the database it comes from, if it does; then it has no other id
 * @param deadlineNanos when the caller stops waiting, by {@link System#nanoTime} of this JVM (on
 *     the wire it is the time left, so that no two clocks are compared)
 * @param freshness how sure the answer must be if nothing is to be written for it
 * @param replyTo who waits for the answer
 * @param passage how it came to this JVM
 */
public record EntityEnvelope(
    String type,
    EntityKey key,
    TenantId caller,
    EntityCommand<?, ?> command,
    Optional<CommandId> id,
    Optional<Delivery> delivery,
    long deadlineNanos,
    Freshness freshness,
    ActorRef<EntityReply> replyTo,
    Passage passage)
    implements Origin {

  /** One with the usual freshness that is sent now, and of which nothing is followed. */
  public EntityEnvelope(
      String type,
      EntityKey key,
      TenantId caller,
      EntityCommand<?, ?> command,
      Optional<CommandId> id,
      Optional<Delivery> delivery,
      long deadlineNanos,
      ActorRef<EntityReply> replyTo) {
    this(
        type,
        key,
        caller,
        command,
        id,
        delivery,
        deadlineNanos,
        Freshness.USUAL,
        replyTo,
        Passage.now());
  }

  /** A command on behalf of the entity's own tenant, whose caller waits this long from now. */
  public static EntityEnvelope of(
      String type,
      EntityKey key,
      EntityCommand<?, ?> command,
      Duration patience,
      ActorRef<EntityReply> replyTo) {
    return new EntityEnvelope(
        type,
        key,
        key.tenant(),
        command,
        Optional.empty(),
        Optional.empty(),
        System.nanoTime() + patience.toNanos(),
        replyTo);
  }

  /** The same command under this id. */
  public EntityEnvelope withId(CommandId commandId) {
    return new EntityEnvelope(
        type,
        key,
        caller,
        command,
        Optional.of(commandId),
        delivery,
        deadlineNanos,
        freshness,
        replyTo,
        passage);
  }

  /** The same command as the effect of this delivery. */
  public EntityEnvelope delivering(Delivery from) {
    return new EntityEnvelope(
        type,
        key,
        caller,
        command,
        id,
        Optional.of(from),
        deadlineNanos,
        freshness,
        replyTo,
        passage);
  }

  /** The same command, to be answered this freshly. */
  public EntityEnvelope with(Freshness wanted) {
    return new EntityEnvelope(
        type, key, caller, command, id, delivery, deadlineNanos, wanted, replyTo, passage);
  }

  /** Whether it is for an entity of the tenant on whose behalf it is sent. */
  public boolean isWithinTenant() {
    return caller.equals(key.tenant());
  }

  /** The same command on behalf of this tenant. */
  public EntityEnvelope onBehalfOf(TenantId tenant) {
    return new EntityEnvelope(
        type, key, tenant, command, id, delivery, deadlineNanos, freshness, replyTo, passage);
  }

  /** Why it is refused if it is not {@link #isWithinTenant}. */
  public Forbidden crossesTenants() {
    return new Forbidden(
        "%s %s: a command on behalf of '%s' is not for another tenant's entity"
            .formatted(type, key, caller));
  }

  /** Why the entity of this type and key is not to carry it out, if it is not. */
  public Optional<Failure> refusalBy(String itsType, EntityKey itsKey) {
    if (!key.equals(itsKey) || !type.equals(itsType)) {
      return Optional.of(
          new Broken("%s %s was sent a command for %s %s".formatted(itsType, itsKey, type, key)));
    }
    return isWithinTenant() ? Optional.empty() : Optional.of(crossesTenants());
  }

  @Override
  public Optional<TenantId> tenant() {
    return Optional.of(caller);
  }

  @Override
  public Optional<String> principal() {
    return passage.principal();
  }

  @Override
  public Optional<CommandId> commandId() {
    return id;
  }

  /** How long the caller still waits; negative if no longer. */
  public long nanosLeft() {
    return deadlineNanos - System.nanoTime();
  }

  /** Without what the command says, since Pekko logs what it can take nowhere. */
  @Override
  public String toString() {
    return "%s for %s %s on behalf of '%s'"
        .formatted(command.getClass().getSimpleName(), type, key, caller);
  }
}
