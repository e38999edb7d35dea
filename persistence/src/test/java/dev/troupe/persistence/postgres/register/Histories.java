package dev.troupe.persistence.postgres.register;

import dev.troupe.persistence.postgres.register.Operation.Call;
import dev.troupe.persistence.postgres.register.Operation.Lost;
import dev.troupe.persistence.postgres.register.Operation.Proposed;
import dev.troupe.persistence.postgres.register.Operation.Read;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;

/** What clients at once ask of registers, at random, with when they did and what they heard. */
final class Histories {
  private final AtomicLong clock = new AtomicLong();
  private final Map<String, Queue<Operation>> operations = new ConcurrentHashMap<>();

  /** A register as one client has it. */
  interface Client {
    RegisterValue read(String name) throws SQLException;

    Proposal propose(String name, long expectedVersion, String value) throws SQLException;
  }

  static Client of(RegisterStore store) {
    return new Client() {
      @Override
      public RegisterValue read(String name) throws SQLException {
        return store.read(name);
      }

      @Override
      public Proposal propose(String name, long expectedVersion, String value) throws SQLException {
        return store.propose(name, expectedVersion, value);
      }
    };
  }

  /** Has each client ask so many times of these registers; returns when all are through. */
  void ask(List<Client> clients, List<String> names, int times, long seed) throws Exception {
    try (ExecutorService threads = Executors.newFixedThreadPool(clients.size())) {
      List<Callable<Integer>> tasks =
          clients.stream()
              .map(client ->
                  (Callable<Integer>)
                      () -> ask(client, names, times, new Random(seed + clients.indexOf(client))))
              .toList();
      for (var done : threads.invokeAll(tasks)) {
        done.get();
      }
    } catch (ExecutionException e) {
      throw new AssertionError("seed " + seed, e);
    }
  }

  private int ask(Client client, List<String> names, int times, Random random) throws Exception {
    Map<String, Long> known = new HashMap<>();
    for (int i = 0; i < times; i++) {
      String name = names.get(random.nextInt(names.size()));
      long called = clock.incrementAndGet();
      Call call;
      if (random.nextBoolean()) {
        Optional<RegisterValue> value = read(client, name);
        if (value.isEmpty()) {
          continue;
        }
        call = new Read(value.get());
        known.put(name, value.get().version());
      } else {
        String value = Long.toString(random.nextLong());
        call = proposed(client, name, known.getOrDefault(name, 0L), value);
        if (call instanceof Proposed proposed) {
          known.put(name, proposed.answer().current().version());
        }
      }
      long returned = call instanceof Lost ? Operation.NEVER : clock.incrementAndGet();
      operations
          .computeIfAbsent(name, unused -> new ConcurrentLinkedQueue<>())
          .add(new Operation(called, returned, call));
    }
    return times;
  }

  private static Optional<RegisterValue> read(Client client, String name) {
    try {
      return Optional.of(client.read(name));
    } catch (SQLException e) {
      return Optional.empty();
    }
  }

  private static Call proposed(Client client, String name, long expected, String value) {
    try {
      return new Proposed(expected, value, client.propose(name, expected, value));
    } catch (SQLException e) {
      return new Lost(expected, value);
    }
  }

  /** What was asked of this register. */
  List<Operation> of(String name) {
    return List.copyOf(operations.getOrDefault(name, new ConcurrentLinkedQueue<>()));
  }

  /** How many operations of this register were answered. */
  long answered(String name) {
    return of(name).stream().filter(each -> each.returned() != Operation.NEVER).count();
  }
}
