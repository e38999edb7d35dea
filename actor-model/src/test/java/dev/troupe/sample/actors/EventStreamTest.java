package dev.troupe.sample.actors;

import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.sample.actors.News.Football;
import dev.troupe.sample.actors.News.Sport;
import dev.troupe.sample.actors.News.Tennis;
import dev.troupe.sample.actors.News.Weather;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.eventstream.EventStream;
import org.apache.pekko.actor.typed.eventstream.EventStream.Publish;
import org.apache.pekko.actor.typed.eventstream.EventStream.Subscribe;
import org.apache.pekko.actor.typed.eventstream.EventStream.Unsubscribe;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class EventStreamTest {
  private static final ActorTestKit KIT = Kits.patient();
  private static final News FOG = new Weather("fog");
  private static final News GOAL = new Football("a goal");
  private static final News ACE = new Tennis("an ace");

  private final ActorRef<EventStream.Command> events = KIT.system().eventStream();

  @AfterAll
  static void shutDown() {
    KIT.shutdownTestKit();
  }

  private void publishAll() {
    for (News news : new News[] {FOG, GOAL, ACE}) {
      events.tell(new Publish<>(news));
    }
  }

  @Test
  void whoSubscribesToATypeHearsThatAndItsSubtypes() {
    TestProbe<News> all = KIT.createTestProbe();
    TestProbe<Sport> sport = KIT.createTestProbe();
    TestProbe<Tennis> tennis = KIT.createTestProbe();
    // @start region="subscribe"
    events.tell(new Subscribe<>(News.class, all.ref()));
    events.tell(new Subscribe<>(Sport.class, sport.ref()));
    events.tell(new Subscribe<>(Tennis.class, tennis.ref()));

    events.tell(new Publish<>(new Weather("fog")));
    events.tell(new Publish<>(new Football("a goal")));
    events.tell(new Publish<>(new Tennis("an ace")));

    // @end
    all.expectMessage(new Weather("fog"));
    all.expectMessage(new Football("a goal"));
    all.expectMessage(new Tennis("an ace"));
    sport.expectMessage(new Football("a goal"));
    sport.expectMessage(new Tennis("an ace"));
    tennis.expectMessage(new Tennis("an ace"));
  }

  @Test
  void whoUnsubscribesHearsNothingMore() {
    TestProbe<News> leaves = KIT.createTestProbe();
    TestProbe<News> stays = KIT.createTestProbe();
    events.tell(new Subscribe<>(News.class, leaves.ref()));
    events.tell(new Subscribe<>(News.class, stays.ref()));
    publishAll();
    assertThat(leaves.receiveSeveralMessages(3)).containsExactly(FOG, GOAL, ACE);

    events.tell(new Unsubscribe<>(leaves.ref()));
    publishAll();
    publishAll();

    // Once the last is there, all before it went to everybody who was to hear it.
    stays.receiveSeveralMessages(9);
    leaves.ref().tell(new Weather("nothing since"));
    leaves.expectMessage(new Weather("nothing since"));
  }
}
