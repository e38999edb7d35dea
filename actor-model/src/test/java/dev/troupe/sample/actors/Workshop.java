package dev.troupe.sample.actors;

import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Routers;

/** A workshop of so many benches: however many jobs there are, no more are worked at. */
final class Workshop {
  record Job(String what, ActorRef<Finished> replyTo) {}

  record Finished(String what) {}

  /** Work that holds its thread until it is done. */
  interface Craft {
    void make(String what) throws Exception;
  }

  private Workshop() {}

  static Behavior<Job> create(int benches, Craft craft) {
    // @start region="pool"
    Behavior<Job> bench = Behaviors.supervise(bench(craft)).onFailure(SupervisorStrategy.restart());
    return Routers.pool(benches, bench).withRouteeProps(DispatcherSelector.blocking());
    // @end
  }

  private static Behavior<Job> bench(Craft craft) {
    return Behaviors.receiveMessage(job -> {
      craft.make(job.what());
      job.replyTo().tell(new Finished(job.what()));
      return Behaviors.same();
    });
  }
}
