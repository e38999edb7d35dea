package dev.troupe.actor;

import dev.troupe.actor.Part.Command;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/** A group of parts, and the log of what becomes of them. */
final class Parts {
  private final ActorTestKit kit;
  private final TestProbe<String> log;
  private final Map<String, ActorRef<Command>> parts = new ConcurrentHashMap<>();

  Parts(ActorTestKit kit) {
    this.kit = kit;
    this.log = kit.createTestProbe();
  }

  TestProbe<String> log() {
    return log;
  }

  ActorRef<Command> ref(String name) {
    return Objects.requireNonNull(parts.get(name));
  }

  /** A group of these parts, which tells the log what it is itself sent. */
  Behavior<String> group(SupervisedGroup group, String... names) {
    return group.create(members -> {
      for (String name : names) {
        parts.put(name, members.spawn(name, cause -> Part.create(name, cause, log.getRef())));
      }
      return Behaviors.receiveMessage(text -> {
        log.getRef().tell("group hears " + text);
        return Behaviors.same();
      });
    });
  }

  ActorRef<String> started(SupervisedGroup group, String... names) {
    ActorRef<String> ref = kit.spawn(group(group, names));
    expectStarts("", names);
    return ref;
  }

  void expectStarts(String after, String... names) {
    for (String name : names) {
      log.expectMessage(name + " starts" + after);
    }
  }

  void expectEnd(String name) {
    log.expectMessage(name + " ends");
    log.expectMessage(name + "'s child is stopped");
  }

  void tell(String part, Command command) {
    ref(part).tell(command);
  }
}
