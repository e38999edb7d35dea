package dev.troupe.model.testkit;

import dev.troupe.model.CommandId;
import dev.troupe.model.EntityCommand;
import dev.troupe.model.EntityType;
import dev.troupe.model.Reply;
import dev.troupe.model.testkit.Step.Fate;
import java.time.Duration;

/**
 * A simulation whose steps a test says, such as those that a seed has found. Invariants are checked
 * after each, and one that breaks is thrown as {@link BrokenInvariant}. Confined to one thread.
 */
public final class Scenario {
  private final Run run;
  private int asks;

  Scenario(Run run) {
    this.run = run;
  }

  /** A caller asks under an id that was not used before. */
  public <N, R> Reply<R> ask(EntityType<N> type, String id, EntityCommand<N, R> command) {
    return ask(type, id, command, CommandId.of("ask-" + ++asks));
  }

  /** A caller asks under this id, perhaps again. */
  public <N, R> Reply<R> ask(
      EntityType<N> type, String id, EntityCommand<N, R> command, CommandId commandId) {
    step(new Step.Ask(commandId.value(), Request.to(type, id, command), Fate.HEARD));
    @SuppressWarnings("unchecked") // thenReply typed it by this very command.
    Reply<R> reply = (Reply<R>) run.simulator().answers().getLast().reply();
    return reply;
  }

  /** A caller asks under this id, and gives up before it hears the answer. */
  public <N> Scenario askUnheard(
      EntityType<N> type, String id, EntityCommand<N, ?> command, CommandId commandId) {
    return step(new Step.Ask(commandId.value(), Request.to(type, id, command), Fate.UNHEARD));
  }

  /** The first message of this sender that is not done arrives; nothing if there is none. */
  public Scenario deliver(EntityType<?> sender, String id) {
    return step(new Step.Deliver(new Address(sender.name(), id), Fate.HEARD));
  }

  /** This reminder fires, if it is due. */
  public Scenario fire(EntityType<?> type, String id, String name) {
    return step(new Step.Fire(new Address(type.name(), id), name, Fate.HEARD));
  }

  /** The latest messages and firings that were on their way arrive once more, done or not. */
  public Scenario lateCopies() {
    run.simulator().copies().forEach(copy -> step(new Step.Repeat(copy)));
    return this;
  }

  /** An entity loses its memory at once. */
  public Scenario crash(EntityType<?> type, String id) {
    return step(new Step.Crash(new Address(type.name(), id)));
  }

  /** An entity leaves memory in order. */
  public Scenario passivate(EntityType<?> type, String id) {
    return step(new Step.Passivate(new Address(type.name(), id)));
  }

  /**
   * Time passes; what is due by then fires only by {@link #fire} or {@link #settle}.
   *
   * @throws IllegalArgumentException if the duration is negative
   */
  public Scenario advance(Duration duration) {
    if (duration.isNegative()) {
      throw new IllegalArgumentException(
          "scenario: zero or more time passes, was '%s'".formatted(duration));
    }
    return step(new Step.Advance(duration));
  }

  /** All messages are delivered, and all that fires once fires. */
  public Scenario settle() {
    return step(new Step.Settle());
  }

  /** All that there is now. */
  public World world() {
    return run.world();
  }

  private Scenario step(Step step) {
    run.applyAndTell(step)
        .ifPresent(breach -> {
          throw Autopsy.of(run, breach);
        });
    return this;
  }
}
