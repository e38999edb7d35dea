package dev.troupe.tenants;

import dev.troupe.model.Decision;
import dev.troupe.model.Done;
import dev.troupe.model.EntityCommand;
import dev.troupe.model.EntityKey;
import dev.troupe.model.EntityType;
import dev.troupe.model.EventSourcedEntity;
import dev.troupe.model.TenantId;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

/**
 * A tenant, from its creation to its erasure. It belongs to {@link TenantId#SYSTEM}, its id is the
 * tenant's name, and what it went through is the record of who did what to whom and why.
 *
 * <p>A name is given once: an erased tenant is never created again, so that nothing that was
 * deleted can be taken for another customer's.
 *
 * @param clock by which a grant has ended when it is given or revoked; events hold what it said, so
 *     that they always lead to the same state
 */
public record Tenant(EntityKey key, InstantSource clock)
    implements EventSourcedEntity<Tenant.Command<?>, Tenant.Event, Tenant.State> {

  public static final EntityType<Tenant> TYPE =
      EntityType.eventSourced("tenant", Command.class, Event.class, State.class, Tenant::new);

  /** The tenant, by the clock of the node that it runs on. */
  public Tenant(EntityKey key) {
    this(key, InstantSource.system());
  }

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

  /**
   * Another tenant may work with its data, until a day.
   *
   * @param to the other tenant; not asked whether it exists
   * @param scopes what it may do, such as {@code account:get-balance}
   * @param until when that ends, at most {@link TenantGrants#LONGEST} from now
   */
  public record GrantAccess(String to, List<String> scopes, Instant until, By by)
      implements Change {}

  /** Another tenant may not work with its data any more, whatever it was granted. */
  public record RevokeGrants(String to, By by) implements Change {}

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
   * @param grants what others may do with its data, ended ones perhaps among them
   */
  public record View(
      TenantStatus status,
      Map<String, Long> limits,
      int keys,
      String certificate,
      TenantGrants grants) {}

  public sealed interface Event {
    By by();
  }

  public record Created(Map<String, Long> limits, By by) implements Event {}

  public record Suspended(By by) implements Event {}

  public record Resumed(By by) implements Event {}

  public record LimitsChanged(Map<String, Long> limits, By by) implements Event {}

  public record AccessGranted(String to, List<String> scopes, Instant until, Instant at, By by)
      implements Event {}

  public record GrantsRevoked(String to, Instant at, By by) implements Event {}

  public record KeyRotated(By by) implements Event {}

  public record ErasureBegun(By by) implements Event {}

  public record Erased(String certificate, By by) implements Event {}

  /** Before its creation it has no status. */
  public record State(
      boolean isCreated,
      TenantStatus status,
      TenantLimits limits,
      int keys,
      String certificate,
      TenantGrants grants) {
    private static final State NEW =
        new State(false, TenantStatus.ACTIVE, TenantLimits.NONE, 0, "", TenantGrants.NONE);

    private boolean is(TenantStatus other) {
      return status == other;
    }

    private boolean isGone() {
      return is(TenantStatus.ERASING) || is(TenantStatus.ERASED);
    }

    private State with(TenantStatus next) {
      return new State(isCreated, next, limits, keys, certificate, grants);
    }

    private State with(TenantLimits next) {
      return new State(isCreated, status, next, keys, certificate, grants);
    }

    private State with(TenantGrants next) {
      return new State(isCreated, status, limits, keys, certificate, next);
    }

    private State withKeys(int next) {
      return new State(isCreated, status, limits, next, certificate, grants);
    }

    private State created(TenantLimits own) {
      return new State(true, TenantStatus.ACTIVE, own, 1, "", TenantGrants.NONE);
    }

    private State erased(String proof) {
      return new State(
          true, TenantStatus.ERASED, TenantLimits.NONE, keys, proof, TenantGrants.NONE);
    }

    View view() {
      return new View(status, limits.own(), keys, certificate, grants);
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
      case GrantAccess c -> granted(state, c);
      case RevokeGrants c when !state.grants().includes(c.to()) -> reply(c, Done.DONE);
      case RevokeGrants c -> persist(new GrantsRevoked(c.to(), clock.instant(), c.by())).thenAck(c);
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

  private Decision<Event, State> granted(State state, GrantAccess command) {
    Instant now = clock.instant();
    TenantGrant grant =
        new TenantGrant(command.to(), command.scopes(), command.until(), command.by());
    try {
      TenantGrants.requireGrantable(command.to(), command.scopes());
      if (command.to().equals(key.id())) {
        throw new IllegalArgumentException("a tenant needs no grant for its own data");
      }
      TenantGrants.requireEnd(command.until(), now);
    } catch (IllegalArgumentException e) {
      return reject(command, "invalid-grant", String.valueOf(e.getMessage()));
    }
    if (state.grants().with(grant, now).all().size() > TenantGrants.MOST) {
      return reject(
          command,
          "too-many-grants",
          "tenant '%s' has given %d grants, and may give no more; revoke some, or let them end"
              .formatted(key.id(), TenantGrants.MOST));
    }
    return persist(new AccessGranted(grant.to(), grant.scopes(), grant.until(), now, command.by()))
        .thenAck(command);
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
      case Created e -> State.NEW.created(new TenantLimits(e.limits()));
      case Suspended e -> state.with(TenantStatus.SUSPENDED);
      case Resumed e -> state.with(TenantStatus.ACTIVE);
      case LimitsChanged e -> state.with(state.limits().with(e.limits()));
      case AccessGranted e ->
          state.with(
              state.grants().with(new TenantGrant(e.to(), e.scopes(), e.until(), e.by()), e.at()));
      case GrantsRevoked e -> state.with(state.grants().without(e.to(), e.at()));
      case KeyRotated e -> state.withKeys(state.keys() + 1);
      case ErasureBegun e -> state.with(TenantGrants.NONE).with(TenantStatus.ERASING);
      case Erased e -> state.erased(e.certificate());
    };
  }
}
