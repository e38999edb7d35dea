package dev.troupe.bench;

import dev.troupe.cluster.Entities;
import dev.troupe.cluster.TenantEntityRef;
import dev.troupe.model.CommandId;
import dev.troupe.model.Reply;
import dev.troupe.model.TenantId;
import dev.troupe.sample.bank.Account;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Asks accounts, checks every answer, and keeps count. Thread-safe. */
final class Accounts {
  private static final int TENANTS = 4;
  private static final int CENTS = 250;
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final Entities entities;
  private final LongAdder acknowledged = new LongAdder();
  private final LongAdder unknown = new LongAdder();
  private final AtomicLong ids = new AtomicLong();
  private final Set<String> shown = ConcurrentHashMap.newKeySet();

  Accounts(Entities entities) {
    this.entities = entities;
  }

  /** Accounts of four tenants, whose names start with this. */
  Group group(String name) {
    return new Group(
        IntStream.range(0, TENANTS).mapToObj(i -> TenantId.of(name + "-" + i)).toList());
  }

  /** Commands that were accepted, each of which left one row. */
  long acknowledged() {
    return acknowledged.sum();
  }

  /** Commands that were not, each of which left one row or none. */
  long unknown() {
    return unknown.sum();
  }

  /** Some accounts, told apart by number; each answer is what went wrong, if anything did. */
  final class Group {
    private final List<TenantId> tenants;

    Group(List<TenantId> tenants) {
      this.tenants = tenants;
    }

    private TenantEntityRef<Account> ref(int number) {
      return entities.refFor(
          Account.TYPE, tenants.get(number % TENANTS), "a-%04d".formatted(number));
    }

    /** For what only prepares a measurement, on a node that may be cold and a busy machine. */
    private TenantEntityRef<Account> patient(int number) {
      return ref(number).withTimeout(PATIENCE);
    }

    /** As the journal calls this account. */
    String persistenceId(int number) {
      return "account|" + ref(number).key().encoded();
    }

    CompletionStage<Optional<String>> open(int number) {
      return checked(patient(number).ask(new Account.Open("Ada")));
    }

    /** The same, and with a deposit. */
    CompletionStage<Optional<String>> openWithDeposit(int number) {
      return open(number)
          .thenCompose(problem ->
              problem.isPresent()
                  ? CompletableFuture.completedFuture(problem)
                  : checked(patient(number).ask(new Account.Deposit(CENTS))));
    }

    CompletionStage<Optional<String>> deposit(int number) {
      return checked(ref(number).ask(new Account.Deposit(CENTS)));
    }

    /** With a command id as long as a random UUID, and cheaper to make. */
    CompletionStage<Optional<String>> depositOnce(int number) {
      CommandId id = CommandId.of(new UUID(number, ids.incrementAndGet()).toString());
      return checked(ref(number).ask(new Account.Deposit(CENTS), id));
    }
  }

  private <R> CompletionStage<Optional<String>> checked(CompletionStage<Reply<R>> answer) {
    return answer.handle((reply, failure) -> {
      if (reply instanceof Reply.Accepted) {
        acknowledged.increment();
        return Optional.empty();
      }
      unknown.increment();
      return Optional.of(kind(reply, failure));
    });
  }

  /** The kind of what went wrong; the first of each is shown in full. */
  private String kind(@Nullable Object reply, @Nullable Throwable failure) {
    Object what =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure == null ? reply : failure;
    String kind = what == null ? "nothing" : what.getClass().getSimpleName();
    if (shown.add(kind)) {
      System.err.printf("error: %s%n", what);
    }
    return kind;
  }
}
