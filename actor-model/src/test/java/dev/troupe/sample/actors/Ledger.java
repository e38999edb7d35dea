package dev.troupe.sample.actors;

import java.util.HashMap;
import java.util.Map;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;

/**
 * Takes numbered entries of several writers. Its state is in fields, which its thread alone sees.
 */
final class Ledger extends AbstractBehavior<Ledger.Command> {
  sealed interface Command {}

  record Enter(int writer, int number) implements Command {}

  record GetSummary(ActorRef<Summary> replyTo) implements Command {}

  /**
   * What was entered.
   *
   * @param last the number that each writer entered last
   * @param outOfOrder how many did not follow the one before them
   */
  record Summary(Map<Integer, Integer> last, int outOfOrder) {}

  private final Map<Integer, Integer> last = new HashMap<>();
  private int outOfOrder;

  private Ledger(ActorContext<Command> context) {
    super(context);
  }

  static Behavior<Command> create() {
    return Behaviors.setup(Ledger::new);
  }

  // @start region="receive"
  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(Enter.class, this::enter)
        .onMessage(GetSummary.class, this::summarize)
        .build();
  }

  // @end

  private Behavior<Command> enter(Enter entry) {
    int before = last.getOrDefault(entry.writer(), 0);
    outOfOrder += entry.number() == before + 1 ? 0 : 1;
    last.put(entry.writer(), entry.number());
    return this;
  }

  private Behavior<Command> summarize(GetSummary get) {
    get.replyTo().tell(new Summary(Map.copyOf(last), outOfOrder));
    return this;
  }
}
