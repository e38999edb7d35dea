package dev.troupe.model.testkit;

import dev.troupe.model.EntityCommand;
import dev.troupe.model.EntityKey;
import dev.troupe.model.EntityType;
import dev.troupe.model.EventSourcedEntity;
import dev.troupe.model.Reply;
import dev.troupe.model.TenantId;
import dev.troupe.model.testkit.Run.Breach;
import dev.troupe.model.testkit.Run.Invariant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Entities of one tenant that send each other messages, under random commands, crashes, repeats and
 * delays, with invariants that are checked after every step. No actor system, no database, one
 * thread, and virtual time.
 *
 * <pre>{@code
 * EntitySimulation.of(TenantId.of("acme"))
 *     .entity(Account.TYPE)
 *     .entity(Transfer.TYPE)
 *     .given(Request.to(Account.TYPE, "a-1", new Account.Open("ann")))
 *     .commands(random -> Request.to(Transfer.TYPE, "t-" + random.nextInt(4), start(random)))
 *     .invariant("no cent is made or lost", world -> total(world) == 200)
 *     .seeds(10_000)
 *     .run();
 * }</pre>
 *
 * <p>It runs the entities' own {@code decide} and {@code evolve}, and keeps the platform's promises
 * as it makes them to entities: events, messages, reminders and the answer are stored in one go or
 * not at all; a command id gets its first answer again; messages arrive in order per sender; a
 * message or a firing counts once. All else it makes hard for them. A command or its answer gets
 * lost, and the caller asks again under the same id; an entity crashes or is passivated between any
 * two steps, and recovers from its events; messages of different senders overtake each other;
 * copies of messages and firings come late, also of those that were done or cancelled; reminders
 * fire late.
 *
 * <p>What happens follows from the seed alone, if the generator of commands, the entities and the
 * invariants are pure. Where an invariant breaks, steps that do not matter are left out, and {@link
 * BrokenInvariant} lists those that are left. An entity that throws, changes a state in place, or
 * recovers as something else breaks an invariant, too.
 *
 * <p>Confined to one thread.
 */
public final class EntitySimulation {
  private static final int MOST_SEEDS = 100_000_000;
  private static final int MOST_STEPS = 10_000;

  private final TenantId tenant;
  private final Map<String, Parts.Made<?>> types = new LinkedHashMap<>();
  private final List<Request> given = new ArrayList<>();
  private final List<Invariant> always = new ArrayList<>();
  private final List<Invariant> atRest = new ArrayList<>();
  private final Set<Promise> broken = EnumSet.noneOf(Promise.class);
  private @Nullable Function<RandomGenerator, Request> commands;
  private int seeds = 1000;
  private int steps = 50;

  private EntitySimulation(TenantId tenant) {
    this.tenant = tenant;
  }

  /** A simulation of entities of this tenant. */
  public static EntitySimulation of(TenantId tenant) {
    return new EntitySimulation(tenant);
  }

  /**
   * With entities of this type.
   *
   * @throws IllegalArgumentException if there is one of that name
   */
  public <N> EntitySimulation entity(EntityType<N> type) {
    return add(new Parts.Made<>(type, type::create));
  }

  /**
   * With entities of this type that are made otherwise, such as one that is broken on purpose.
   *
   * @throws IllegalArgumentException if there is a type of that name
   */
  public <N> EntitySimulation entity(
      EntityType<N> type,
      Function<EntityKey, ? extends EventSourcedEntity<? extends EntityCommand<N, ?>, ?, ?>> made) {
    return add(new Parts.Made<>(type, made));
  }

  private EntitySimulation add(Parts.Made<?> made) {
    if (types.putIfAbsent(made.type().name(), made) != null) {
      throw new IllegalArgumentException(
          "simulation: the type '%s' is given twice".formatted(made.type().name()));
    }
    return this;
  }

  /** Each run starts with these commands, in this order; all must be accepted. */
  public EntitySimulation given(Request... requests) {
    given.addAll(List.of(requests));
    return this;
  }

  /** What callers ask: one command for each request, from nothing but the random numbers. */
  public EntitySimulation commands(Function<RandomGenerator, Request> generator) {
    commands = generator;
    return this;
  }

  /**
   * This holds after every step.
   *
   * @param name a sentence; unique
   * @param holds whether it does; pure. What it throws breaks it, too
   */
  public EntitySimulation invariant(String name, Predicate<World> holds) {
    return add(always, new Invariant(name, holds));
  }

