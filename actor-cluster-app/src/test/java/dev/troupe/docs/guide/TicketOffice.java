package dev.troupe.docs.guide;

import dev.troupe.actor.ActorType;
import dev.troupe.cluster.ClusterRegister;
import dev.troupe.persistence.postgres.register.Proposal;
import dev.troupe.persistence.postgres.register.RegisterValue;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.StashBuffer;
import org.apache.pekko.cluster.typed.Cluster;

// @start region="office"
/** Gives out numbers, each one once, for the whole cluster. */
public final class TicketOffice {
  public static final ActorType<Command> TYPE =
      ActorType.of("ticket-office", Command.class, key -> create()).answering(Ticket.class);

  public sealed interface Command {}

  public record Take(ActorRef<Ticket> replyTo) implements Command {}

  private record Read(RegisterValue last) implements Command {}

  private record Written(Take take, Proposal proposal) implements Command {}

  private record Failed(String why) implements Command {}

  /** A number, and the node that gave it. */
  public record Ticket(long number, String node) {}

  private static final String REGISTER = "tickets";
  private static final int MOST_WAITING = 1000;

  private final ActorContext<Command> context;
  private final StashBuffer<Command> waiting;
  private final ClusterRegister registers;
  private final String node;

  private TicketOffice(ActorContext<Command> context, StashBuffer<Command> waiting) {
    this.context = context;
    this.waiting = waiting;
    this.registers = ClusterRegister.on(context.getSystem());
    this.node = Cluster.get(context.getSystem()).selfMember().address().hostPort();
  }

  /** One that goes on where the last one stopped, wherever that was. */
  public static Behavior<Command> create() {
    return Behaviors.withStash(
        MOST_WAITING,
        waiting -> Behaviors.setup(context -> new TicketOffice(context, waiting).opening()));
  }

  private Behavior<Command> opening() {
    context.pipeToSelf(
        registers.read(REGISTER),
        (last, failure) -> failure == null ? new Read(last) : new Failed(failure.toString()));
    return busy();
  }

  private Behavior<Command> busy() {
    return Behaviors.receiveMessage(command ->
        switch (command) {
          case Take take -> {
            waiting.stash(take);
            yield Behaviors.same();
          }
          case Read(RegisterValue last) -> waiting.unstashAll(open(last));
          case Written(Take take, Proposal.Accepted accepted) -> {
            take.replyTo().tell(new Ticket(accepted.current().version(), node));
            yield waiting.unstashAll(open(accepted.current()));
          }
          // Another office that takes itself for the only one was faster: no number is given twice.
          case Written(Take take, Proposal.Refused refused) -> propose(take, refused.current());
          case Failed(String why) -> throw new IllegalStateException(why);
        });
  }

  private Behavior<Command> open(RegisterValue last) {
    return Behaviors.receiveMessage(
        command -> command instanceof Take take ? propose(take, last) : Behaviors.unhandled());
  }

  private Behavior<Command> propose(Take take, RegisterValue last) {
    context.pipeToSelf(
        registers.propose(REGISTER, last.version(), node),
        (proposal, failure) ->
            failure == null ? new Written(take, proposal) : new Failed(failure.toString()));
    return busy();
  }
}
// @end
