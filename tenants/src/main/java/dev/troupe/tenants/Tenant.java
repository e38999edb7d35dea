package dev.troupe.tenants;

import dev.troupe.model.Decision;
import dev.troupe.model.Done;
import dev.troupe.model.EntityCommand;
import dev.troupe.model.EntityKey;
import dev.troupe.model.EntityType;
import dev.troupe.model.EventSourcedEntity;
import dev.troupe.model.TenantId;
import java.util.Map;

/**
 * A tenant, from its creation to its erasure. It belongs to {@link TenantId#SYSTEM}, its id is the
 * tenant's name, and what it went through is the record of who did what to whom and why.
 *
 * <p>A name is given once: an erased tenant is never created again, so that nothing that was
 * deleted can be taken for another customer's.
 */
public record Tenant(EntityKey key)
    implements EventSourcedEntity<Tenant.Command<?>, Tenant.Event, Tenant.State> {

  public static final EntityType<Tenant> TYPE =
      EntityType.eventSourced("tenant", Command.class, Event.class, State.class, Tenant::new);

  public sealed interface Command<R> extends EntityCommand<Tenant, R> {}

  /** What changes a tenant is done by somebody, for a reason. */
  public sealed interface Change extends Command<Done> {
    By by();
  }

  /** From now on it is served. */
  public record Create(Map<String, Long> limits, By by) implements Change {}

  /** From now on it is not served. */
  public record Suspend(By by) implements Change {}

  /** From now on it is served again. */
  public record Resume(By by) implements Change {}

  /** Some limits are others from now on, by {@link Limit#key}. */
  public record ChangeLimits(Map<String, Long> limits, By by) implements Change {}

  /** What is stored from now on is encrypted with a new key. */
  public record RotateKey(By by) implements Change {}

  /** It is never served again, and its data are to be deleted. */
  public record BeginErasure(By by) implements Change {}

  /**
   * Its data are deleted.
   *
   * @param certificate the SHA-256 of the certificate that says so, in hexadecimal digits
   */
  public record FinishErasure(String certificate, By by) implements Change {}

  public record GetTenant() implements Command<View> {}

  /**
   * A tenant as it is now.
   *
   * @param limits its own, by {@link Limit#key}
   * @param keys how many keys its data were encrypted with, one after the other
   * @param certificate the SHA-256 of the certificate of its erasure, or empty
   */
  public record View(TenantStatus status, Map<String, Long> limits, int keys, String certificate) {}

  public sealed interface Event {
    By by();
  }

  public record Created(Map<String, Long> limits, By by) implements Event {}

  public record Suspended(By by) implements Event {}

  public record Resumed(By by) implements Event {}

  public record LimitsChanged(Map<String, Long> limits, By by) implements Event {}

  public record KeyRotated(By by) implements Event {}

  public record ErasureBegun(By by) implements Event {}

  public record Erased(String certificate, By by) implements Event {}

  /** Before its creation it has no status. */
  public record State(
      boolean isCreated, TenantStatus status, TenantLimits limits, int keys, String certificate) {
    private static final State NEW =
        new State(false, TenantStatus.ACTIVE, TenantLimits.NONE, 0, "");

    private boolean is(TenantStatus other) {
      return status == other;
    }

    private boolean isGone() {
      return is(TenantStatus.ERASING) || is(TenantStatus.ERASED);
    }

    private State with(TenantStatus next) {
      return new State(isCreated, next, limits, keys, certificate);
    }

    private State with(TenantLimits next) {
      return new State(isCreated, status, next, keys, certificate);
    }

    View view() {
      return new View(status, limits.own(), keys, certificate);
    }
  }

  @Override
  public State initialState() {
    return State.NEW;
  }

  @Override
  public Decision<Event, State> decide(State state, Command<?> command) {
    return switch (command) {
      case Create c when state.isCreated() && state.isGone() -> gone(state, c);
      case Create c when state.isCreated() ->
          reject(c, "already-created", "tenant '%s' is there already".formatted(key.id()));
      case Create c when !TenantId.isValid(key.id()) ->
          reject(c, "invalid-tenant", "'%s' can't be a tenant's name".formatted(key.id()));
      case Create c -> limited(c, c.limits(), new Created(c.limits(), c.by()));
      case Command<?> c when !state.isCreated() ->
          reject(c, "unknown-tenant", "tenant '%s' is not known".formatted(key.id()));
      case GetTenant c -> reply(c, state.view());
      case BeginErasure c when state.is(TenantStatus.ERASING) -> reply(c, Done.DONE);
      case FinishErasure c when state.is(TenantStatus.ERASING) ->
          persist(new Erased(c.certificate(), c.by())).thenAck(c);
      case FinishErasure c when !state.isGone() ->
          reject(c, "not-erasing", "tenant '%s' is %s".formatted(key.id(), said(state)));
      case Change c when state.isGone() -> gone(state, c);
      case Suspend c when state.is(TenantStatus.SUSPENDED) -> reply(c, Done.DONE);
      case Suspend c -> persist(new Suspended(c.by())).thenAck(c);
      case Resume c when state.is(TenantStatus.ACTIVE) -> reply(c, Done.DONE);
      case Resume c -> persist(new Resumed(c.by())).thenAck(c);
      case ChangeLimits c -> limited(c, c.limits(), new LimitsChanged(c.limits(), c.by()));
      case RotateKey c -> persist(new KeyRotated(c.by())).thenAck(c);
      case BeginErasure c -> persist(new ErasureBegun(c.by())).thenAck(c);
      case FinishErasure c -> gone(state, c);
    };
  }

  private Decision<Event, State> limited(Change command, Map<String, Long> limits, Event event) {
    try {
      TenantLimits.requireKnown(limits);
    } catch (IllegalArgumentException e) {
      return reject(command, "invalid-limit", String.valueOf(e.getMessage()));
    }
    return persist(event).thenAck(command);
  }

  private Decision<Event, State> gone(State state, Change command) {
    return reject(command, "erased", "tenant '%s' is %s".formatted(key.id(), said(state)));
  }

  private static String said(State state) {
    return switch (state.status()) {
      case ACTIVE -> "active";
      case SUSPENDED -> "suspended";
      case ERASING -> "being erased";
      case ERASED -> "erased, and its name is not given again";
    };
  }

  @Override
  public State evolve(State state, Event event) {
    return switch (event) {
      case Created e -> new State(true, TenantStatus.ACTIVE, new TenantLimits(e.limits()), 1, "");
      case Suspended e -> state.with(TenantStatus.SUSPENDED);
      case Resumed e -> state.with(TenantStatus.ACTIVE);
      case LimitsChanged e -> state.with(state.limits().with(e.limits()));
      case KeyRotated e ->
          new State(true, state.status(), state.limits(), state.keys() + 1, state.certificate());
      case ErasureBegun e -> state.with(TenantStatus.ERASING);
      case Erased e ->
          new State(true, TenantStatus.ERASED, TenantLimits.NONE, state.keys(), e.certificate());
    };
  }
}