  /**
   * This holds at the end of each run, once all messages are delivered and all that fires once has
   * fired; with such an invariant it must come to that.
   *
   * @param name a sentence; unique
   * @param holds whether it does; pure. What it throws breaks it, too
   */
  public EntitySimulation atRest(String name, Predicate<World> holds) {
    return add(atRest, new Invariant(name, holds));
  }

  private EntitySimulation add(List<Invariant> invariants, Invariant invariant) {
    boolean isTaken =
        Stream.concat(always.stream(), atRest.stream())
            .anyMatch(each -> each.name().equals(invariant.name()));
    if (isTaken) {
      throw new IllegalArgumentException(
          "simulation: the invariant '%s' is given twice".formatted(invariant.name()));
    }
    invariants.add(invariant);
    return this;
  }

  /** Does not keep this promise, so that a test sees whether the invariants notice. */
  public EntitySimulation breaking(Promise promise) {
    broken.add(promise);
    return this;
  }

  /**
   * Runs the seeds from 1 to this one; 1,000 unless said.
   *
   * @throws IllegalArgumentException if it is below 1 or above a hundred million
   */
  public EntitySimulation seeds(int count) {
    seeds = within("number of seeds", count, MOST_SEEDS);
    return this;
  }

  /**
   * How many steps a run has before it comes to rest; 50 unless said.
   *
   * @throws IllegalArgumentException if it is below 1 or above 10,000
   */
  public EntitySimulation steps(int count) {
    steps = within("number of steps", count, MOST_STEPS);
    return this;
  }

  private static int within(String what, int actual, int most) {
    if (actual < 1 || actual > most) {
      throw new IllegalArgumentException(
          "simulation: the %s must be 1 to %d, was '%d'".formatted(what, most, actual));
    }
    return actual;
  }

  /**
   * Runs all seeds, one after the other, until one breaks an invariant.
   *
   * @throws BrokenInvariant if one does
   * @throws IllegalStateException if there is no entity, no generator of commands or no invariant
   */
  public SimulationReport run() {
    Function<RandomGenerator, Request> generator = complete();
    SortedMap<String, Long> counts = new TreeMap<>();
    for (int seed = 1; seed <= seeds; seed++) {
      run(seed, generator).counts().forEach((kind, count) -> counts.merge(kind, count, Long::sum));
    }
    return new SimulationReport(seeds, counts);
  }

  /**
   * Runs one seed again, exactly as {@link #run} did.
   *
   * @throws BrokenInvariant if it breaks an invariant
   * @throws IllegalStateException if there is no entity, no generator of commands or no invariant
   */
  public SimulationReport replay(long seed) {
    return new SimulationReport(1, run(seed, complete()).counts());
  }

  /**
   * The same entities and invariants, under steps that a test says.
   *
   * @throws IllegalStateException if there is no entity
   */
  public Scenario scenario() {
    require(!types.isEmpty(), "entity", "entity(..)");
    return new Scenario(start());
  }

  private Function<RandomGenerator, Request> complete() {
    require(!types.isEmpty(), "entity", "entity(..)");
    require(!(always.isEmpty() && atRest.isEmpty()), "invariant", "invariant(..) or atRest(..)");
    Function<RandomGenerator, Request> generator = commands;
    if (generator == null) {
      throw missing("generator of commands", "commands(..)");
    }
    return generator;
  }

  private static void require(boolean isThere, String what, String word) {
    if (!isThere) {
      throw missing(what, word);
    }
  }

  private static IllegalStateException missing(String what, String word) {
    return new IllegalStateException(
        "simulation: there is no %s; say it with %s".formatted(what, word));
  }

  private Run start() {
    int mostToRest = 1000 + 20 * steps;
    Run run = new Run(new Parts(tenant, types, broken), new Run.Rules(always, atRest, mostToRest));
    for (Request request : given) {
      Reply<?> reply = run.given(request);
      if (!(reply instanceof Reply.Accepted<?>)) {
        throw new IllegalStateException(
            "simulation: given %s, which was answered with %s; what is given must be accepted"
                .formatted(request, reply));
      }
    }
    return run;
  }

  private Run run(long seed, Function<RandomGenerator, Request> generator) {
    Run run = start();
    StepChooser chooser = new StepChooser(seed, generator);
    Optional<Breach> breach = Optional.empty();
    for (int i = 0; i < steps && breach.isEmpty(); i++) {
      breach = run.apply(chooser.next(run.simulator()));
    }
    if (breach.isEmpty() && !atRest.isEmpty()) {
      breach = run.apply(new Step.Settle());
    }
    if (breach.isPresent()) {
      throw new Autopsy(this::start).of(seed, run.steps(), breach.get());
    }
    return run;
  }
}
