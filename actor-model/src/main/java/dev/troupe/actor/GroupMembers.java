package dev.troupe.actor;

import dev.troupe.actor.GroupMember.Halt;
import dev.troupe.actor.GroupMember.Order;
import dev.troupe.actor.GroupMember.Place;
import dev.troupe.actor.GroupMember.Start;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.javadsl.ActorContext;

/** The members of one group that runs, of the group's thread alone. */
final class GroupMembers implements Members {
  private final ActorContext<Object> context;
  private final int stash;
  private final List<Member> members = new ArrayList<>();
  private boolean isClosed;

  GroupMembers(ActorContext<Object> context, int stash) {
    this.context = context;
    this.stash = stash;
  }

  private static final class Member {
    private final ActorRef<Object> ref;
    private final AtomicInteger haltRound;
    private boolean hasEnded;

    Member(ActorRef<Object> ref, AtomicInteger haltRound) {
      this.ref = ref;
      this.haltRound = haltRound;
    }
  }

  @Override
  public <T> ActorRef<T> spawn(
      String name,
      Function<Optional<Throwable>, Behavior<T>> behavior,
      DispatcherSelector dispatcher) {
    if (isClosed) {
      throw new IllegalStateException(
          "group '%s': child '%s' is declared after the start; declare all in the function that"
                  .formatted(context.getSelf().path().name(), name)
              + " makes the group");
    }
    AtomicInteger haltRound = new AtomicInteger();
    Place place = new Place(members.size(), context.getSelf(), haltRound);
    ActorRef<Object> ref =
        context.spawn(GroupMember.create(place, stash, behavior), name, dispatcher);
    context.watch(ref);
    members.add(new Member(ref, haltRound));
    return ref.narrow();
  }

  void close() {
    isClosed = true;
  }

  int size() {
    return members.size();
  }

  String name(int number) {
    return members.get(number).ref.path().name();
  }

  /** The number of the member with this reference; -1: it is none. */
  int numberOf(ActorRef<?> ref) {
    return IntStream.range(0, members.size())
        .filter(i -> members.get(i).ref.equals(ref))
        .findFirst()
        .orElse(-1);
  }

  boolean hasEnded(int number) {
    return members.get(number).hasEnded;
  }

  void ended(int number) {
    members.get(number).hasEnded = true;
  }

  boolean haveAllEnded() {
    return members.stream().allMatch(each -> each.hasEnded);
  }

  /**
   * The order waits behind what is in the mailbox; the round is seen at the next message already.
   */
  void halt(int number, int round) {
    members.get(number).haltRound.set(round);
    order(number, new Halt(round));
  }

  void start(int number, int round, Optional<Throwable> cause) {
    order(number, new Start(round, cause));
  }

  private void order(int number, Order order) {
    members.get(number).ref.tell(order);
  }
}
