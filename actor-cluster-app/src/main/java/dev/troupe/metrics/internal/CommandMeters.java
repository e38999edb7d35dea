package dev.troupe.metrics.internal;

import dev.troupe.model.Failure;
import dev.troupe.model.Reply;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/** What became of the commands and queries that were sent from this node. Thread-safe. */
public final class CommandMeters {
  /** Codes of one type that are told apart. */
  private static final int CODES = 64;

  /** There are as many limits as settings for them, and few reasons. */
  private static final int LIMITS = 32;

  private final MeterRegistry registry;
  private final ConcurrentMap<String, Type> types = new ConcurrentHashMap<>();
  private final Bounded<Counter> throttled;
  private final Bounded<Counter> refused;

  private record Type(Counter accepted, Bounded<Counter> rejected, Bounded<Counter> failed) {}

  /** Counts here. */
  public CommandMeters(MeterRegistry registry) {
    this.registry = registry;
    this.throttled =
        Bounded.of(
            LIMITS,
            limit ->
                Counter.builder("troupe.throttled")
                    .description("what was refused since a tenant was at this limit")
                    .tag("limit", limit)
                    .register(registry));
    this.refused =
        Bounded.of(
            LIMITS,
            reason ->
                Counter.builder("troupe.refusals")
                    .description("what somebody asked for and may not have")
                    .tag("reason", reason)
                    .register(registry));
    // Those that should never be: an alert needs to see the first one come.
    List.of("other-tenant", "lacks-scope", "forged-command").forEach(refused::of);
  }

  /** One has ended so; returns how, as {@link TenantMeters} counts it. */
  public Outcome ended(String type, @Nullable Reply<?> reply, @Nullable Throwable failure) {
    Type meters = types.get(type);
    if (meters == null) {
      meters = types.computeIfAbsent(type, this::type);
    }
    if (reply instanceof Reply.Rejected<?> no) {
      meters.rejected().of(no.code()).increment();
      return Outcome.REJECTED;
    }
    if (failure != null || reply == null) {
      meters.failed().of(failure instanceof Failure known ? known.code() : "broken").increment();
      return Outcome.FAILED;
    }
    meters.accepted().increment();
    return Outcome.ACCEPTED;
  }

  /** A tenant was at this limit. */
  public void throttled(String limit) {
    throttled.of(limit).increment();
  }

  /** Somebody was refused for this reason. */
  public void refused(String reason) {
    refused.of(reason).increment();
  }

  private Type type(String type) {
    return new Type(
        counter(type, Outcome.ACCEPTED, ""),
        Bounded.of(CODES, code -> counter(type, Outcome.REJECTED, code)),
        Bounded.of(CODES, code -> counter(type, Outcome.FAILED, code)));
  }

  private Counter counter(String type, Outcome outcome, String code) {
    return Counter.builder("troupe.commands")
        .description("commands and queries sent from this node, by how they ended")
        .tag("type", type)
        .tag("outcome", outcome.label())
        .tag("code", code)
        .register(registry);
  }
}
