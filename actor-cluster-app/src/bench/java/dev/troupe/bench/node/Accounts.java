package dev.troupe.bench.node;

import dev.troupe.model.CommandId;
import dev.troupe.model.TenantId;
import dev.troupe.sample.bank.Account;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiFunction;
import java.util.stream.IntStream;

/**
 * Some accounts of some tenants, told apart by number; each answer is what went wrong, if anything
 * did. Thread-safe.
 */
public final class Accounts {
  /** What each deposit is. */
  public static final int CENTS = 250;

  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final AtomicLong IDS = new AtomicLong();

  private final BiFunction<TenantId, String, AccountRef> refs;
  private final Tally tally;
  private final List<TenantId> tenants;
  private final List<String> ids;

  /**
   * This many accounts of these tenants.
   *
   * @param refs to one by its tenant and id
   */
  Accounts(
      BiFunction<TenantId, String, AccountRef> refs,
      Tally tally,
      List<TenantId> tenants,
      int accounts) {
    this.refs = refs;
    this.tally = tally;
    this.tenants = tenants;
    this.ids = IntStream.range(0, accounts).mapToObj("a-%04d"::formatted).toList();
  }

  /** How many. */
  public int count() {
    return ids.size();
  }

  /** The number of any of them. */
  public int any() {
    return ThreadLocalRandom.current().nextInt(ids.size());
  }

  private AccountRef ref(int number) {
    return refs.apply(tenants.get(number % tenants.size()), ids.get(number));
  }

  /** For what only prepares a measurement, on a node that may be cold and a busy machine. */
  private AccountRef patient(int number) {
    return ref(number).withTimeout(PATIENCE);
  }

  /** As the journal calls this account. */
  public String persistenceId(int number) {
    return "account|" + ref(number).key().encoded();
  }

  /** Opens it. */
  public CompletionStage<Optional<String>> open(int number) {
    return tally.counted(patient(number).ask(new Account.Open("Ada")));
  }

  /** The same, and with a deposit. */
  public CompletionStage<Optional<String>> openWithDeposit(int number) {
    return open(number)
        .thenCompose(problem ->
            problem.isPresent()
                ? CompletableFuture.completedFuture(problem)
                : tally.counted(patient(number).ask(new Account.Deposit(CENTS))));
  }

  /** Deposits. */
  public CompletionStage<Optional<String>> deposit(int number) {
    return tally.counted(ref(number).ask(new Account.Deposit(CENTS)));
  }

  /** With a command id as long as a random UUID, and cheaper to make. */
  public CompletionStage<Optional<String>> depositOnce(int number) {
    CommandId id = CommandId.of(new UUID(number, IDS.incrementAndGet()).toString());
    return tally.counted(ref(number).ask(new Account.Deposit(CENTS), id));
  }

  /** Asks for the balance, which persists nothing. */
  public CompletionStage<Optional<String>> balance(int number) {
    return tally.checked(ref(number).ask(new Account.GetBalance()));
  }

  /** The same with much patience; another balance than this is a problem. */
  public CompletionStage<Optional<String>> requireBalance(int number, long cents) {
    return patient(number)
        .ask(new Account.GetBalance())
        .handle((reply, failure) ->
            failure == null
                    && reply.equals(
                        new dev.troupe.model.Reply.Accepted<>(new Account.Balance(cents)))
                ? Optional.empty()
                : Optional.of(
                    "balance %s, expected %d".formatted(failure == null ? reply : failure, cents)));
  }
}
