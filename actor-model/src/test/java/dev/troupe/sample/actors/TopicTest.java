package dev.troupe.sample.actors;

import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.sample.actors.News.Football;
import dev.troupe.sample.actors.News.Weather;
import java.util.List;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.pubsub.Topic;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class TopicTest {
  private static final ActorTestKit KIT = Kits.patient();
  private static final News FOG = new Weather("fog");
  private static final News RAIN = new Weather("rain");
  private static final News GOAL = new Football("a goal");

  private final TestProbe<News> ann = KIT.createTestProbe();
  private final TestProbe<News> bob = KIT.createTestProbe();

  @AfterAll
  static void shutDown() {
    KIT.shutdownTestKit();
  }

  /** Waits until a topic knows of so many subscribers of its own, and of so many topics. */
  private static void await(ActorRef<Topic.Command<News>> topic, int subscribers, int topics) {
    TestProbe<Topic.TopicStats> probe = KIT.createTestProbe();
    probe.awaitAssert(() -> {
      topic.tell(Topic.getTopicStats(probe.ref()));
      Topic.TopicStats stats = probe.receiveMessage();
      assertThat(List.of(stats.localSubscriberCount(), stats.topicInstanceCount()))
          .isEqualTo(List.of(subscribers, topics));
      return stats;
    });
  }

  @Test
  void allSubscribersGetWhatIsPublishedUntilTheyUnsubscribe() {
    // @start region="topic"
    ActorRef<Topic.Command<News>> weather = KIT.spawn(Topic.create(News.class, "weather"));
    weather.tell(Topic.subscribe(ann.ref()));
    weather.tell(Topic.subscribe(bob.ref()));
    weather.tell(Topic.publish(new Weather("fog")));
    // @end
    assertThat(ann.receiveMessage()).isEqualTo(FOG);
    assertThat(bob.receiveMessage()).isEqualTo(FOG);
    await(weather, 2, 1);

    weather.tell(Topic.unsubscribe(ann.ref()));
    weather.tell(Topic.publish(GOAL));
    weather.tell(Topic.publish(RAIN));

    assertThat(bob.receiveSeveralMessages(2)).containsExactly(GOAL, RAIN);
    ann.ref().tell(new Weather("nothing since"));
    assertThat(ann.receiveMessage()).isEqualTo(new Weather("nothing since"));
  }

  @Test
  void topicsOfOneNameAreOneAndThoseOfOthersAreOthers() {
    ActorRef<Topic.Command<News>> here = KIT.spawn(Topic.create(News.class, "sport"));
    ActorRef<Topic.Command<News>> there = KIT.spawn(Topic.create(News.class, "sport"));
    ActorRef<Topic.Command<News>> other = KIT.spawn(Topic.create(News.class, "politics"));
    here.tell(Topic.subscribe(ann.ref()));
    there.tell(Topic.subscribe(bob.ref()));
    await(here, 1, 2);
    await(there, 1, 2);

    other.tell(Topic.publish(FOG));
    here.tell(Topic.publish(GOAL));
    there.tell(Topic.publish(RAIN));

    assertThat(ann.receiveSeveralMessages(2)).containsExactlyInAnyOrder(GOAL, RAIN);
    assertThat(bob.receiveSeveralMessages(2)).containsExactlyInAnyOrder(GOAL, RAIN);
  }
}
